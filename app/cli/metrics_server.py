"""Figures for Prometheus, where `gutbone serve` is told to show them."""

import socket
from collections.abc import Sized
from functools import partial
from importlib import import_module
from typing import Any

from app.server.metrics.recorder import MetricsRecorder
from app.server.metrics.shared_counters import shared_counters
from app.server.state.catalog_state import CatalogState


class Exposed:
    """The port that Prometheus reads and the memory that workers count in: made before they are forked."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        """Take a socket that listens; nothing is answered on it yet."""
        # Only who is asked for figures imports what writes them.
        self._exposition: Any = import_module("app.server.metrics.exporter")
        self._listener = listener
        self._rows = shared_counters(workers)

    def recorder(self, worker: int) -> MetricsRecorder:
        """Return what the worker of this number counts with; call it in that worker."""
        return MetricsRecorder(self._rows, worker)

    def begin(self, recorder: MetricsRecorder, current: CatalogState, connections: Sized) -> None:
        """Answer for all workers in a thread of this one, until it ends."""
        self._exposition.expose(self._listener, recorder, partial(recorder.look, current, connections))
