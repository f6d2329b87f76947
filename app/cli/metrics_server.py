"""Figures for Prometheus, where `gutbone serve` is told to show them."""

import socket
from collections.abc import Sized
from functools import partial
from importlib import import_module
from typing import Any

from app.server.metrics.meter import Meter
from app.server.metrics.rows import shared_rows
from app.server.state.catalog_state import CatalogState


class Exposed:
    """The port that Prometheus reads and the memory that workers count in: made before they are forked."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        """Take a socket that listens; nothing is answered on it yet."""
        # Only who is asked for figures imports what writes them.
        self._exposition: Any = import_module("app.server.metrics.exposition")
        self._listener = listener
        self._rows = shared_rows(workers)

    def meter(self, worker: int) -> Meter:
        """Return what the worker of this number counts with; call it in that worker."""
        return Meter(self._rows, worker)

    def begin(self, meter: Meter, current: CatalogState, connections: Sized) -> None:
        """Answer for all workers in a thread of this one, until it ends."""
        self._exposition.expose(self._listener, meter, partial(meter.look, current, connections))
