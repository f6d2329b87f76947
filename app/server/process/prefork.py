"""Several processes that serve on one socket: forked after the catalogue is read, so that they share it."""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

ENDS = (signal.SIGTERM, signal.SIGINT)
SOON = 1.0
"""Seconds: a worker that ends sooner is not replaced at once, so that a failing start does not spin."""

log = logging.getLogger(__name__)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let a signal to end wait until the block ends: what is just being made must not miss it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)


def hear(server: uvicorn.Server) -> None:
    """Let a signal to end be the server's from now on, also before it runs and after it has ended.

    To exit by it instead would break the event loop that just begins, and end with its traceback.
    """
    for ends in ENDS:
        signal.signal(ends, server.handle_exit)


class Workers:
    """Keeps a number of workers at work until this process is told to end; one that dies is replaced."""

    def __init__(
        self, number: int, make: Callable[[int], uvicorn.Server], sockets: list[socket.socket]
    ) -> None:
        """Take what makes the server of the worker of a number, in its own process, and where all listen."""
        self._number = number
        self._make = make
        self._sockets = sockets
        self._born: dict[int, tuple[int, float]] = {}
        self._ending = False

    def run(self) -> None:
        """Fork the workers, and end when the last of them has ended. No thread may run yet."""
        for ends in ENDS:
            signal.signal(ends, self._end)
        for number in range(self._number):
            self._fork(number)
        while self._born:
            worker, status = os.wait()
            born = self._born.pop(worker, None)
            if born and not self._ending:
                number, began = born
                noted = {"worker": worker, "code": os.waitstatus_to_exitcode(status)}
                log.warning("worker ended", extra=noted)
                time.sleep(SOON if time.monotonic() - began < SOON else 0)
                self._fork(number)

    def _end(self, _signal: int, _frame: object) -> None:
        self._ending = True
        for worker in self._born:
            os.kill(worker, signal.SIGTERM)

    def _fork(self, number: int) -> None:
        with undisturbed():
            if self._ending:
                return
            worker = os.fork()
            if worker:
                self._born[worker] = number, time.monotonic()
                return
            # A signal that came meanwhile is heard when the block ends: as a worker, no longer as its parent.
            server = self._make(number)
            hear(server)
        server.run(self._sockets)
        sys.exit(0)
