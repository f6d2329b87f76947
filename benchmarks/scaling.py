"""Scaling: the same requests to catalogs of one and of several copies of the content."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from app.content.content_reader import Content
from benchmarks import servers
from benchmarks.load import latencies, percentile, requests_per_second
from benchmarks.processes import Running, resident_kb
from benchmarks.servers import ENTRY
from benchmarks.synthetic_catalog import url_of, write
from benchmarks.throughput import Cases, Measurement
from benchmarks.workload import distinct, random_filter, random_prefix, random_search

Report = Callable[[str], None]
SEARCH = "/v1/search?"
PAGE = "/v1/food-sources?limit=8"
"""The same eight entries, however many there are."""
WARM = {"entry": ENTRY, "list": PAGE}
FIRST = ("/v1/suggest?q=bo", "/v1/food-sources?diet=vegan&free_from=soy&fodmap=low")
"""Requested before anything is timed: all that is computed once per release is computed now."""


@dataclass(frozen=True)
class Scale:
    """The figures of a catalog of this size: seconds, MB, and milliseconds per request."""

    copies: int
    entries: int
    load_s: float
    start_s: float
    first_search_ms: float
    started_mb: float
    searched_mb: float
    cold_entry_ms: float
    cold_list_ms: float
    filter_p50_ms: float
    filter_p99_ms: float
    search_p50_ms: float
    search_p99_ms: float
    suggest_p50_ms: float
    suggest_p99_ms: float


@dataclass(frozen=True)
class Growth:
    """How scaling is measured; `requests` single requests of each type."""

    content: Content
    words: list[str]
    folder: Path
    seconds: float
    requests: int
    report: Report

    def measured(self, copies: int) -> Scale:
        """Load a catalog of so many copies, serve it, and measure."""
        self.report(f"growth: loading {copies}x")
        began = perf_counter()
        database = write(self.content, copies, self._file(copies))
        load_s = perf_counter() - began
        self.report(f"growth: measuring {copies}x")
        with servers.gutbone(database) as server:
            started = resident_kb(server.pid)["rss"] / 1000
            first = latencies(server.address, ["/v1/search?q=bone"])[0]
            latencies(server.address, FIRST)
            filters = self._latency(server.address, distinct(random_filter, copies))
            searches = self._latency(server.address, distinct(random_search(self.words, SEARCH, "q"), copies))
            suggests = self._latency(server.address, distinct(random_prefix(self.words), copies))
            searched = resident_kb(server.pid)["rss"] / 1000
        with servers.gutbone(database, cache_bytes=0) as again:
            cold = [median(latencies(again.address, [path] * self.requests)) for path in (ENTRY, PAGE)]
        return Scale(
            copies=copies,
            entries=len(self.content.documents) * copies,
            load_s=load_s,
            start_s=min(server.seconds, again.seconds),
            first_search_ms=first,
            started_mb=started,
            searched_mb=searched,
            cold_entry_ms=cold[0],
            cold_list_ms=cold[1],
            filter_p50_ms=filters[0],
            filter_p99_ms=filters[1],
            search_p50_ms=searches[0],
            search_p99_ms=searches[1],
            suggest_p50_ms=suggests[0],
            suggest_p99_ms=suggests[1],
        )

    def warm_cases(self, stack: ExitStack, scales: list[Scale], rounds: int) -> Cases:
        """Start a server for every catalog; return the cached requests by size."""
        started = {
            f"{scale.copies}x": stack.enter_context(servers.gutbone(url_of(self._file(scale.copies))))
            for scale in scales
        }
        return {
            f"warm {what}, as the catalog grows": (rounds, self._measurements(started, path))
            for what, path in WARM.items()
        }

    def _measurements(self, started: Mapping[str, Running], path: str) -> dict[str, Measurement]:
        return {
            size: partial(requests_per_second, server.address + path, self.seconds)
            for size, server in started.items()
        }

    def _file(self, copies: int) -> Path:
        return self.folder / f"times-{copies}.db"

    def _latency(self, address: str, paths: Iterator[str]) -> tuple[float, float]:
        """Return the median and the 99th percentile of single requests, in milliseconds."""
        times = latencies(address, islice(paths, self.requests))
        return median(times), percentile(times, 99)
