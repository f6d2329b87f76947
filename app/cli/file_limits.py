"""Limit of open files (`ulimit -n`): each connection needs a descriptor, and many systems allow too few."""

import resource
from contextlib import suppress

from app.cli.bootstrap import fail

RESERVED = 64
"""Descriptors for other than connections: listening sockets, database, log, event loop."""


def require_file_descriptors() -> None:
    """Exit with one clear line if the limit is too low for any server."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _less(allowed, RESERVED):
        fail(f"Only {allowed} files may be open at once, and serving takes {RESERVED}: see 'ulimit -n'.")


def raise_file_limit(connections: int) -> int:
    """Raise the soft limit as far as needed; return how many connections it allows, at most `connections`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # A refused connection needs a descriptor too, until its response is sent.
    wanted = 2 * connections + RESERVED
    if _less(soft, wanted):
        soft = hard if _less(hard, wanted) else wanted
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, allowed - RESERVED) if _less(allowed, connections + RESERVED) else connections


def _less(limit: int, wanted: int) -> bool:
    return limit != resource.RLIM_INFINITY and limit < wanted
