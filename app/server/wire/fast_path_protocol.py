"""The fast path: cached responses are written by the protocol class, before ASGI.

Any request that it cannot answer exactly as the application would is left to the application.
"""

import time
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.server.cache.parsed_requests import ParsedRequest
from app.server.cache.response_cache import TARGET_MISS, ResponseCache
from app.server.http.access_log import NO_CORRELATION, AccessLog, correlation_of
from app.server.http.headers import SAFE_METHODS, encode_headers, selection_fields, with_default_headers
from app.server.http.negotiation import preferred_encoding
from app.server.http.paths import HEALTH_PROBES
from app.server.http.problems import OVERLOADED, RETRY_AFTER, ProblemError, problem_response
from app.server.wire.hardened_protocol import HardenedProtocol

UNSUPPORTED_FIELDS = {b"content-length", b"transfer-encoding", b"expect", b"if-match", b"range"}
"""Header fields that make a request more than a plain GET or HEAD."""

CREDENTIAL_FIELDS = {b"cookie", b"authorization"}
"""Requests with these are not stored in the cache of parsed requests."""

EXEMPT_TARGETS = {path.encode() for path in HEALTH_PROBES}

LARGE_BODY_BYTES = 16 * 1024
"""From this size on a body is written after its head instead of being copied behind it."""


PLACEHOLDER_ID = "0" * 16
"""A placeholder of the length of a request id."""


class OverloadedResponse:
    """The response to a shed request, made once: it keeps its connection and costs little."""

    def __init__(self) -> None:
        """Encode everything but date and request id."""
        error = ProblemError(OVERLOADED, headers=RETRY_AFTER)
        response = problem_response(error, "", PLACEHOLDER_ID)
        self._head = encode_headers(with_default_headers(response.raw_headers))
        self._before_id, self._after_id = bytes(response.body).split(PLACEHOLDER_ID.encode())

    def encode(self, method: str, access_log: AccessLog, server_header_lines: bytes) -> bytes:
        """Return a whole response; it is counted, but the log has no line for it."""
        request_id = access_log.request_id().encode()
        access_log.count("", OVERLOADED.status)
        status_line = STATUS_LINE[OVERLOADED.status]
        head = (status_line, server_header_lines, self._head, b"request-id: ", request_id, b"\r\n\r\n")
        body = () if method == "HEAD" else (self._before_id, request_id, self._after_id)
        return b"".join((*head, *body))


OVERLOADED_RESPONSE = OverloadedResponse()


class FastPathProtocol(HardenedProtocol):
    """A protocol that writes cached responses while no earlier response is pending on the connection."""

    _parsed: ParsedRequest | None = None
    _missed: ResponseCache | None = None
    _responded = False
    _received_at = 0.0

    def data_received(self, data: bytes) -> None:
        """Answer a request whose bytes are in the cache of parsed requests; parse any other."""
        self._received_at = time.perf_counter()
        cache, requests_before = self.context.parsed_requests, self.requests
        is_idle = not (self.receiving or self.closing or self.read_buffer.unparsed)
        request = cache.get(data) if is_idle else None
        if request and self._respond(request):
            self.requests += 1
            return
        super().data_received(data)
        is_one_request = self.requests == requests_before + 1 and not (self.receiving or self.closing)
        if is_idle and is_one_request and self._parsed:
            cache.put(data, self._parsed)

    def start_request(self) -> None:
        """Write the response if it is cached, or shed the request; else hand it to the application."""
        request = self._parse_request()
        self._responded = request is not None and self._respond(request)
        self._parsed = request if self._responded else None
        if request and self._missed and not self._responded:
            self._responded = self._shed(request)
        if not self._responded:
            super().start_request()
            if request and self._missed:
                cast("dict[str, object]", self.scope)[TARGET_MISS] = self._missed

    def complete_request(self) -> None:
        """Skip a request that is answered."""
        if not self._responded:
            super().complete_request()

    def _parse_request(self) -> ParsedRequest | None:
        """Return what chooses the response to a plain request, None where the application must decide."""
        fields = dict(self.headers)
        method, version = self.parser.get_method().decode(), self.parser.get_http_version()
        if version != "1.1" or method not in SAFE_METHODS or not fields.keys().isdisjoint(UNSUPPORTED_FIELDS):
            return None
        if not self.parser.should_keep_alive():
            return None
        hosts = self.context.trusted_hosts
        if hosts and fields[b"host"] not in hosts:
            return None
        selection = selection_fields(self.headers)
        has_credentials = not fields.keys().isdisjoint(CREDENTIAL_FIELDS)
        return ParsedRequest(
            method,
            self.url,
            preferred_encoding(selection.accept_encoding),
            selection,
            has_credentials,
            correlation_of(self.headers),
        )

    def _respond(self, request: ParsedRequest) -> bool:
        """Write the response if it is cached and may be sent now; return whether it was."""
        context = self.context
        cache = context.release_holder.current.cache
        cached = cache.get(request.target)
        self._missed = cache if cached is None else None
        if cached is None or self.responding or self.flow.write_paused or self.transport.is_closing():
            return False
        if cached.is_slow(request.encoding) or not cached.is_acceptable(request.selection.accept):
            return False
        request_id = context.access_log.request_id()
        response = cached.variant(request.encoding).response(request.selection.if_none_match)
        fields = b"request-id: %b\r\n\r\n" % request_id.encode()
        if request.correlation is not NO_CORRELATION:
            fields = encode_headers(request.correlation.fields) + fields
        head = (STATUS_LINE[response.status], self.server_header_lines(), response.headers.head, fields)
        body = response.body if request.method == "GET" else b""
        # Recorded before it is sent: a worker killed in between loses no count.
        context.access_log.record(
            request.method,
            cached.path,
            response.status,
            request_id,
            self._received_at,
            cache_hit=True,
            correlation=request.correlation,
        )
        if len(body) < LARGE_BODY_BYTES:
            self.transport.write(b"".join((*head, body)))
        else:
            self.transport.writelines((b"".join(head), body))
        self.server_state.total_requests += 1
        return True

    def _shed(self, request: ParsedRequest) -> bool:
        """Refuse the request if the queue is full, before it costs a task; return whether it was."""
        queue = self.context.request_queue
        if self.responding or self.flow.write_paused or request.target in EXEMPT_TARGETS:
            return False
        if not queue.is_full:
            queue.reserve()
            return False
        response = OVERLOADED_RESPONSE.encode(
            request.method, self.context.access_log, self.server_header_lines()
        )
        self.transport.write(response)
        self.server_state.total_requests += 1
        queue.record_shed()
        return True
