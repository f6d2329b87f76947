"""The hardened protocol: limits on sizes, and a problem document for each request it refuses."""

from asyncio import BaseTransport, Transport
from collections import deque
from typing import Any, cast

import httptools
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.server.http.access_log import AccessLog
from app.server.http.headers import Headers, PreencodedHeaders, encode_headers, with_default_headers
from app.server.http.problems import (
    BAD_REQUEST,
    HEADERS_TOO_LARGE,
    OVERLOADED,
    RETRY_AFTER,
    URL_TOO_LONG,
    ProblemError,
    ProblemType,
    problem_response,
)
from app.server.http.trusted_hosts import apply_absolute_form
from app.server.wire.timeouts import Phase, TimeoutProtocol

SUPPORTED_VERSIONS = {"1.0", "1.1"}
"""Versions of HTTP; the parser accepts others."""

CHUNK_BYTES = 1024
"""Bytes that are parsed at once: each pipelined request in them costs ten times its own bytes."""


class LimitExceededError(Exception):
    """The current request exceeds a limit."""


class ReadBuffer(FlowControl):
    """Flow control with the bytes that were read and not yet parsed; reading pauses while there are any."""

    def __init__(self, transport: Transport) -> None:
        """Start empty."""
        super().__init__(transport)
        self.unparsed = bytearray()

    def next_chunk(self) -> bytes:
        """Remove and return the next bytes to parse."""
        chunk = bytes(self.unparsed[:CHUNK_BYTES])
        del self.unparsed[:CHUNK_BYTES]
        return chunk

    def resume_reading(self) -> None:
        """Resume reading if everything is parsed."""
        if not self.unparsed:
            super().resume_reading()


class HardenedProtocol(TimeoutProtocol):
    """A protocol that checks every request against the limits before the application sees it."""

    url = b""
    """Target of the current request, as far as it was received."""
    _head_bytes = 0
    _chunk_bytes = 0
    _server_headers: Headers | None = None
    _date_header = b""
    _paused = _eof = False
    _exceeded: ProblemType | None = None
    _final_problem: ProblemType | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Refuse a connection over the limit."""
        super().connection_made(transport)
        self._cycles = deque[RequestResponseCycle]()
        self.flow = self.read_buffer = ReadBuffer(self.transport)
        if len(self.connections) > self.limits.max_connections:
            self.refuse(OVERLOADED)

    def data_received(self, data: bytes) -> None:
        """Parse the bytes, now or when the client has read its responses."""
        if self.closing:
            return
        buffer = self.read_buffer
        if len(data) <= CHUNK_BYTES and not (buffer.unparsed or self.pipeline or buffer.write_paused):
            self._feed(data)
            return
        buffer.unparsed += data
        self._parse()

    def _parse(self) -> None:
        """Parse chunk by chunk while no request is queued behind another and the client reads."""
        buffer = self.read_buffer
        while buffer.unparsed and not (self.closing or self.pipeline or buffer.write_paused):
            self._feed(buffer.next_chunk())
        if self.closing:
            buffer.unparsed.clear()
        if buffer.unparsed:
            buffer.pause_reading()
            self._paused = True
        elif self._paused:
            self._paused = False
            buffer.resume_reading()
        if self._eof and not (buffer.unparsed or self.closing):
            self._finish()

    def _feed(self, data: bytes) -> None:
        self._chunk_bytes, was_idle, requests_before = len(data), not self.receiving, self.requests
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.close_after_response()
        except httptools.HttpParserError:
            self.refuse(self._exceeded or BAD_REQUEST)
        else:
            if self.requests - requests_before <= was_idle:
                self._check_unfinished(len(data))

    def resume_writing(self) -> None:
        """Parse what waited for the client to read."""
        super().resume_writing()
        self._continue()

    def _continue(self) -> None:
        if not self.transport.is_closing():
            self._parse()

    def _check_unfinished(self, more: int) -> None:
        if self.phase is not Phase.HEADERS:
            return
        self._head_bytes += more
        if len(self.url) > self.limits.max_url_bytes:
            self.refuse(URL_TOO_LONG)
        elif self._head_bytes > self.limits.max_url_bytes + self.limits.max_header_bytes:
            self.refuse(HEADERS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Count a request."""
        super().on_message_begin()
        self.receiving, self._head_bytes = True, 0
        self.requests += 1

    def on_headers_complete(self) -> None:
        """Hand the request to the application."""
        self.check_limits()
        if not self.url.startswith(b"/"):
            apply_absolute_form(self.url, self.headers)
        super().on_headers_complete()
        self._cycles.append(self.cycle)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        super()._start_asgi_task(cycle, cast("Any", _PreencodedSend(app, cycle, self.server_header_lines())))

    def server_header_lines(self) -> bytes:
        """Return the server's own header fields, encoded."""
        # The server replaces the list once a second.
        if self.server_state.default_headers is not self._server_headers:
            self._server_headers = self.server_state.default_headers
            self._date_header = encode_headers(self._server_headers)
        return self._date_header

    def check_limits(self) -> None:
        """Raise LimitExceededError where the head exceeds a limit; the parser wraps it in its own error."""
        fields = self.headers
        if len(fields) > self.limits.max_header_fields or self._header_bytes() > self.limits.max_header_bytes:
            self._exceeded = HEADERS_TOO_LARGE
        elif len(self.url) > self.limits.max_url_bytes:
            self._exceeded = URL_TOO_LONG
        elif self._is_malformed():
            self._exceeded = BAD_REQUEST
        if self._exceeded:
            raise LimitExceededError(self._exceeded)

    def _is_malformed(self) -> bool:
        version, names = self.parser.get_http_version(), [name for name, _ in self.headers]
        hosts = names.count(b"host")
        if version not in SUPPORTED_VERSIONS or hosts > 1 or (version == "1.1" and not hosts):
            return True
        return b"transfer-encoding" in names and self._transfer_codings() != [b"chunked"]

    def _transfer_codings(self) -> list[bytes]:
        return [value.lower() for name, value in self.headers if name == b"transfer-encoding"]

    def _header_bytes(self) -> int:
        upper_bound = self._head_bytes + self._chunk_bytes
        if upper_bound <= self.limits.max_header_bytes:
            return upper_bound
        return sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_message_complete(self) -> None:
        """Mark the request as received."""
        self.receiving = False
        super().on_message_complete()

    def eof_received(self) -> Any:
        """Finish pending responses for a client that has closed its side, then close."""
        self._eof = True
        if self.closing and (not self.responding or self.cycle.disconnected):
            self.transport.close()
        self._parse()
        return True

    def _finish(self) -> None:
        # The rest of a body will not come: the application would wait for it forever.
        if self._awaits_body():
            self.refuse(BAD_REQUEST)
        else:
            self.close_after_response()

    def refuse(self, problem: ProblemType) -> None:
        """Send a problem document after any pending response, then close."""
        awaits_body = self._awaits_body()
        self.closing = True
        if awaits_body:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._final_problem = problem
        self._send_final_problem()

    def on_response_complete(self) -> None:
        """Continue with what waited for the response: the next request, or a problem document."""
        self._cycles.popleft()
        super().on_response_complete()
        self._send_final_problem()
        if self.read_buffer.unparsed or self._paused or self._eof:
            self._continue()

    def connection_lost(self, exc: Exception | None) -> None:
        """Disconnect every request of the connection; the server's own class disconnects the newest alone."""
        super().connection_lost(exc)
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()

    def _send_final_problem(self) -> None:
        problem = self._final_problem
        if problem is None or self.response_pending or self.transport.is_closing():
            return
        self._final_problem = None
        is_head = self.parser.get_method() == b"HEAD"
        access_log, headers = self.context.access_log, self.server_state.default_headers
        self.transport.write(encode_problem(problem, access_log, headers, without_body=is_head))
        if self._eof:
            self.transport.close()
        elif self.transport.can_write_eof():
            # Closing at once would reset a client that still sends, before it has read the response.
            self.transport.write_eof()

    def _awaits_body(self) -> bool:
        """Return whether the newest request is incomplete and its response has not started."""
        return self.phase is Phase.BODY and self.responding and not self.cycle.response_started


class _PreencodedSend:
    """Writes the head of a response with preencoded header fields; leaves other messages to the server."""

    def __init__(self, app: Any, cycle: RequestResponseCycle, server_header_lines: bytes) -> None:
        self._app: ASGIApp = app
        self._cycle = cycle
        self._send: Any = cycle.send
        self._date_header = server_header_lines

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        await self._app(scope, receive, self.send)

    async def send(self, message: Message) -> None:
        cycle, headers = self._cycle, message.get("headers")
        if type(headers) is not PreencodedHeaders or cycle.flow.write_paused or cycle.disconnected:
            await self._send(message)
            return
        cycle.response_started, cycle.waiting_for_100_continue = True, False
        cycle.chunked_encoding, cycle.expected_content_length = False, headers.content_length
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        status_line = STATUS_LINE[message["status"]]
        cycle.transport.write(b"".join((status_line, self._date_header, headers.head, end)))


def encode_problem(
    problem: ProblemType, access_log: AccessLog, server_headers: Headers, *, without_body: bool = False
) -> bytes:
    """Return a whole response that ends its connection; `server_headers` are the server's own fields.

    Without a body it has no length either: right for HEAD, and for a request line that was cut off.
    """
    request_id = access_log.request_id()
    headers = RETRY_AFTER if problem is OVERLOADED else {}
    response = problem_response(ProblemError(problem, headers=headers), "", request_id)
    own = [(b"request-id", request_id.encode()), (b"connection", b"close")]
    access_log.record("", "", problem.status, request_id)
    fields = [field for field in response.raw_headers if not (without_body and field[0] == b"content-length")]
    head = STATUS_LINE[problem.status] + encode_headers(
        [*server_headers, *with_default_headers(fields), *own]
    )
    return head + b"\r\n" + (b"" if without_body else bytes(response.body))
