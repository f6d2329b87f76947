"""Pre-fork server: workers are forked after the catalog is read, so that they share its memory."""

import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

import uvicorn

from app.server.process.graceful_shutdown import (
    SHUTDOWN_SIGNALS,
    handle_shutdown_signals,
    shutdown_signals_deferred,
)

RESTART_DELAY = 1.0
"""Seconds before a worker that failed within this time is replaced, so that a failing start does not spin."""

log = logging.getLogger(__name__)


class Supervisor:
    """Keep a number of workers running; replace a worker that dies."""

    def __init__(
        self, workers: int, make_server: Callable[[int], uvicorn.Server], sockets: list[socket.socket]
    ) -> None:
        """Take a factory that returns the server of a worker's index, and the listening sockets."""
        self._workers = workers
        self._make_server = make_server
        self._sockets = sockets
        self._running: dict[int, tuple[int, float]] = {}
        self._shutting_down = False

    def run(self) -> None:
        """Fork the workers, and return when the last of them has exited. No thread may run yet."""
        for number in SHUTDOWN_SIGNALS:
            signal.signal(number, self._shut_down)
        # Garbage collection writes to the objects it visits, which copies the pages that workers share.
        gc.collect()
        gc.freeze()
        for index in range(self._workers):
            self._fork(index)
        while self._running:
            pid, status = os.wait()
            worker = self._running.pop(pid, None)
            if worker and not self._shutting_down:
                index, started = worker
                code = os.waitstatus_to_exitcode(status)
                log.warning("worker ended", extra={"worker": pid, "code": code})
                time.sleep(RESTART_DELAY if time.monotonic() - started < RESTART_DELAY else 0)
                self._fork(index)

    def _shut_down(self, _signal: int, _frame: object) -> None:
        self._shutting_down = True
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)

    def _fork(self, index: int) -> None:
        with shutdown_signals_deferred():
            if self._shutting_down:
                return
            pid = os.fork()
            if pid:
                self._running[pid] = index, time.monotonic()
                return
            server = self._make_server(index)
            handle_shutdown_signals(server)
        server.run(self._sockets)
        sys.exit(0)
