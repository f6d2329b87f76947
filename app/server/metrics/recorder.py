"""Record the metrics of one worker: a counter for each response, and gauges of its state."""

import os
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Sized
from functools import lru_cache

from app.server.metrics.shared_counters import BUCKETS, MAX_ROUTES, WorkerCounters, response_index
from app.server.state.catalog_state import CatalogState

PATH_CACHE_SIZE = 4096
"""Paths whose route label is cached."""

OTHER, REFUSED = "other", "refused"
"""Route labels of a path that matches no route, and of a request that is refused before it has a path."""


class RouteLabels:
    """Map a path to the template of its route, so that no text of a client becomes a label."""

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


class MetricsRecorder:
    """Write the counters of one worker; `workers` holds the counters of all."""

    def __init__(self, workers: Sequence[WorkerCounters], worker: int) -> None:
        """Record for the worker of this index."""
        self.workers = workers
        self._own = workers[worker]
        self._own.pid = os.getpid()
        self._responses = self._own.responses
        self.set_routes(())

    def set_routes(self, templates: Iterable[str]) -> None:
        """Set the route templates that become labels; before, every path is counted as `other`."""
        routes = self.routes = RouteLabels(templates)

        @lru_cache(PATH_CACHE_SIZE)
        def cached_index(path: str, status: int, cache_hit: int) -> int:
            return response_index(routes.index(path), status, cache_hit)

        self._index = cached_index

    def count(self, path: str, status: int, seconds: float | None) -> None:
        """Count a response; `seconds` is the time to its first byte, None for a cache hit."""
        self._responses[self._index(path, status, seconds is None)] += 1
        if seconds is not None:
            route = self.routes.index(path)
            self._own.durations[route * (len(BUCKETS) + 1) + bisect_left(BUCKETS, seconds)] += 1
            self._own.nanoseconds[route] += int(seconds * 1e9)

    def update_gauges(self, state: CatalogState, connections: Sized) -> None:
        """Record connections, cache and release of this worker; may run in any thread."""
        own, current, refresh = self._own, state.current, state.refresh_status
        own.connections = len(connections)
        own.cache_bytes, own.cache_entries = current.cache.size_bytes, current.cache.count
        own.refresh_failures = state.refresh_failures
        own.refresh_failing = bool(refresh and refresh.problem)
        release = current.catalog.release.encode()
        if own.release != release:
            own.release, own.release_since = release, int(time.time())
