"""Record the metrics of one worker in memory that all workers share: each writes its own, any reads all.

Anonymous shared memory survives a killed worker, needs no writable directory, and one increment costs a third
of a counter of the library's multiprocess mode (docs/decisions/0022).
"""

import asyncio
import ctypes
import mmap
import os
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence, Sized
from functools import lru_cache
from http import HTTPStatus
from typing import Never

from app.server.middleware.load_shedding import RequestQueue
from app.server.process.prefork import RestartReason
from app.server.state.release_holder import ReleaseHolder

MAX_ROUTES = 256
"""Number of route labels there is room for; routes beyond it are counted as `other`."""

STATUSES = tuple(status.value for status in HTTPStatus)
CACHE_RESULTS = 2
"""Cache miss or hit."""

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram, in seconds."""

LAG_INTERVAL, LAG_WINDOW = 0.25, 15.0
"""Seconds between two measurements of the event loop, and seconds of which the largest is exported."""

PATH_CACHE_SIZE = 4096
"""Paths whose route label is cached."""

OTHER, REFUSED = "other", "refused"
"""Route labels of a path that matches no route, and of a request that is refused before it has a path."""

Count = ctypes.c_uint64


class WorkerMetrics(ctypes.Structure):
    """The counters and gauges of one worker; the worker that replaces it continues the counters.

    The supervisor counts the restarts.
    """

    _fields_ = (
        ("pid", Count),
        ("connections", Count),
        ("cache_bytes", Count),
        ("cached_responses", Count),
        ("refresh_failures", Count),
        ("refresh_failing", Count),
        ("refresh_checked_at", ctypes.c_double),
        ("queued_requests", Count),
        ("shed_requests", Count),
        ("event_loop_lag_max_seconds", ctypes.c_double),
        ("replica_lag_seconds", ctypes.c_double),
        ("restarts_exited", Count),
        ("restarts_unresponsive", Count),
        ("release_since", Count),
        ("release", ctypes.c_char * 128),
        ("responses", Count * (MAX_ROUTES * len(STATUSES) * CACHE_RESULTS)),
        ("durations", Count * (MAX_ROUTES * CACHE_RESULTS * (len(BUCKETS) + 1))),
        ("nanoseconds", Count * (MAX_ROUTES * CACHE_RESULTS)),
    )


def shared_metrics(workers: int) -> Sequence[WorkerMetrics]:
    """Return the metrics of each worker, in shared memory; call it before the workers are forked."""
    memory = mmap.mmap(-1, workers * ctypes.sizeof(WorkerMetrics))
    return list((WorkerMetrics * workers).from_buffer(memory))


def count_restart(workers: Sequence[WorkerMetrics], worker: int, reason: RestartReason) -> None:
    """Count that the worker of an index was replaced; the supervisor calls it."""
    if reason is RestartReason.UNRESPONSIVE:
        workers[worker].restarts_unresponsive += 1
    else:
        workers[worker].restarts_exited += 1


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


class RouteLabels:
    """The map from a path to the template of its route, so that no text of a client becomes a label."""

    def __init__(self, templates: Iterable[str]) -> None:
        """Take templates such as `/v1/terms/{slug}`; literal routes win over routes with parameters."""
        literal_first = sorted(set(templates), key=lambda template: (template.count("{"), template))
        self.names = (OTHER, REFUSED, *literal_first)[:MAX_ROUTES]
        self._by_length: dict[int, list[tuple[int, list[str]]]] = {}
        for index, name in enumerate(self.names):
            segments = name.split("/")
            self._by_length.setdefault(len(segments), []).append((index, segments))

    def index(self, path: str) -> int:
        """Return the index in `names` of the label of a path."""
        if not path:
            return self.names.index(REFUSED)
        segments = path.split("/")
        for index, template in self._by_length.get(len(segments), ()):
            if all(a == b or a.startswith("{") for a, b in zip(template, segments, strict=True)):
                return index
        return self.names.index(OTHER)


class EventLoopLag:
    """How late the event loop ran its timers in the last seconds; may be read in any thread."""

    def __init__(self) -> None:
        """Start without a measurement."""
        self._lags = deque[float](maxlen=int(LAG_WINDOW / LAG_INTERVAL))
        self._expected_at: float | None = None

    async def measure(self) -> Never:
        """Measure until cancelled."""
        while True:
            self._expected_at = time.monotonic() + LAG_INTERVAL
            await asyncio.sleep(LAG_INTERVAL)
            self._lags.append(time.monotonic() - self._expected_at)

    @property
    def seconds(self) -> float:
        """Return the largest lag of the window, also while the loop is blocked."""
        current = time.monotonic() - self._expected_at if self._expected_at else 0.0
        return max(0.0, current, *tuple(self._lags))


class MetricsRecorder:
    """The writer of the metrics of one worker; `workers` holds those of all."""

    def __init__(self, workers: Sequence[WorkerMetrics], worker: int) -> None:
        """Record for the worker of this index."""
        self.workers = workers
        self._own = workers[worker]
        self._own.pid = os.getpid()
        self._responses = self._own.responses
        self._lag = EventLoopLag()
        self._queue: RequestQueue | None = None
        self._refresh_failures = self._shed_requests = 0
        self.set_routes(())

    def set_request_queue(self, queue: RequestQueue) -> None:
        """Set the request queue of this worker, whose gauges are recorded from now on."""
        self._queue = queue

    async def measure_event_loop_lag(self) -> Never:
        """Measure how late the event loop runs, until cancelled."""
        await self._lag.measure()

    def set_routes(self, templates: Iterable[str]) -> None:
        """Set the route templates that become labels; before, every path is counted as `other`."""
        routes = self.routes = RouteLabels(templates)

        @lru_cache(PATH_CACHE_SIZE)
        def cached_index(path: str, status: int, cache_hit: int) -> int:
            return response_index(routes.index(path), status, cache_hit)

        self._index = cached_index

    def count(self, path: str, status: int, seconds: float | None, *, cache_hit: bool) -> None:
        """Count a response; `seconds` is the time to its first byte, None for a request that was not read."""
        index = self._index(path, status, cache_hit)
        self._responses[index] += 1
        if seconds is not None:
            series = index // (len(STATUSES) * CACHE_RESULTS) * CACHE_RESULTS + cache_hit
            self._own.durations[series * (len(BUCKETS) + 1) + bisect_left(BUCKETS, seconds)] += 1
            self._own.nanoseconds[series] += int(seconds * 1e9)

    def update_gauges(self, state: ReleaseHolder, connections: Sized) -> None:
        """Record connections, cache and release of this worker; may run in any thread."""
        own, current, refresh = self._own, state.current, state.refresh_status
        own.connections = len(connections)
        own.cache_bytes, own.cached_responses = current.cache.size_bytes, current.cache.count
        own.refresh_failures += state.refresh_failures - self._refresh_failures
        self._refresh_failures = state.refresh_failures
        own.refresh_failing = bool(refresh and refresh.state == "failing")
        own.replica_lag_seconds = (refresh and refresh.replica_lag_seconds) or 0
        own.refresh_checked_at = state.refresh_checked_at if refresh else 0.0
        own.event_loop_lag_max_seconds = self._lag.seconds
        if self._queue:
            own.queued_requests = self._queue.queued
            own.shed_requests += self._queue.shed_total - self._shed_requests
            self._shed_requests = self._queue.shed_total
        release = current.catalog.release.encode()
        if own.release != release:
            own.release, own.release_since = release, int(time.time())
