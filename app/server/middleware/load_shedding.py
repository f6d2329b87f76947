"""Load shedding: a few requests run at once, some queue, and more are refused with 503 at once.

Cached responses need no slot. A request whose body is still to come, or whose response is being read
by a slow client, holds none: a slot is held while there is something to compute.
"""

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.headers import SAFE_METHODS
from app.server.http.paths import HEALTH_PROBES
from app.server.http.problems import OVERLOADED, RETRY_AFTER, ProblemError

MAX_CONCURRENT_REQUESTS = 4
"""Requests that run at once; the interpreter lock makes more of them no faster."""

LOG_INTERVAL = 1.0
"""Seconds between log lines about shed requests: a line for each would be a load of its own."""

log = logging.getLogger(__name__)


class RequestQueue:
    """The request queue of one process: how many requests wait, and whether another may."""

    def __init__(self, max_queued: int) -> None:
        """Let at most this many requests wait."""
        self._max_queued = max_queued
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS)
        self.queued = 0
        """Requests that wait for a slot."""
        self.shed_total = 0
        """Requests that were shed."""
        self._reserved = 0
        self._shed = 0

    @property
    def is_full(self) -> bool:
        """Return whether the next request is to be shed."""
        return self.queued + self._reserved >= self._max_queued

    def reserve(self) -> None:
        """Reserve a place for a parsed request, which reaches the queue before the loop reads again."""
        if not self._reserved:
            asyncio.get_running_loop().call_soon(self._reset_reserved)
        self._reserved += 1

    def record_shed(self) -> None:
        """Count a shed request; the first is logged at once, the number of all after an interval."""
        if not self._shed:
            log.warning("overloaded", extra={"queued": self.queued})
            asyncio.get_running_loop().call_later(LOG_INTERVAL, self._log_shed)
        self._shed += 1
        self.shed_total += 1

    async def acquire(self) -> None:
        """Acquire a slot (FIFO)."""
        self.queued += 1
        try:
            await self._slots.acquire()
        finally:
            self.queued -= 1

    def release(self) -> None:
        """Release a slot; the next request starts after the loop has read from the connections again.

        Otherwise all queued requests would run one after the other, and cached responses would wait.
        """
        if self.queued:
            asyncio.get_running_loop().call_soon(self._slots.release)
        else:
            self._slots.release()

    def _reset_reserved(self) -> None:
        self._reserved = 0

    def _log_shed(self) -> None:
        log.warning("shed requests", extra={"requests": self._shed, "queued": self.queued})
        self._shed = 0


class LoadSheddingMiddleware:
    """Middleware that runs requests in slots of the queue; when it is full, it raises a 503 problem."""

    def __init__(self, app: ASGIApp, queue: RequestQueue) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in a slot; raise ProblemError where it is shed."""
        if scope["type"] != "http" or scope["path"] in HEALTH_PROBES:
            await self._app(scope, receive, send)
            return
        if self._queue.is_full:
            self._queue.record_shed()
            raise ProblemError(OVERLOADED, headers=RETRY_AFTER)
        slot = _Slot(self._queue, receive, send)
        try:
            if scope["method"] in SAFE_METHODS:
                await slot.acquire()
            await self._app(scope, slot.receive, slot.send)
        finally:
            slot.release()


class _Slot:
    """The slot of one request: from the end of its body until its response starts."""

    def __init__(self, queue: RequestQueue, receive: Receive, send: Send) -> None:
        self._queue = queue
        self._receive = receive
        self._send = send
        self._requested = self._acquired = False

    async def acquire(self) -> None:
        self._requested = True
        await self._queue.acquire()
        self._acquired = True

    def release(self) -> None:
        if self._acquired:
            self._acquired = False
            self._queue.release()

    async def receive(self) -> Message:
        message = await self._receive()
        # A disconnected client waits for nothing: its request ends without a slot.
        if message["type"] == "http.request" and not (self._requested or message.get("more_body")):
            await self.acquire()
        return message

    async def send(self, message: Message) -> None:
        self.release()
        await self._send(message)
