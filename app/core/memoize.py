"""Memoize a function of one object on that object, so that the result lives as long as the object."""

from collections.abc import Callable
from functools import update_wrapper
from threading import Lock
from typing import Generic, TypeVar

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class Memoize(Generic[Owner, Value]):
    """A decorator that stores the result of a function in the `__dict__` of its argument.

    `functools.cache` would keep the argument alive, possibly a whole release, until the cache evicts it.
    """

    def __init__(self, function: Callable[[Owner], Value]) -> None:
        """Wrap the function; it must not return None."""
        update_wrapper(self, function)
        self._function = function
        self._key = f"{function.__module__}.{function.__qualname__}"
        self._lock = Lock()

    def __call__(self, owner: Owner) -> Value:
        """Return the stored result, or compute it; concurrent callers wait for one computation."""
        value = self.cached_value(owner)
        if value is None:
            with self._lock:
                value = self.cached_value(owner)
                if value is None:
                    value = vars(owner)[self._key] = self._function(owner)
        return value

    def cached_value(self, owner: Owner) -> Value | None:
        """Return the stored result, or None before the first call."""
        value: Value | None = vars(owner).get(self._key)
        return value
