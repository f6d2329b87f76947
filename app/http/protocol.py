"""The hot path: a ready answer goes out from the protocol class, without routing, framework or ASGI.

What it does not know exactly how to answer it leaves to the application, which answers the same bytes.
"""

import time
from typing import NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.http.deadlines import Phase
from app.http.edge import acceptable
from app.http.encodings import chosen
from app.http.fields import Headers, field_values, lines
from app.http.guard import GuardedProtocol

APART = {b"content-length", b"transfer-encoding", b"upgrade", b"expect"}
"""Header fields that make a request more than a question for a page."""

LARGE = 64 * 1024
"""Bytes of a body from which on it is not copied behind its head, but written after it."""


READING = {b"GET", b"HEAD"}


class Asked(NamedTuple):
    """What the header fields of a request ask for, and whether the application must see them."""

    plain: bool
    encoding: str
    if_none_match: str


class Protocol(GuardedProtocol):
    """Writes ready answers itself, as long as the connection waits for nothing else."""

    _fields: Headers | None = None
    _asked = Asked(plain=False, encoding="", if_none_match="")
    _dated: Headers | None = None
    _date = b""

    def on_headers_complete(self) -> None:
        """Answer at once what is ready; hand everything else to the application."""
        if not self._answered():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for the next request if this one is answered."""
        if self.phase is Phase.IDLE:
            self.receiving = False
        else:
            super().on_message_complete()

    def _answered(self) -> bool:
        answer = self.front.current.served.store.at(self.url) if self.front.hot_path else None
        if answer is None or not self._free():
            return False
        method = self.parser.get_method()
        asked = self._read_fields()
        if not asked.plain or method not in READING or self.parser.get_http_version() != "1.1":
            return False
        ready = answer.form(asked.encoding).answer(asked.if_none_match)
        began, request_id = time.perf_counter(), self.front.traffic.request_id()
        head = b"%b%b%brequest-id: %b\r\n\r\n" % (
            STATUS_LINE[ready.status],
            self._date_line(),
            ready.head,
            request_id.encode(),
        )
        body = ready.body if method == b"GET" else b""
        if len(body) < LARGE:
            self.transport.write(head + body)
        else:
            self.transport.write(head)
            self.transport.write(body)
        self.server_state.total_requests += 1
        self.front.traffic.note(method.decode(), answer.path, ready.status, began, request_id)
        self.enter(Phase.IDLE)
        return True

    def _free(self) -> bool:
        """Return whether nothing is owed to an earlier request, and the client reads what it is sent."""
        return not (self.answering or self.flow.write_paused or self.transport.is_closing())

    def _read_fields(self) -> Asked:
        # The requests of one connection mostly carry the same fields: they are read once.
        if self.headers != self._fields:
            self.weigh()
            self._fields = self.headers
            self._asked = self._asked_by(self.headers)
        return self._asked

    @staticmethod
    def _asked_by(headers: Headers) -> Asked:
        plain = acceptable(field_values(headers, b"accept"))
        for name, value in headers:
            if name in APART or (name == b"connection" and value.lower() != b"keep-alive"):
                plain = False
        encoding = chosen(field_values(headers, b"accept-encoding"))
        return Asked(plain, encoding, field_values(headers, b"if-none-match"))

    def _date_line(self) -> bytes:
        # The server replaces the list once a second.
        if self.server_state.default_headers is not self._dated:
            self._dated = self.server_state.default_headers
            self._date = lines(self._dated)
        return self._date
