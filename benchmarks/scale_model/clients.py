"""Behaviour of clients: when phones look for changes, and when browsers request which page."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale_model.parameters import Assumptions

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Looks:
    """The looks of one day: a row for each phone, in order of time; `sent` are those that succeed.

    `ends` is when each phone goes offline; `used` whether it is online at all.
    """

    times: Floats
    sent: NDArray[np.bool_]
    ends: Floats
    used: NDArray[np.bool_]


def draw_looks(rng: np.random.Generator, phones: int, assumed: Assumptions, day: int) -> Looks:
    """Draw when each phone looks during a day, in seconds since the first day."""
    shortest, longest = assumed.look_interval
    begins = day * assumed.day + rng.uniform(*assumed.online_from, phones)
    ends = begins + assumed.online_for
    first = rng.uniform(0, min(longest, assumed.online_for), phones)
    # Failed looks are followed sooner, so a few more are drawn.
    most = int(assumed.online_for / shortest * (1 + assumed.look_failure)) + 2
    failed = rng.random((phones, most)) < assumed.look_failure
    waits = rng.uniform(shortest, longest, (phones, most))
    waits[:, 0] = first
    sooner = rng.uniform(*assumed.retry_interval, (phones, most - 1))
    waits[:, 1:] = np.where(failed[:, :-1], np.minimum(sooner, waits[:, 1:]), waits[:, 1:])
    times = begins[:, None] + np.cumsum(waits, axis=1)
    used = rng.random(phones) < assumed.used_share
    online = (times < ends[:, None]) & used[:, None]
    return Looks(times, online & ~failed, ends, used)


def draw_times(rng: np.random.Generator, mean: float, assumed: Assumptions, day: int) -> Floats:
    """Draw the times of independent events of a day; their number is Poisson-distributed."""
    return day * assumed.day + rng.triangular(*assumed.visit_times, rng.poisson(mean))


def zipf(keys: int, exponent: float) -> Callable[[np.random.Generator, int], Integers]:
    """Return what draws ranks, from 0, of which each is drawn by the power of its place."""
    bounds = np.cumsum(np.arange(1, keys + 1) ** -exponent)
    bounds /= bounds[-1]
    return lambda rng, count: np.searchsorted(bounds, rng.random(count))
