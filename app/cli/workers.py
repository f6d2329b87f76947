"""Several processes that serve on one socket: forked after the catalogue is read, so that they share it."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDS = (signal.SIGTERM, signal.SIGINT)
SOON = 1.0
"""Seconds: a worker that ends sooner is not replaced at once, so that a failing start does not spin."""

log = logging.getLogger(__name__)


def ending_in_order() -> None:
    """Let a signal to end be no failure: a server ends what it has begun, then raises the signal again."""
    for ends in ENDS:
        signal.signal(ends, lambda _signal, _frame: sys.exit(0))


class Workers:
    """Keeps a number of workers at work until this process is told to end; one that dies is replaced."""

    def __init__(self, number: int, work: Callable[[int], None]) -> None:
        """Take what each worker does, told its number, in a process of its own, until it is told to end."""
        self._number = number
        self._work = work
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
        with _undisturbed():
            if self._ending:
                return
            worker = os.fork()
            if worker:
                self._born[worker] = number, time.monotonic()
                return
            # A signal that came meanwhile is heard when the block ends: as a worker, no longer as its parent.
            ending_in_order()
        self._work(number)
        sys.exit(0)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a signal wait until the block ends: a worker that is just being born must not miss it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
