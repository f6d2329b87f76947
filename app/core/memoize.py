"""What is worked out of a value once, and kept with it: it is there as long as the value, and no longer."""

from collections.abc import Callable
from functools import update_wrapper
from threading import Lock
from typing import Generic, TypeVar

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class Memoize(Generic[Owner, Value]):
    """A function of one value, kept in that value's own namespace. A decorator.

    A cache of the function's own would hold on to the value, a whole release perhaps, until others came.
    """

    def __init__(self, work: Callable[[Owner], Value]) -> None:
        """Take the function; it must not return None."""
        update_wrapper(self, work)
        self._work = work
        self._name = f"{work.__module__}.{work.__qualname__}"
        self._working = Lock()

    def __call__(self, owner: Owner) -> Value:
        """Return what was worked out, or work it out: who asks meanwhile waits for it."""
        value = self.cached_value(owner)
        if value is None:
            with self._working:
                value = self.cached_value(owner)
                if value is None:
                    value = vars(owner)[self._name] = self._work(owner)
        return value

    def cached_value(self, owner: Owner) -> Value | None:
        """Return what was worked out, or None if nobody asked yet."""
        value: Value | None = vars(owner).get(self._name)
        return value
