"""The server's protocol class: sizes, and a problem document for what it refuses."""

from asyncio import BaseTransport
from typing import Any

import httptools

from app.http.deadlines import Phase, TimedProtocol
from app.http.problems import (
    BAD_REQUEST,
    HEADERS_TOO_LARGE,
    OVERLOADED,
    URL_TOO_LONG,
    ProblemType,
)
from app.http.refusal import refusal


class RefusedError(Exception):
    """The request under way passes a limit."""


class GuardedProtocol(TimedProtocol):
    """A protocol that holds every request against the limits before anything else sees it."""

    _unfinished = 0
    _chunk = 0
    _refusal: ProblemType | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Refuse a connection too many at once."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self.refuse(OVERLOADED)

    def data_received(self, data: bytes) -> None:
        """Parse what came; refuse what is not HTTP, or too long."""
        if self.phase is Phase.CLOSING:
            return
        self._unset_keepalive_if_required()
        self._chunk = len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.hang_up()
        except httptools.HttpParserError:
            self.refuse(self._refusal or BAD_REQUEST)
        else:
            if self.receiving and self.phase is Phase.HEADERS:
                self._unfinished += self._chunk
                self._weigh_unfinished()

    def _weigh_unfinished(self) -> None:
        if len(self.url) > self.limits.url_bytes:
            self.refuse(URL_TOO_LONG)
        elif self._unfinished > self.limits.url_bytes + self.limits.header_bytes:
            self.refuse(HEADERS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Collect a request; its ASGI scope is made only if the application is asked."""
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self.receiving, self._unfinished, self._chunk = True, 0, 0
        self.enter(Phase.HEADERS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header field."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Hand the request to the application."""
        url, headers = self.url, self.headers
        self.weigh()
        super().on_message_begin()
        self.url = url
        for name, value in headers:
            super().on_header(name, value)
        super().on_headers_complete()
        self.enter(Phase.BODY)

    def weigh(self) -> None:
        """Hold the head of a request against the limits.

        Raises:
            RefusedError: it passes one; the parser turns that into an error of its own.

        """
        size = sum(len(name) + len(value) + 4 for name, value in self.headers)
        if len(self.url) > self.limits.url_bytes:
            self._refusal = URL_TOO_LONG
        elif size > self.limits.header_bytes or len(self.headers) > self.limits.header_fields:
            self._refusal = HEADERS_TOO_LARGE
        elif (
            self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1
        ):
            self._refusal = BAD_REQUEST
        if self._refusal:
            raise RefusedError(self._refusal)

    def on_message_complete(self) -> None:
        """Wait for the application, or for the next request if it has answered already."""
        self.receiving = False
        super().on_message_complete()
        self.enter(Phase.IDLE if self.cycle.response_complete else Phase.ANSWER)

    def on_response_complete(self) -> None:
        """Wait for the next request, unless it is under way."""
        super().on_response_complete()
        if not self.receiving and self.cycle.response_complete:
            self.enter(Phase.IDLE)

    def eof_received(self) -> Any:
        """Finish what is owed to a client that has closed its own side, then close."""
        self.hang_up()
        return True

    def refuse(self, kind: ProblemType) -> None:
        """Answer a problem document and hang up; what is owed to earlier requests goes first, and alone."""
        if self._owed_only_this():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        elif self.answering:
            self.hang_up()
            return
        self.transport.write(refusal(kind, self.front.traffic, self.server_state.default_headers))
        # Closing at once would cut off a client that still sends, before it has read why.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.enter(Phase.CLOSING)

    def _owed_only_this(self) -> bool:
        """Return whether the application waits for a body, with nothing sent and nothing before it."""
        waiting = self.phase is Phase.BODY and self.answering and not self.pipeline
        return waiting and not self.cycle.response_started
