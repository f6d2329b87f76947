"""The hardened protocol: limits on sizes, and a problem document for each request it refuses."""

import re
from asyncio import BaseTransport, Transport
from collections import deque
from typing import Any, NoReturn, cast

import httptools
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.server.http.access_log import AccessLog
from app.server.http.headers import PreencodedHeaders, RawHeaders, encode_headers, with_default_headers
from app.server.http.problems import (
    BAD_REQUEST,
    BODY_TOO_LARGE,
    HEADERS_TOO_LARGE,
    NOT_IMPLEMENTED,
    OVERLOADED,
    RETRY_AFTER,
    URL_TOO_LONG,
    ProblemError,
    ProblemType,
    problem_response,
)
from app.server.http.request_target import is_valid_host, parse_target
from app.server.wire.timeouts import Phase, TimeoutProtocol

SUPPORTED_VERSIONS = {"1.0", "1.1"}
"""Versions of HTTP; the parser accepts others."""

REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/1\.[01]\r?\n")
"""A request line whose method may be any token (RFC 9112, 3); the parser knows a fixed list of methods."""

CHUNK_BYTES = 1024
"""Bytes that are parsed at once: each pipelined request in them costs ten times its own bytes."""

CHUNKS_PER_TURN = 16
"""Chunks that are parsed before other connections have their turn."""

MAX_IGNORED_BYTES = 1024 * 1024
"""Bytes read from a client whose connection is closing. Reading some lets it finish sending, and so read the
problem document; reading all of it would cost as much as it sends."""


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
    """A protocol that checks every request against the limits before the application sees it.

    The limits hold for each part of a message. The header fields and the trailer fields together are bounded
    in number and bytes. So is everything else that is not the body: the target, chunk
    sizes, chunk extensions, empty lines before the request, and a field that is not complete.
    """

    url = b""
    """Target of the current request, as far as it was received."""
    _head_complete = False
    _fields = _field_bytes = _body_bytes = 0
    _framing_bytes = 0
    """Bytes of the head, to within a chunk; once that is complete, later ones that are not of a body."""
    _ignored_bytes = 0
    _server_headers: RawHeaders | None = None
    _date_header = b""
    _paused = _eof = False
    _exceeded: ProblemType | None = None
    _refused = False
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
            self._ignore(len(data))
            return
        buffer = self.read_buffer
        if len(data) <= CHUNK_BYTES and not (buffer.unparsed or self.pipeline or buffer.write_paused):
            self._feed(data)
            return
        buffer.unparsed += data
        self._parse()

    def _ignore(self, count: int) -> None:
        self._ignored_bytes += count
        if self._ignored_bytes > MAX_IGNORED_BYTES:
            self.flow.pause_reading()

    def _parse(self) -> None:
        """Parse chunk by chunk while no request is queued behind another and the client reads."""
        buffer, left = self.read_buffer, CHUNKS_PER_TURN
        while left and buffer.unparsed and not (self.closing or self.pipeline or buffer.write_paused):
            self._feed(buffer.next_chunk())
            left -= 1
        if self.closing:
            buffer.unparsed.clear()
        if buffer.unparsed:
            buffer.pause_reading()
            self._paused = True
            if not left:
                self.loop.call_soon(self._continue)
        elif self._paused:
            self._paused = False
            buffer.resume_reading()
        if self._eof and not (buffer.unparsed or self.closing):
            self._finish()

    def _feed(self, data: bytes) -> None:
        was_receiving, requests_before = self.receiving, self.requests
        self._framing_bytes += len(data)
        try:
            self._feed_parser(data)
        except httptools.HttpParserInvalidMethodError:
            is_first = not was_receiving and self.requests <= requests_before + 1
            self.refuse(NOT_IMPLEMENTED if is_first and REQUEST_LINE.match(data) else BAD_REQUEST)
        except httptools.HttpParserError:
            self.refuse(self._exceeded or BAD_REQUEST)
        else:
            if not self.closing and (problem := self._exceeded_by_framing()):
                self.refuse(problem)

    def _exceeded_by_framing(self) -> ProblemType | None:
        """Return the problem of a message whose head or framing is too large before it is complete."""
        if self._head_complete:
            return HEADERS_TOO_LARGE if self._framing_bytes > self.limits.max_header_bytes else None
        if len(self.url) > self.limits.max_url_bytes:
            return URL_TOO_LONG
        too_large = self._framing_bytes > self.limits.max_url_bytes + self.limits.max_header_bytes
        return HEADERS_TOO_LARGE if too_large else None

    def _feed_parser(self, data: bytes) -> None:
        """Feed the parser; ignore `Upgrade` (RFC 9110, 7.8), after which it stops at the end of the head."""
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = self._head_without_upgrade() + data[upgrade.args[0] :]
                # This one reads nothing behind a request with `Connection: close`.
                self.parser = httptools.HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            else:
                return

    def _head_without_upgrade(self) -> bytes:
        """Return the head that the parser has stopped at, to be parsed again as a request like any other."""
        self.requests -= 1
        line = (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        fields = encode_headers(field for field in self.headers if field[0] != b"upgrade")
        return b"%b %b HTTP/%b\r\n%b\r\n" % (*line, fields)

    def resume_writing(self) -> None:
        """Parse what waited for the client to read."""
        super().resume_writing()
        self._continue()

    def _continue(self) -> None:
        if not self.transport.is_closing():
            self._parse()

    def on_message_begin(self) -> None:
        """Count a request."""
        super().on_message_begin()
        self.receiving, self._head_complete = True, False
        self._fields = self._field_bytes = self._body_bytes = 0
        self.requests += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field; drop a trailer field, which must not be merged (RFC 9110, 6.5.1)."""
        self._fields += 1
        self._field_bytes += len(name) + len(value) + 4
        if self._fields > self.limits.max_header_fields or self._field_bytes > self.limits.max_header_bytes:
            self._fail(HEADERS_TOO_LARGE)
        if not self._head_complete:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Check the head, then start the request; one with `Upgrade` is parsed again without it."""
        self._check_head()
        if not self.parser.should_upgrade():
            self._head_complete, self._framing_bytes = True, 0
            self.start_request()

    def start_request(self) -> None:
        """Hand the request to the application."""
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

    def _check_head(self) -> None:
        """Refuse a head that exceeds a limit or is ambiguous; bring its target into origin form."""
        if len(self.url) > self.limits.max_url_bytes:
            self._fail(URL_TOO_LONG)
        if self._is_malformed():
            self._fail(BAD_REQUEST)
        # Refused before the application answers: the rest of the body would follow on an open connection.
        if self._declared_length() > self.limits.max_body_bytes:
            self._fail(BODY_TOO_LARGE)
        if not self.url.startswith(b"/") or b"#" in self.url:
            target = parse_target(self.parser.get_method(), self.url)
            if target is None:
                self._fail(BAD_REQUEST)
            self.url = target.origin_form
            if target.host is not None:
                others = [field for field in self.headers if field[0] != b"host"]
                self.headers[:] = [(b"host", target.host), *others]

    def _fail(self, problem: ProblemType) -> NoReturn:
        """Stop the parser: it turns the exception into an error of its own, which refuses the request."""
        self._exceeded = problem
        raise LimitExceededError(problem)

    def _declared_length(self) -> int:
        declared = next((value for name, value in self.headers if name == b"content-length"), b"0")
        return int(declared) if declared.isdigit() else 0

    def _is_malformed(self) -> bool:
        version = self.parser.get_http_version()
        hosts = [value for name, value in self.headers if name == b"host"]
        if version not in SUPPORTED_VERSIONS or len(hosts) > 1 or (version == "1.1" and not hosts):
            return True
        if hosts and not is_valid_host(hosts[0]):
            return True
        codings = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        return codings not in ([], [b"chunked"])

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, also of one whose response is sent already."""
        self._framing_bytes -= len(body)
        self._body_bytes += len(body)
        if self._body_bytes > self.limits.max_body_bytes:
            self._fail(BODY_TOO_LARGE)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Mark the request as received."""
        if not self.parser.should_upgrade():
            self.receiving = False
            self._framing_bytes = 0
            self.complete_request()

    def complete_request(self) -> None:
        """Tell the application that the body is complete; accept no request behind one that closes."""
        super().on_message_complete()
        # The parser decides only here: `Connection: close` may stand among the trailer fields.
        if not (self.cycle.keep_alive and self.parser.should_keep_alive()):
            self.close_after_response()

    def eof_received(self) -> Any:
        """Finish pending responses for a client that has closed its side, then close."""
        self._eof = True
        if self.closing and not self.response_pending:
            self.transport.close()
        self._parse()
        return True

    def _finish(self) -> None:
        # The rest of a body will not come: the application would wait for it forever.
        if self.phase is Phase.BODY:
            self.refuse(BAD_REQUEST)
        else:
            self.close_after_response()

    def refuse(self, problem: ProblemType) -> None:
        """Send a problem document after any pending response, then close.

        A request whose response has started gets no other one: its connection is closed.
        """
        if self.phase is not Phase.BODY:
            self._final_problem = problem
        elif self.cycle.response_started:
            self.cycle.keep_alive = False
        else:
            self._final_problem = problem
            self.cycle.disconnected = True
            self.cycle.waiting_for_100_continue = False
            self.cycle.message_event.set()
        self.closing = self._refused = True
        self._finish_refusal()

    def on_response_complete(self) -> None:
        """Continue with what waited for the response: the next request, or a problem document."""
        self._cycles.popleft()
        super().on_response_complete()
        self._finish_refusal()
        if self.read_buffer.unparsed or self._paused or self._eof:
            self._continue()

    def connection_lost(self, exc: Exception | None) -> None:
        """Disconnect every request of the connection; the server's own class disconnects the newest alone."""
        super().connection_lost(exc)
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()

    def _finish_refusal(self) -> None:
        if not self._refused or self.response_pending or self.transport.is_closing():
            return
        self._refused = False
        if self._final_problem:
            is_head = self.parser.get_method() == b"HEAD"
            access_log, headers = self.context.access_log, self.server_state.default_headers
            self.transport.write(
                encode_problem(self._final_problem, access_log, headers, without_body=is_head)
            )
        if self._eof:
            self.transport.close()
        elif self.transport.can_write_eof():
            # Closing at once would reset a client that still sends, before it has read the response.
            self.transport.write_eof()


class _PreencodedSend:
    """A sender that writes a head with preencoded header fields, and leaves other messages to the server."""

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
    problem: ProblemType, access_log: AccessLog, server_headers: RawHeaders, *, without_body: bool = False
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
