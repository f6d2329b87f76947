"""The port that Prometheus reads: a thread in every worker, any of which answers for all."""

import logging
import socket
import sys
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

from prometheus_client import CollectorRegistry, MetricsHandler

from app.server.metrics.collector import Figures
from app.server.metrics.recorder import MetricsRecorder

PATIENCE = 10
"""Seconds that a reader may take."""

BETWEEN_LOOKS = 1.0
"""Seconds between two looks at how a worker stands: the others are that much behind in an answer."""

log = logging.getLogger(__name__)


class Exposition(ThreadingHTTPServer):
    """Answers on a socket that workers share."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, recorder: MetricsRecorder, look: Callable[[], None]) -> None:
        """Take a socket that listens and does not block: where another worker is quicker, none waits.

        `look` makes the recorder note how the worker stands.
        """
        registry = CollectorRegistry(auto_describe=False)
        registry.register(Figures(recorder))
        handler = type("Handler", (MetricsHandler.factory(registry),), {"timeout": PATIENCE})
        super().__init__(listener.getsockname()[:2], handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self._look = look

    def service_actions(self) -> None:
        """Look again: called between requests, and once in a while when there are none."""
        self._look()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note that a reader left, or what else went wrong; the server goes on."""
        del request, client_address
        log.info("figures not read", extra={"reason": repr(sys.exception())})


def expose(listener: socket.socket, recorder: MetricsRecorder, look: Callable[[], None]) -> None:
    """Answer from now on, until the process ends."""
    exposition = Exposition(listener, recorder, look)
    look()
    Thread(target=exposition.serve_forever, args=(BETWEEN_LOOKS,), name="metrics", daemon=True).start()
