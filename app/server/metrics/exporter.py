"""Export the metrics of all workers on a port of their own; imported only when metrics are on."""

import logging
import platform
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate, product
from threading import Thread
from typing import Any

from prometheus_client import CollectorRegistry, MetricsHandler
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from app import __version__
from app.server.metrics.recorder import (
    BUCKETS,
    MetricsRecorder,
    WorkerMetrics,
    response_labels,
    totals,
)
from app.server.process.prefork import RestartReason
from app.server.state.release_holder import ReleaseHolder

CACHE_LABELS = ("miss", "hit")
BUCKET_LABELS = [*(str(bound) for bound in BUCKETS), "+Inf"]
WORKER_METRICS: dict[str, tuple[type[GaugeMetricFamily] | type[CounterMetricFamily], str]] = {
    "connections": (GaugeMetricFamily, "Open connections."),
    "cache_bytes": (GaugeMetricFamily, "Size of the response cache in bytes."),
    "cached_responses": (GaugeMetricFamily, "Responses in the cache."),
    "refresh_failing": (GaugeMetricFamily, "1 while the newest release in the database cannot be served."),
    "queued_requests": (GaugeMetricFamily, "Requests that wait for a slot."),
    "shed_requests": (CounterMetricFamily, "Requests that were refused because the queue was full."),
    "event_loop_lag_max_seconds": (
        GaugeMetricFamily,
        "How late the event loop ran at most in the last 15 seconds.",
    ),
    "replica_lag_seconds": (GaugeMetricFamily, "How far a replica is behind its primary; 0 if it is none."),
    "refresh_failures": (CounterMetricFamily, "Failed checks for another release."),
}
"""Fields of `WorkerMetrics` that are exported as they are."""

BUILD_INFO = GaugeMetricFamily("gutbone_build_info", "The running version.", labels=["version", "python"])
BUILD_INFO.add_metric([__version__, platform.python_version()], 1)

SCRAPE_TIMEOUT = 10
"""Seconds that a client may take for its request."""

GAUGE_INTERVAL = 1.0
"""Seconds between two updates of a worker's gauges; other workers export them that much later."""

log = logging.getLogger(__name__)


def start_exporter(
    listener: socket.socket, recorder: MetricsRecorder, state: ReleaseHolder, connections: Sized
) -> None:
    """Serve the metrics from a thread of this worker until the process exits.

    The listening socket must not block: a thread of every worker accepts on it.
    """
    update_gauges = partial(recorder.update_gauges, state, connections)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(MetricsCollector(recorder))
    handler = type("Handler", (MetricsHandler.factory(registry),), {"timeout": SCRAPE_TIMEOUT})
    server = MetricsServer(listener, handler, update_gauges)
    update_gauges()
    Thread(target=server.serve_forever, args=(GAUGE_INTERVAL,), name="metrics", daemon=True).start()


class MetricsServer(ThreadingHTTPServer):
    """An HTTP server on a socket that is shared by workers."""

    daemon_threads = True

    def __init__(
        self,
        listener: socket.socket,
        handler: type[BaseHTTPRequestHandler],
        update_gauges: Callable[[], None],
    ) -> None:
        """Take over the listening socket instead of binding another."""
        super().__init__(listener.getsockname()[:2], handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self._update_gauges = update_gauges

    def service_actions(self) -> None:
        """Update the gauges: `serve_forever` calls this after each request and each interval."""
        self._update_gauges()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log a failed scrape, such as a client that left; the server continues."""
        del request, client_address
        log.info("scrape failed", extra={"reason": repr(sys.exception())})


class MetricsCollector(Collector):
    """A collector that sums counters over workers, and gives each gauge a label `worker`."""

    def __init__(self, recorder: MetricsRecorder) -> None:
        """Read the shared metrics that a recorder writes to."""
        self._workers = recorder.workers
        self._routes = recorder.routes.names

    def collect(self) -> Iterable[Metric]:
        """Yield every metric; of requests and durations, only the labels that were counted."""
        workers = [(str(index), worker) for index, worker in enumerate(self._workers) if worker.pid]
        yield self._requests()
        yield self._durations()
        for name, (family, description) in WORKER_METRICS.items():
            metric = family(f"gutbone_{name}", description, labels=["worker"])
            for label, worker in workers:
                metric.add_metric([label], getattr(worker, name))
            yield metric
        yield BUILD_INFO
        yield self._restarts()
        yield from release_metrics(workers)
        yield from process_metrics(workers)

    def _requests(self) -> Metric:
        description = "Responses, by route, status and result of the cache look-up."
        counter = CounterMetricFamily("gutbone_requests", description, labels=["route", "status", "cache"])
        for index, count in enumerate(totals(worker.responses for worker in self._workers)):
            if count:
                route, status, cache_hit = response_labels(index)
                counter.add_metric([self._routes[route], str(status), CACHE_LABELS[cache_hit]], count)
        return counter

    def _restarts(self) -> Metric:
        description = "Workers that were replaced, because they exited or were unresponsive."
        counter = CounterMetricFamily("gutbone_worker_restarts", description, labels=["worker", "reason"])
        for index, worker in enumerate(self._workers):
            counter.add_metric([str(index), RestartReason.EXITED], worker.restarts_exited)
            counter.add_metric([str(index), RestartReason.UNRESPONSIVE], worker.restarts_unresponsive)
        return counter

    def _durations(self) -> Metric:
        description = "Seconds from a request to the first byte of its response."
        name, labels = "gutbone_request_duration_seconds", ["route", "cache"]
        histogram = HistogramMetricFamily(name, description, labels=labels)
        counts = totals(worker.durations for worker in self._workers)
        nanoseconds = totals(worker.nanoseconds for worker in self._workers)
        width = len(BUCKET_LABELS)
        for series, (route, cache) in enumerate(product(self._routes, CACHE_LABELS)):
            cumulative = accumulate(counts[series * width : (series + 1) * width])
            buckets = list(zip(BUCKET_LABELS, cumulative, strict=True))
            if buckets[-1][1]:
                histogram.add_metric([route, cache], buckets, nanoseconds[series] / 1e9)
        return histogram


def release_metrics(workers: Iterable[tuple[str, WorkerMetrics]]) -> Iterator[Metric]:
    """Yield the release that each worker serves, its age, and that of the last look at the database."""
    info = GaugeMetricFamily("gutbone_release_info", "The served release.", labels=["worker", "release"])
    description = "Seconds since the release is served."
    age = GaugeMetricFamily("gutbone_release_served_seconds", description, labels=["worker"])
    description = "Seconds since the release of the database was last read without a problem."
    checked = GaugeMetricFamily("gutbone_refresh_check_age_seconds", description, labels=["worker"])
    for label, worker in workers:
        if worker.refresh_checked_at:
            checked.add_metric([label], max(0, time.monotonic() - worker.refresh_checked_at))
        info.add_metric([label, worker.release.decode()], 1)
        age.add_metric([label], max(0, time.time() - worker.release_since))
    yield from (info, age, checked)


def process_metrics(workers: Iterable[tuple[str, WorkerMetrics]]) -> Iterator[Metric]:
    """Yield memory, processor time and file descriptors of each worker, where the system tells them."""
    merged: dict[str, Metric] = {}
    for label, worker in workers:
        for metric in ProcessCollector(pid=partial(int, worker.pid), registry=None).collect():
            labelled = merged.setdefault(metric.name, Metric(metric.name, metric.documentation, metric.type))
            for sample in metric.samples:
                labelled.add_sample(sample.name, {"worker": label}, sample.value)
    yield from merged.values()
