"""The fast path: a ready answer goes out from the protocol class, without routing, framework or ASGI.

What it does not know exactly how to answer it leaves to the application, which answers the same bytes.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.server.cache.parsed_requests import ParsedRequest
from app.server.http.error_writer import OVERLOADED_RESPONSE
from app.server.http.headers import SAFE_METHODS, negotiation_headers
from app.server.http.negotiation import is_acceptable, preferred_encoding
from app.server.middleware.load_shedding import EXEMPT_PREFIXES
from app.server.wire.connection_guard import HardenedProtocol

APART = {b"content-length", b"transfer-encoding", b"upgrade", b"expect"}
"""Header fields that make a request more than a question for a page."""

PERSONAL = {b"cookie", b"authorization"}
"""Header fields that are not remembered."""

LARGE = 16 * 1024
"""Bytes of a body from which on it is not copied behind its head, but written after it."""


class FastPathProtocol(HardenedProtocol):
    """Writes ready answers itself, as long as the connection waits for nothing else."""

    _heard: ParsedRequest | None = None
    _hot = False

    def data_received(self, data: bytes) -> None:
        """Answer a request that was heard before, byte for byte; parse any other."""
        before, between = self.requests, not (self.receiving or self.closing or self.intake.unparsed)
        question = self.front.questions.get(data) if between else None
        if question and self._answered(question):
            self.requests += 1
            return
        super().data_received(data)
        if between and not self.receiving and self.requests == before + 1 and self._heard:
            self.front.questions.put(data, self._heard)

    def on_headers_complete(self) -> None:
        """Answer at once what is ready; hand everything else to the application."""
        question = self._question()
        self._hot = question is not None and self._answered(question)
        self._heard = question if self._hot else None
        if question and not self._hot:
            self._hot = self._refused_for_now(question)
        if not self._hot:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Leave alone what is answered already."""
        self.receiving = False
        if not self._hot:
            super().on_message_complete()

    def _question(self) -> ParsedRequest | None:
        """Return what a request asks for, or None if the application has to see it."""
        fields = dict(self.headers)
        method, version = self.parser.get_method().decode(), self.parser.get_http_version()
        if version != "1.1" or method not in SAFE_METHODS or not fields.keys().isdisjoint(APART):
            return None
        if fields.get(b"connection", b"keep-alive").lower() != b"keep-alive":
            return None
        self.weigh()
        if self.front.hosts and not self.front.hosts.have(fields[b"host"]):
            return None
        accept, accept_encoding, if_none_match = negotiation_headers(self.headers)
        if not is_acceptable(accept):
            return None
        private = not fields.keys().isdisjoint(PERSONAL)
        return ParsedRequest(method, self.url, preferred_encoding(accept_encoding), if_none_match, private)

    def _answered(self, question: ParsedRequest) -> bool:
        """Answer if the answer is ready, nothing is owed before it, and the client reads what it is sent."""
        answer = self.front.current.served.store.at(question.target)
        if answer is None or self.answering or self.flow.write_paused or self.transport.is_closing():
            return False
        request_id = self.front.access_log.request_id()
        ready = answer.form(question.encoding).answer(question.if_none_match)
        own = b"request-id: %b\r\n\r\n" % request_id.encode()
        head = (STATUS_LINE[ready.status], self.date_line(), ready.head, own)
        body = ready.body if question.method == "GET" else b""
        # Before it goes out: were this process killed between the two, a client had an answer nobody counted.
        self.front.access_log.note(question.method, answer.path, ready.status, request_id)
        if len(body) < LARGE:
            self.transport.write(b"".join((*head, body)))
        else:
            self.transport.writelines((b"".join(head), body))
        self.server_state.total_requests += 1
        return True

    def _refused_for_now(self, question: ParsedRequest) -> bool:
        """Refuse if too many wait, before the request costs a task; else let the queue expect it."""
        turns = self.front.turns
        if self.answering or self.flow.write_paused or question.target.startswith(EXEMPT_PREFIXES.encode()):
            return False
        if not turns.full:
            turns.expect()
            return False
        self.transport.write(
            OVERLOADED_RESPONSE.answer(question.method, self.front.access_log, self.date_line())
        )
        self.server_state.total_requests += 1
        turns.refuse()
        return True
