"""What one worker notes of itself: every answer as it goes out, and how it stands meanwhile."""

import os
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Sized
from functools import lru_cache

from app.server.metrics.route_labels import Addresses
from app.server.metrics.shared_counters import BOUNDS, Row, answer_cell
from app.server.state.catalog_state import CatalogState

REMEMBERED = 4096
"""Paths whose kind need not be worked out again."""


class MetricsRecorder:
    """Counts in the row of one worker; `rows` are those of all."""

    def __init__(self, rows: Sequence[Row], worker: int) -> None:
        """Count for the worker of this number."""
        self.rows = rows
        self._row = rows[worker]
        self._answers = self._row.answers
        self._row.worker = os.getpid()
        self.set_routes(())

    def set_routes(self, templates: Iterable[str]) -> None:
        """Tell apart the addresses of these routes; until then all are other."""
        addresses = self.addresses = Addresses(templates)

        @lru_cache(REMEMBERED)
        def cell(path: str, status: int, way: int) -> int:
            return answer_cell(addresses.place(path), status, way)

        self._cell = cell

    def count(self, path: str, status: int, seconds: float | None) -> None:
        """Count an answer; `seconds` is how long it was worked on, None where it was ready."""
        self._answers[self._cell(path, status, seconds is None)] += 1
        if seconds is not None:
            place = self.addresses.place(path)
            self._row.times[place * (len(BOUNDS) + 1) + bisect_left(BOUNDS, seconds)] += 1
            self._row.nanoseconds[place] += int(seconds * 1e9)

    def look(self, current: CatalogState, connections: Sized) -> None:
        """Note how the worker stands; from any thread."""
        row, served, freshness = self._row, current.current, current.refresh_status
        row.connections = len(connections)
        row.cache_bytes, row.cache_entries = served.cache.size_bytes, served.cache.count
        row.refresh_failures = current.refresh_failures
        row.refresh_failing = bool(freshness and freshness.problem)
        release = served.catalog.release.encode()
        if row.release != release:
            row.release, row.release_since = release, int(time.time())
