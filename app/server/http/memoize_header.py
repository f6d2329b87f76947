"""What header fields mean, remembered within a bound of bytes."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

MAX_VALUES = 256
"""Values that are remembered of one function; when there is one more, all are forgotten."""

MAX_VALUE_BYTES = 512
"""Bytes of the longest of them: browsers and libraries send less."""


Value = TypeVar("Value")


def memoize_header(function: Callable[[bytes], Value]) -> Callable[[bytes], Value]:
    """Return a function that works out each short value once, and each long one every time."""
    known: dict[bytes, Value] = {}

    @wraps(function)
    def found(value: bytes) -> Value:
        try:
            return known[value]
        except KeyError:
            meaning = function(value)
        if len(value) <= MAX_VALUE_BYTES:
            if len(known) == MAX_VALUES:
                known.clear()
            known[value] = meaning
        return meaning

    return found
