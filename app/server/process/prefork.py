"""Pre-fork server: workers are forked after the catalog is read, so that they share its memory."""

import asyncio
import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import uvicorn

from app.core.background_tasks import background_task
from app.server.process.graceful_shutdown import (
    SHUTDOWN_SIGNALS,
    handle_shutdown_signals,
    shutdown_signals_deferred,
)
from app.server.process.heartbeat import HEARTBEAT_INTERVAL, kill_on_parent_exit, send_heartbeats

RESTART_DELAY = 1.0
"""Seconds before a worker that failed within this time is replaced, so that a failing start does not spin."""

HEARTBEAT_TIMEOUT, START_TIMEOUT = 10.0, 60.0
"""Seconds without a heartbeat until a worker is killed, and seconds until its first one."""

MAX_PAUSE = HEARTBEAT_TIMEOUT / 2
"""Seconds between two checks; after more, the machine was suspended, and the workers with it."""

READ_SIZE = 64 * 1024
"""Bytes: the capacity of a pipe."""

log = logging.getLogger(__name__)


class RestartReason(StrEnum):
    """Why a worker was replaced."""

    EXITED = "exited"
    UNRESPONSIVE = "unresponsive"


@dataclass
class Worker:
    """A running worker: its index, process, start, the end of its heartbeat pipe, and when to kill it.

    Times are seconds of the monotonic clock.
    """

    index: int
    pid: int
    pipe: int
    started: float
    deadline: float
    restart_reason: RestartReason = RestartReason.EXITED


class Supervisor:
    """The parent of a number of workers: it replaces one that exits, or whose event loop does not run."""

    def __init__(
        self,
        workers: int,
        make_server: Callable[[int], uvicorn.Server],
        sockets: list[socket.socket],
        count_restart: Callable[[int, RestartReason], None] | None = None,
    ) -> None:
        """Take a factory that returns the server of a worker's index, and the listening sockets.

        `count_restart` is called for each worker that is replaced.
        """
        self._number = workers
        self._make_server = make_server
        self._sockets = sockets
        self._count_restart = count_restart
        self._running: dict[int, Worker] = {}
        self._checked = 0.0
        self._shutting_down = False

    def handle_shutdown_signals(self) -> None:
        """Pass shutdown signals on to the workers from now on; without workers yet, start none."""
        for number in SHUTDOWN_SIGNALS:
            signal.signal(number, self._shut_down)

    def run(self) -> None:
        """Fork the workers, and return when the last of them has exited. No thread may run yet."""
        # Garbage collection writes to the objects it visits, which copies the pages that workers share.
        gc.collect()
        gc.freeze()
        for index in range(self._number):
            self._fork(index)
        while self._running:
            readable, _, _ = select.select(self._running, (), (), HEARTBEAT_INTERVAL)
            for pipe in readable:
                self._read_heartbeats(self._running[pipe])
            self._kill_unresponsive()

    def _read_heartbeats(self, worker: Worker) -> None:
        if os.read(worker.pipe, READ_SIZE):
            worker.deadline = time.monotonic() + HEARTBEAT_TIMEOUT
        else:
            self._reap(worker)

    def _reap(self, worker: Worker) -> None:
        """Wait for a worker that has closed its pipe, and replace it."""
        del self._running[worker.pipe]
        os.close(worker.pipe)
        _, status = os.waitpid(worker.pid, 0)
        if self._shutting_down:
            return
        code, reason = os.waitstatus_to_exitcode(status), worker.restart_reason
        log.warning("worker ended", extra={"worker": worker.pid, "code": code, "reason": reason})
        if self._count_restart:
            self._count_restart(worker.index, reason)
        time.sleep(RESTART_DELAY if time.monotonic() - worker.started < RESTART_DELAY else 0)
        self._fork(worker.index)

    def _kill_unresponsive(self) -> None:
        now = time.monotonic()
        suspended = not 0 <= now - self._checked <= MAX_PAUSE
        self._checked = now
        for worker in self._running.values():
            if suspended:
                worker.deadline = max(worker.deadline, now + HEARTBEAT_TIMEOUT)
            elif now > worker.deadline:
                worker.restart_reason = RestartReason.UNRESPONSIVE
                os.kill(worker.pid, signal.SIGKILL)

    def _shut_down(self, _signal: int, _frame: object) -> None:
        self._shutting_down = True
        # While any process has a listening socket open, the kernel accepts connections that nobody serves.
        for listening in self._sockets:
            listening.close()
        for worker in self._running.values():
            os.kill(worker.pid, signal.SIGTERM)

    def _fork(self, index: int) -> None:
        with shutdown_signals_deferred():
            if self._shutting_down:
                return
            parent = os.getpid()
            pipe, heartbeats = os.pipe()
            pid = os.fork()
            if pid:
                os.close(heartbeats)
                now = time.monotonic()
                self._running[pipe] = Worker(index, pid, pipe, now, now + START_TIMEOUT)
                return
            kill_on_parent_exit(parent)
            # A pipe breaks when the last copy of its other end is closed.
            for inherited in (pipe, *self._running):
                os.close(inherited)
            os.set_blocking(heartbeats, False)
            server = self._make_server(index)
            handle_shutdown_signals(server)
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_serve(server, self._sockets, heartbeats))
        sys.exit(0)


async def _serve(server: uvicorn.Server, sockets: list[socket.socket], heartbeats: int) -> None:
    async with background_task(send_heartbeats(heartbeats)):
        await server.serve(sockets)
