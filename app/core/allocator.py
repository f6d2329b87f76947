"""Tune the memory allocator of glibc, which else keeps more memory (docs/decisions/0029).

Nothing happens where the C library is another.
"""

import ctypes
from collections.abc import Callable

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Parameters of `mallopt` (malloc.h)."""

MMAP_THRESHOLD_BYTES = 512 * 1024
"""Larger than the pages of a list, so that uncached requests do not pay for a mapping."""


def configure_malloc() -> None:
    """Let all threads share one arena, and map large bodies by themselves.

    Each thread would keep free memory in an arena of its own, though one works at a time. The threshold of
    mapped blocks would rise with each block that is freed, which fragments the heap.
    """
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
        # Fixed thresholds leave this one at 128 KB: responses would return their pages and fault anew.
        mallopt(M_TRIM_THRESHOLD, 2 * MMAP_THRESHOLD_BYTES)


def trim_heap() -> None:
    """Return free memory to the system."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _function(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None)
