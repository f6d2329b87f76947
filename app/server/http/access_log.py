"""The access log: the ids of a request, and a log line and a count for each response."""

import re
import secrets
import time
from datetime import UTC, datetime
from itertools import count
from typing import NamedTuple, Protocol

from msgspec import UNSET, Struct, UnsetType

from app.core.line_writer import LineWriter
from app.server.http.headers import RawHeaders

CLIENT_REQUEST_ID, TRACEPARENT = b"x-request-id", b"traceparent"
CORRELATION_FORMATS = {
    CLIENT_REQUEST_ID: re.compile(rb"[!-~]{1,128}"),
    TRACEPARENT: re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"),
}
"""The ids that a client may send: its own, and that of W3C Trace Context."""


class Correlation(NamedTuple):
    """The client's ids of one request; None where it sent none, an invalid one or several."""

    client_request_id: bytes | None = None
    traceparent: bytes | None = None

    @property
    def fields(self) -> RawHeaders:
        """Return the header fields that repeat the ids in the response."""
        pairs = ((CLIENT_REQUEST_ID, self.client_request_id), (TRACEPARENT, self.traceparent))
        return [(name, value) for name, value in pairs if value is not None]


NO_CORRELATION = Correlation()


class CountResponse(Protocol):
    """A function that counts a response."""

    def __call__(self, path: str, status: int, seconds: float | None, *, cache_hit: bool) -> None:
        """Count it; `seconds` is None if its request was refused before it was read."""


class AccessLogLine(Struct, gc=False):
    """The fields of one line; the query is none of them: it may tell something about a person's health."""

    method: str
    path: str
    status: int
    milliseconds: float | None
    request_id: str
    timestamp: datetime
    event: str = "request"
    level: str = "INFO"
    client_request_id: str | UnsetType = UNSET
    traceparent: str | UnsetType = UNSET


class AccessLog:
    """The log and the counts of the responses of one process, from whichever layer they are sent."""

    def __init__(self, writer: LineWriter | None = None, count_response: CountResponse | None = None) -> None:
        """Write log lines if there is a writer; count responses if there is something to count with."""
        self._writer = writer
        self._count_response = count_response
        self._process = secrets.token_hex(4)
        self._number = count(1)

    def request_id(self) -> str:
        """Return an id that is unique across processes: 16 hexadecimal digits."""
        return f"{self._process}{next(self._number):08x}"

    def count(
        self, path: str, status: int, duration: float | None = None, *, cache_hit: bool = False
    ) -> None:
        """Count a response; `duration` is in seconds, None if its request was refused before it was read."""
        if self._count_response:
            self._count_response(path, status, duration, cache_hit=cache_hit)

    def record(
        self,
        method: str,
        path: str,
        status: int,
        request_id: str,
        started: float | None = None,
        *,
        cache_hit: bool = False,
        correlation: Correlation = NO_CORRELATION,
    ) -> None:
        """Count a response and log it; `started` is a `time.perf_counter`, None as for `count`."""
        duration = None if started is None else time.perf_counter() - started
        self.count(path, status, duration, cache_hit=cache_hit)
        if self._writer:
            milliseconds = None if duration is None else round(duration * 1000, 3)
            line = AccessLogLine(method, path, status, milliseconds, request_id, datetime.now(UTC))
            if correlation is not NO_CORRELATION:
                line.client_request_id, line.traceparent = (
                    UNSET if value is None else value.decode("ascii") for value in correlation
                )
            self._writer.write_later(line)


def correlation_of(headers: RawHeaders) -> Correlation:
    """Return the client's ids in the header fields of a request."""
    found = [field for field in headers if field[0] in CORRELATION_FORMATS]
    if not found:
        return NO_CORRELATION
    return Correlation(
        *(_valid(name, [value for other, value in found if other == name]) for name in CORRELATION_FORMATS)
    )


def _valid(name: bytes, values: list[bytes]) -> bytes | None:
    return values[0] if len(values) == 1 and CORRELATION_FORMATS[name].fullmatch(values[0]) else None
