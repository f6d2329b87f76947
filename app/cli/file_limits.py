"""Open files: a connection is one, and most systems begin with leave for fewer than a server takes."""

import resource
from contextlib import suppress

from app.cli.console import fail

SPARE = 64
"""Open files beside connections: the listening sockets, the database, the log, the event loop."""


def see_to_files() -> None:
    """End a start with fewer open files than any server takes: it would fail anywhere, in any words."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _less(allowed, SPARE):
        fail(f"Only {allowed} files may be open at once, and serving takes {SPARE}: see 'ulimit -n'.")


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
