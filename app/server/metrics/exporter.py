"""Serve the metrics on their own port: a thread in every worker, each of which exports all workers."""

import logging
import socket
import sys
from collections.abc import Callable, Sized
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from app.server.metrics.recorder import MetricsRecorder
from app.server.metrics.shared_counters import shared_counters
from app.server.state.catalog_state import CatalogState

GAUGE_INTERVAL = 1.0
"""Seconds between two updates of a worker's gauges; other workers export them that much later."""

log = logging.getLogger(__name__)


class MetricsExporter:
    """The metrics port and the shared counters: create it before the workers are forked."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        """Take a listening socket that does not block: all workers accept on it."""
        # Late: prometheus_client is imported only when metrics are on; here, so that forked workers share it.
        from app.server.metrics.collector import metrics_handler

        self._metrics_handler = metrics_handler
        self._listener = listener
        self._counters = shared_counters(workers)

    def recorder(self, worker: int) -> MetricsRecorder:
        """Return the recorder of a worker; call it in that worker."""
        return MetricsRecorder(self._counters, worker)

    def start(self, recorder: MetricsRecorder, state: CatalogState, connections: Sized) -> None:
        """Serve from a thread of this worker until the process exits."""
        update_gauges = partial(recorder.update_gauges, state, connections)
        server = MetricsServer(self._listener, self._metrics_handler(recorder), update_gauges)
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
