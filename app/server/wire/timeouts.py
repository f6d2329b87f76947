"""Deadlines of a connection: uvicorn's own class lets half a request stay open for ever."""

from asyncio import AbstractEventLoop, BaseTransport, TimerHandle, Transport
from enum import Enum
from math import inf
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.server.http.problems import REQUEST_TIMEOUT, ProblemType
from app.server.middleware.server_context import server_context_of

MIN_PROGRESS_BYTES = 4096
"""Bytes that a reader must take in its time, or all there are: else it has stalled."""

DROPPING = pack("ii", 1, 0)
"""Lingers for no time: the system would keep megabytes for minutes, and go on sending them."""

CLOSING_TIMEOUT = 2.0
"""Seconds that a refused client has to read why, before the connection is cut."""


class Phase(Enum):
    """What a connection waits for: the rest of a request, the application, the next request, its end."""

    HEADERS = "headers"
    BODY = "body"
    ANSWER = "answer"
    IDLE = "idle"
    CLOSING = "closing"


class TimeoutProtocol(HttpToolsProtocol):
    """A protocol with one slow timer a connection, which alone works out what the connection waits for.

    A deadline so costs a request nothing but a flag; it may be early by one tick, and is never late.
    """

    receiving = False
    """Whether a request has begun and is not yet whole."""
    requests = 0
    """Requests that have begun."""
    closing = False
    """Whether nothing more is heard."""
    _timer: TimerHandle | None = None
    _seen: tuple[Phase, int] | None = None
    _since = inf
    _unread, _unread_since = 0, inf

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        """Take over what the application left in the lifespan's state."""
        super().__init__(config, server_state, app_state, _loop)
        self.front = server_context_of(app_state)
        limits = self.limits = self.front.limits
        self._seconds = {
            Phase.HEADERS: limits.header_timeout,
            Phase.BODY: limits.body_timeout,
            Phase.ANSWER: inf,
            Phase.IDLE: limits.keep_alive_timeout,
            Phase.CLOSING: CLOSING_TIMEOUT,
        }
        self._tick = min(1.0, min(self._seconds.values()) / 4, limits.write_timeout / 4)

    def connection_made(self, transport: BaseTransport) -> None:
        """Start the clock."""
        super().connection_made(cast("Transport", transport))
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Go on as uvicorn does, but set no timer for each answer: the one of the connection sees to that."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    @property
    def answering(self) -> bool:
        """Whether the application owes an answer."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def owing(self) -> bool:
        """Whether an answer is still to come: a request that was broken off gets none."""
        return bool(self.pipeline) or (self.answering and not self.cycle.disconnected)

    @property
    def phase(self) -> Phase:
        """What the connection waits for."""
        if self.closing:
            return Phase.CLOSING
        if self.receiving:
            return Phase.BODY if self.cycle and self.cycle.scope is self.scope else Phase.HEADERS
        if self.answering:
            return Phase.ANSWER
        return Phase.IDLE if self.requests else Phase.HEADERS

    def hang_up(self) -> None:
        """Close the connection when what is owed is sent; hear nothing more."""
        if self.answering:
            self.cycle.keep_alive = False
        else:
            self.transport.close()
        self.closing = True

    def refuse(self, kind: ProblemType) -> None:
        """Answer a problem document and hang up."""
        raise NotImplementedError

    def _look(self) -> None:
        now, waits_for = self.loop.time(), (self.phase, self.requests)
        self._watch_reader(now)
        if waits_for != self._seen:
            self._seen, self._since = waits_for, now
        elif now - self._since >= self._seconds[waits_for[0]] - self._tick:
            self._expire()
        self._timer = self.loop.call_later(self._tick, self._look)

    def _expire(self) -> None:
        if self.closing:
            if not (self.owing or self.transport.get_write_buffer_size()):
                self._cut()
        elif self.receiving:
            self.refuse(REQUEST_TIMEOUT)
        else:
            self.hang_up()

    def _watch_reader(self, now: float) -> None:
        unread = self.transport.get_write_buffer_size()
        if not unread or abs(unread - self._unread) >= MIN_PROGRESS_BYTES:
            self._unread, self._unread_since = unread, now
        elif now - self._unread_since >= self.limits.write_timeout:
            self._cut()

    def _cut(self) -> None:
        """Close the connection at once, and drop what the system holds for a client that does not read."""
        self.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, DROPPING)
        self.transport.abort()
