"""Memory as the C library keeps it, where it is glibc: used once and free, it would stay with the process."""

import ctypes
from collections.abc import Callable

ARENA_MAX = -8
"""How glibc's `mallopt` is asked for the number of its heaps (malloc.h: M_ARENA_MAX)."""


def share_heap() -> None:
    """Let all threads use one heap: each would keep free memory of its own, though one at a time works."""
    asked = _function("mallopt")
    if asked is not None:
        asked(ARENA_MAX, 1)


def give_back() -> None:
    """Return free memory to the system."""
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def _function(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None)
