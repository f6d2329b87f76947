"""Counters in memory that all workers share: each worker writes its own, any worker reads all.

Anonymous shared memory survives a killed worker, needs no writable directory, and one increment costs a third
of a counter of the library's multiprocess mode (docs/decisions/0022).
"""

import ctypes
import mmap
from collections.abc import Iterable, Sequence
from http import HTTPStatus

MAX_ROUTES = 256
"""Number of route labels there is room for; routes beyond it are counted as `other`."""

STATUSES = tuple(status.value for status in HTTPStatus)
CACHE_RESULTS = 2
"""Cache miss or hit."""

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram, in seconds."""

Count = ctypes.c_uint64


class WorkerCounters(ctypes.Structure):
    """The counters of one worker; the worker that replaces it continues them."""

    _fields_ = (
        ("pid", Count),
        ("connections", Count),
        ("cache_bytes", Count),
        ("cache_entries", Count),
        ("refresh_failures", Count),
        ("refresh_failing", Count),
        ("release_since", Count),
        ("release", ctypes.c_char * 128),
        ("responses", Count * (MAX_ROUTES * len(STATUSES) * CACHE_RESULTS)),
        ("durations", Count * (MAX_ROUTES * (len(BUCKETS) + 1))),
        ("nanoseconds", Count * MAX_ROUTES),
    )
    pid: int
    connections: int
    cache_bytes: int
    cache_entries: int
    refresh_failures: int
    refresh_failing: int
    release_since: int
    release: bytes
    responses: ctypes.Array[Count]
    durations: ctypes.Array[Count]
    nanoseconds: ctypes.Array[Count]


def shared_counters(workers: int) -> Sequence[WorkerCounters]:
    """Return the counters of each worker; call it before the workers are forked."""
    memory = mmap.mmap(-1, workers * ctypes.sizeof(WorkerCounters))
    return list((WorkerCounters * workers).from_buffer(memory))


def response_index(route: int, status: int, cache_hit: int) -> int:
    """Return the index in `responses` of these labels; an unknown status counts as 100."""
    status_index = STATUSES.index(status) if status in STATUSES else 0
    return (route * len(STATUSES) + status_index) * CACHE_RESULTS + cache_hit


def response_labels(index: int) -> tuple[int, int, int]:
    """Return route, status and cache result of an index in `responses`."""
    rest, cache_hit = divmod(index, CACHE_RESULTS)
    route, status_index = divmod(rest, len(STATUSES))
    return route, STATUSES[status_index], cache_hit


def totals(arrays: Iterable[ctypes.Array[Count]]) -> list[int]:
    """Return the element-wise sums of arrays of equal length."""
    return [sum(values) for values in zip(*(array[:] for array in arrays), strict=True)]
