"""Correlation ids of the client: `X-Request-Id`, and `traceparent` of W3C Trace Context."""

import re
from typing import NamedTuple

from app.server.http.headers import RawHeaders

REQUEST_ID, TRACEPARENT = b"x-request-id", b"traceparent"
FORMATS = {
    REQUEST_ID: re.compile(rb"[!-~]{1,128}"),
    TRACEPARENT: re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"),
}


class Correlation(NamedTuple):
    """The ids of one request; None where it sent none, an invalid one or several."""

    client_request_id: bytes | None = None
    traceparent: bytes | None = None

    @property
    def fields(self) -> RawHeaders:
        """Return the header fields that repeat the ids in the response."""
        pairs = ((REQUEST_ID, self.client_request_id), (TRACEPARENT, self.traceparent))
        return [(name, value) for name, value in pairs if value is not None]


NO_CORRELATION = Correlation()


def correlation_of(headers: RawHeaders) -> Correlation:
    """Return the ids in the header fields of a request."""
    found = [field for field in headers if field[0] in FORMATS]
    if not found:
        return NO_CORRELATION
    return Correlation(
        *(_valid(name, [value for other, value in found if other == name]) for name in FORMATS)
    )


def _valid(name: bytes, values: list[bytes]) -> bytes | None:
    return values[0] if len(values) == 1 and FORMATS[name].fullmatch(values[0]) else None
