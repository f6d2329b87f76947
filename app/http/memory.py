"""What header fields mean, remembered within a bound of bytes."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

MOST = 256
"""Values that are remembered of one function."""

LONGEST = 512
"""Bytes of the longest of them: browsers and libraries send less."""


Value = TypeVar("Value")


def remembered(function: Callable[[bytes], Value]) -> Callable[[bytes], Value]:
    """Return a function that works out each short value once, and each long one every time."""
    short = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def found(value: bytes) -> Value:
        return short(value) if len(value) <= LONGEST else function(value)

    return found
