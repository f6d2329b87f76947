"""The server's protocol class: sizes, and a problem document for what it refuses."""

from asyncio import BaseTransport
from collections import deque
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.server.http.error_writer import encode_problem
from app.server.http.headers import Headers, encode_headers
from app.server.http.problems import BAD_REQUEST, HEADERS_TOO_LARGE, OVERLOADED, URL_TOO_LONG, ProblemType
from app.server.http.trusted_hosts import apply_absolute_form
from app.server.wire.preencoded_headers import PreencodedHeadersApp
from app.server.wire.read_buffer import CHUNK_BYTES, ReadBuffer
from app.server.wire.timeouts import Phase, TimeoutProtocol

SPOKEN = {"1.0", "1.1"}
"""Versions of HTTP; the parser lets others pass."""


class RefusedError(Exception):
    """The request under way passes a limit."""


class HardenedProtocol(TimeoutProtocol):
    """A protocol that holds every request against the limits before anything else sees it."""

    url = b""
    """Target of the request under way, as far as it came; nothing before the first begins."""
    _unfinished = 0
    _latest = 0
    _dated: Headers | None = None
    _date = b""
    _held = _ended = False
    _refusal: ProblemType | None = None
    _parting: ProblemType | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Refuse a connection too many at once."""
        super().connection_made(transport)
        self._open = deque[RequestResponseCycle]()
        self.flow = self.intake = ReadBuffer(self.transport)
        if len(self.connections) > self.limits.connections:
            self.refuse(OVERLOADED)

    def data_received(self, data: bytes) -> None:
        """Parse what came, now or when the client has taken what it is owed."""
        if self.closing:
            return
        intake = self.intake
        if len(data) <= CHUNK_BYTES and not (intake.unparsed or self.pipeline or intake.write_paused):
            self._parse(data)
            return
        intake.unparsed += data
        self.parse()

    def parse(self) -> None:
        """Parse in portions, as long as no request waits for another and the client reads its answers."""
        intake = self.intake
        while intake.unparsed and not (self.closing or self.pipeline or intake.write_paused):
            self._parse(intake.take())
        if self.closing:
            intake.unparsed.clear()
        if intake.unparsed:
            intake.pause_reading()
            self._held = True
        elif self._held:
            self._held = False
            intake.resume_reading()
        if self._ended and not (intake.unparsed or self.closing):
            self._end()

    def _parse(self, data: bytes) -> None:
        self._latest, between, before = len(data), not self.receiving, self.requests
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.hang_up()
        except httptools.HttpParserError:
            self.refuse(self._refusal or BAD_REQUEST)
        else:
            if self.requests - before <= between:
                self._weigh_unfinished(len(data))

    def resume_writing(self) -> None:
        """Go on with what waited for the client to read."""
        super().resume_writing()
        self._go_on()

    def _go_on(self) -> None:
        if not self.transport.is_closing():
            self.parse()

    def _weigh_unfinished(self, more: int) -> None:
        if self.phase is not Phase.HEADERS:
            return
        self._unfinished += more
        if len(self.url) > self.limits.url_bytes:
            self.refuse(URL_TOO_LONG)
        elif self._unfinished > self.limits.url_bytes + self.limits.header_bytes:
            self.refuse(HEADERS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        super().on_message_begin()
        self.receiving, self._unfinished = True, 0
        self.requests += 1

    def on_headers_complete(self) -> None:
        """Hand the request to the application."""
        self.weigh()
        if not self.url.startswith(b"/"):
            apply_absolute_form(self.url, self.headers)
        super().on_headers_complete()
        self._open.append(self.cycle)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        super()._start_asgi_task(cycle, cast("Any", PreencodedHeadersApp(app, cycle, self.date_line())))

    def date_line(self) -> bytes:
        """Return the header fields of the server itself, as they stand on the wire."""
        # The server replaces the list once a second.
        if self.server_state.default_headers is not self._dated:
            self._dated = self.server_state.default_headers
            self._date = encode_headers(self._dated)
        return self._date

    def weigh(self) -> None:
        """Hold the head of a request against the limits.

        Raises:
            RefusedError: it passes one; the parser turns that into an error of its own.

        """
        fields = self.headers
        if len(fields) > self.limits.header_fields or self._header_bytes() > self.limits.header_bytes:
            self._refusal = HEADERS_TOO_LARGE
        elif len(self.url) > self.limits.url_bytes:
            self._refusal = URL_TOO_LONG
        elif self._of_another_protocol():
            self._refusal = BAD_REQUEST
        if self._refusal:
            raise RefusedError(self._refusal)

    def _of_another_protocol(self) -> bool:
        version, names = self.parser.get_http_version(), [name for name, _ in self.headers]
        hosts = names.count(b"host")
        if version not in SPOKEN or hosts > 1 or (version == "1.1" and not hosts):
            return True
        return b"transfer-encoding" in names and self._codings() != [b"chunked"]

    def _codings(self) -> list[bytes]:
        return [value.lower() for name, value in self.headers if name == b"transfer-encoding"]

    def _header_bytes(self) -> int:
        most = self._unfinished + self._latest
        if most <= self.limits.header_bytes:
            return most
        return sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self.receiving = False
        super().on_message_complete()

    def eof_received(self) -> Any:
        """Finish what is owed to a client that has closed its own side, then close."""
        self._ended = True
        if self.closing and (not self.answering or self.cycle.disconnected):
            self.transport.close()
        self.parse()
        return True

    def _end(self) -> None:
        # The other half of a body will not come: whoever waits for it would wait for ever.
        if self._awaits_body():
            self.refuse(BAD_REQUEST)
        else:
            self.hang_up()

    def refuse(self, kind: ProblemType) -> None:
        """Answer a problem document and hang up; what is owed to earlier requests goes first."""
        awaits_body = self._awaits_body()
        self.closing = True
        if awaits_body:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._parting = kind
        self._part()

    def on_response_complete(self) -> None:
        """Go on with what waited for an answer: the next request, or a refusal."""
        self._open.popleft()
        super().on_response_complete()
        self._part()
        if self.intake.unparsed or self._held or self._ended:
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell every request that its client is gone; the server's own class tells the newest alone."""
        super().connection_lost(exc)
        for cycle in self._open:
            cycle.disconnected = True
            cycle.message_event.set()

    def _part(self) -> None:
        kind = self._parting
        if kind is None or self.owing or self.transport.is_closing():
            return
        self._parting = None
        bare = self.parser.get_method() == b"HEAD"
        self.transport.write(
            encode_problem(kind, self.front.access_log, self.server_state.default_headers, bare=bare)
        )
        if self._ended:
            self.transport.close()
        elif self.transport.can_write_eof():
            # Closing at once would cut off a client that still sends, before it has read why.
            self.transport.write_eof()

    def _awaits_body(self) -> bool:
        """Return whether the newest request has come in half, and nothing is said to it yet."""
        return self.phase is Phase.BODY and self.answering and not self.cycle.response_started
