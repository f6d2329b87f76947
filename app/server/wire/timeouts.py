"""Timeouts of a connection: uvicorn's own protocol has none for the head or the body of a request."""

import sys
from asyncio import AbstractEventLoop, BaseTransport, TimerHandle, Transport
from enum import Enum
from fcntl import ioctl
from math import inf
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from termios import TIOCOUTQ
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.server.http.problems import REQUEST_TIMEOUT, ProblemType
from app.server.middleware.server_context import server_context_of

MIN_PROGRESS_BYTES = 4096
"""Bytes that a client must read within the write timeout, or all there are; otherwise it has stalled."""

LINGER_NONE = pack("ii", 1, 0)
"""Drop unsent bytes on close: the system would keep megabytes for minutes and go on sending them."""

CLOSING_TIMEOUT = 2.0
"""Seconds that a refused client has to read the problem document before the connection is reset."""


class Phase(Enum):
    """What a connection waits for."""

    HEADERS = "headers"
    BODY = "body"
    RESPONSE = "response"
    IDLE = "idle"
    CLOSING = "closing"


class TimeoutProtocol(HttpToolsProtocol):
    """A protocol with one periodic timer per connection, which derives the phase when it fires.

    Requests start no timers; they only set attributes. A timeout may fire early by one tick, never late.
    """

    receiving = False
    """Whether a request has begun and is not complete."""
    requests = 0
    """Requests that have begun."""
    closing = False
    """Whether further input is ignored."""
    _timer: TimerHandle | None = None
    _state: tuple[Phase, int] | None = None
    _state_since = inf
    _unread, _unread_since = 0, inf

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        """Take the server context from the lifespan state."""
        super().__init__(config, server_state, app_state, _loop)
        self.context = server_context_of(app_state)
        limits = self.limits = self.context.limits
        self._timeouts = {
            Phase.HEADERS: limits.header_timeout,
            Phase.BODY: limits.body_timeout,
            Phase.RESPONSE: inf,
            Phase.IDLE: limits.keep_alive_timeout,
            Phase.CLOSING: CLOSING_TIMEOUT,
        }
        self._tick = min(1.0, min(self._timeouts.values()) / 4, limits.write_timeout / 4)

    def connection_made(self, transport: BaseTransport) -> None:
        """Start the timer."""
        super().connection_made(cast("Transport", transport))
        self._check_timeouts()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Continue as uvicorn does, but without a keep-alive timer for each response."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    @property
    def responding(self) -> bool:
        """Return whether the application has an unfinished response."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def response_pending(self) -> bool:
        """Return whether a response is still to be sent; an aborted request gets none."""
        return bool(self.pipeline) or (self.responding and not self.cycle.disconnected)

    @property
    def phase(self) -> Phase:
        """Return what the connection waits for."""
        if self.closing:
            return Phase.CLOSING
        if self.receiving:
            return Phase.BODY if self.cycle and self.cycle.scope is self.scope else Phase.HEADERS
        if self.responding or self._unread:
            return Phase.RESPONSE
        return Phase.IDLE if self.requests else Phase.HEADERS

    def close_after_response(self) -> None:
        """Close the connection when the pending response is sent; ignore further input."""
        if self.responding:
            self.cycle.keep_alive = False
        else:
            self.transport.close()
        self.closing = True

    def refuse(self, problem: ProblemType) -> None:
        """Send a problem document and close."""
        raise NotImplementedError

    def _check_timeouts(self) -> None:
        now = self.loop.time()
        self._check_reader(now)
        state = (self.phase, self.requests)
        if state != self._state:
            self._state, self._state_since = state, now
        elif now - self._state_since >= self._timeouts[state[0]] - self._tick:
            self._expire()
        self._timer = self.loop.call_later(self._tick, self._check_timeouts)

    def _expire(self) -> None:
        if self.closing:
            if not (self.response_pending or self.transport.get_write_buffer_size()):
                self._reset()
        elif self.receiving:
            self.refuse(REQUEST_TIMEOUT)
        else:
            self.close_after_response()

    def _check_reader(self, now: float) -> None:
        unread = self.transport.get_write_buffer_size() + self._unacknowledged()
        if not unread or abs(unread - self._unread) >= MIN_PROGRESS_BYTES:
            self._unread, self._unread_since = unread, now
        elif now - self._unread_since >= self.limits.write_timeout:
            self._reset()

    def _unacknowledged(self) -> int:
        """Return the bytes that the system keeps until the client has read them: up to megabytes."""
        try:
            queued = ioctl(self.transport.get_extra_info("socket").fileno(), TIOCOUTQ, bytes(4))
        except (OSError, ValueError):  # a closed socket, or a system that does not say
            return 0
        return int.from_bytes(queued, sys.byteorder)

    def _reset(self) -> None:
        """Reset the connection, and drop what the system buffers for it."""
        self.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, LINGER_NONE)
        self.transport.abort()
