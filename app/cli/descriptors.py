"""Open files: a connection is one, and most systems begin with leave for fewer than a server takes."""

import resource
from contextlib import suppress

SPARE = 64
"""Open files beside connections: the listening sockets, the database, the log, the event loop."""


def room_for(connections: int) -> int:
    """Ask the system for as many open files as it takes; return how many connections there is room for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # A connection too many is told so, and takes a descriptor meanwhile.
    wanted = 2 * connections + SPARE
    if _less(soft, wanted):
        soft = hard if _less(hard, wanted) else wanted
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, allowed - SPARE) if _less(allowed, connections + SPARE) else connections


def _less(limit: int, wanted: int) -> bool:
    return limit != resource.RLIM_INFINITY and limit < wanted
