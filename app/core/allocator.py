"""Tune the memory allocator of glibc, which else keeps more memory (docs/decisions/0029).

Nothing happens where the C library is another.
"""

import ctypes
from collections.abc import Callable

M_ARENA_MAX = -8
"""Parameter of `mallopt` (malloc.h)."""


def limit_arenas() -> None:
    """Let all threads share one arena: each would keep free memory of its own, though one works at a time."""
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


def trim_heap() -> None:
    """Return free memory to the system."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _function(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None)
