"""The cache of a point of presence: which requests it passes to the origin (RFC 9111 and RFC 5861)."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]


def origin_requests(arrivals: Times, max_age: float, purges: Times) -> Times:
    """Return the times at which a cache asks the origin for one stored answer.

    It asks with the first request, and again with the first one after the answer has become stale or was
    purged. Requests that arrive meanwhile share that one. While it revalidates in the background
    the stale answer is sent, which changes no count. `arrivals` are sorted.
    """
    if max_age <= 0:
        return arrivals
    return np.fromiter(_origin_requests(arrivals, max_age, purges), dtype=np.float64)


def _origin_requests(arrivals: Times, max_age: float, purges: Times) -> Iterator[float]:
    place, purge = 0, 0
    while place < len(arrivals):
        now = float(arrivals[place])
        yield now
        while purge < len(purges) and purges[purge] <= now:
            purge += 1
        until = now + max_age
        if purge < len(purges):
            until = min(until, float(purges[purge]))
        place = max(place + 1, int(np.searchsorted(arrivals, until)))


def full_answers(asked: Times, changes: Times, purges: Times) -> NDArray[np.bool_]:
    """Return which requests of a cache to the origin get a whole answer; the others get a 304.

    Whole is the first one, the first one after each change of the content, and the first one after a purge,
    which left nothing to revalidate.
    """
    versions = np.searchsorted(np.sort(np.concatenate([changes, purges])), asked, side="right")
    return np.diff(versions, prepend=-1) > 0


def first_new_answer(asked: Times, change: float, purge: float | None, *, serves_stale: bool) -> float:
    """Return from when on a cache answers with changed content.

    `asked` is when it asked the origin. A cache that serves stale content while it revalidates sends the old
    answer once more.
    """
    later = asked[np.searchsorted(asked, change) :]
    natural = float(later[0]) if len(later) else np.inf
    if serves_stale:
        natural = float(np.nextafter(natural, np.inf))
    return natural if purge is None else min(natural, purge)
