"""The figures of all workers in the words of Prometheus. Imported only where somebody is to read them."""

import time
from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from app.server.metrics.recorder import MetricsRecorder
from app.server.metrics.shared_counters import BOUNDS, Row, counted_in, totals

WORKER, CACHE = "worker", ("miss", "hit")
STANDING = {
    "connections": "Connections that are open.",
    "cache_bytes": "Bytes that the ready answers count for.",
    "cache_entries": "Ready answers that are held.",
    "refresh_failing": "1 while a newer release, if there is one, could not be served.",
}
"""Columns of a row that say how a worker stands."""

LIMITS = [*(str(bound) for bound in BOUNDS), "+Inf"]


class Figures(Collector):
    """What every scrape is answered with: counts are sums over workers, the rest is said of each."""

    def __init__(self, recorder: MetricsRecorder) -> None:
        """Read the rows that a recorder counts in."""
        self._recorder = recorder

    def collect(self) -> Iterable[Metric]:
        """Yield every figure; a count that is zero is left out."""
        rows = [(str(number), row) for number, row in enumerate(self._recorder.rows) if row.worker]
        yield self._requests()
        yield self._durations()
        for name, meaning in STANDING.items():
            gauge = GaugeMetricFamily(f"gutbone_{name}", meaning, labels=[WORKER])
            for number, row in rows:
                gauge.add_metric([number], getattr(row, name))
            yield gauge
        yield from releases(rows)
        yield from processes(rows)

    def _requests(self) -> Metric:
        told = "Requests answered, by kind of address, status, and whether the answer was ready."
        counter = CounterMetricFamily("gutbone_requests", told, labels=["route", "status", "cache"])
        for cell, count in enumerate(totals(row.answers for row in self._recorder.rows)):
            if count:
                place, status, way = counted_in(cell)
                counter.add_metric([self._recorder.addresses.names[place], str(status), CACHE[way]], count)
        return counter

    def _durations(self) -> Metric:
        told = "Seconds until an answer that was not ready began to go out, by kind of address."
        histogram = HistogramMetricFamily("gutbone_request_duration_seconds", told, labels=["route"])
        times = totals(row.times for row in self._recorder.rows)
        nanoseconds = totals(row.nanoseconds for row in self._recorder.rows)
        for place, name in enumerate(self._recorder.addresses.names):
            counts = accumulate(times[place * len(LIMITS) : (place + 1) * len(LIMITS)])
            buckets = list(zip(LIMITS, counts, strict=True))
            if buckets[-1][1]:
                histogram.add_metric([name], buckets, nanoseconds[place] / 1e9)
        return histogram


def releases(rows: Iterable[tuple[str, Row]]) -> Iterator[Metric]:
    """Yield which release each worker serves, for how long, and how often it could not read another."""
    info = GaugeMetricFamily("gutbone_release_info", "The release served.", labels=[WORKER, "release"])
    age = GaugeMetricFamily("gutbone_release_age_seconds", "Seconds that it is served.", labels=[WORKER])
    told = "Looks for a newer release that failed."
    failures = CounterMetricFamily("gutbone_refresh_failures", told, labels=[WORKER])
    for number, row in rows:
        info.add_metric([number, row.release.decode()], 1)
        age.add_metric([number], max(0, time.time() - row.release_since))
        failures.add_metric([number], row.refresh_failures)
    yield from (info, age, failures)


def processes(rows: Iterable[tuple[str, Row]]) -> Iterator[Metric]:
    """Yield memory, processor time and descriptors of each worker, where the system tells."""
    found: dict[str, Metric] = {}
    for number, row in rows:
        for told in _process(row.worker):
            metric = found.setdefault(told.name, Metric(told.name, told.documentation, told.type))
            for sample in told.samples:
                metric.add_sample(sample.name, {WORKER: number}, sample.value)
    yield from found.values()


def _process(number: int) -> Iterable[Metric]:
    return ProcessCollector(pid=lambda: number, registry=None).collect()
