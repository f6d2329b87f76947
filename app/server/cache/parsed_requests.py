"""Cache of parsed requests, keyed by raw bytes: a repeated request is not parsed again."""

from typing import NamedTuple

from app.server.http.access_log import NO_CORRELATION, Correlation
from app.server.http.headers import SelectionFields

MAX_BYTES = 4 * 1024 * 1024
"""Bound of the accounted size; when it is reached, the cache is cleared."""

REQUEST_OVERHEAD = 1024
"""Bytes accounted for a request beside its own, which are stored twice: raw and parsed."""

MAX_REQUEST_BYTES = 1024
"""Size of the longest request that is cached."""


class ParsedRequest(NamedTuple):
    """The parts of a plain GET or HEAD request that choose its response, whichever release is current."""

    method: str
    target: bytes
    encoding: str
    selection: SelectionFields
    has_credentials: bool
    correlation: Correlation = NO_CORRELATION


class ParsedRequestCache:
    """Parsed requests by their raw bytes."""

    def __init__(self) -> None:
        """Start empty."""
        self._requests: dict[bytes, ParsedRequest] = {}
        self.size_bytes = 0
        self.get = self._requests.get

    def put(self, raw: bytes, request: ParsedRequest) -> None:
        """Cache a parsed request, unless it is long or will not be repeated, or carries credentials."""
        is_unique = request.has_credentials or request.correlation is not NO_CORRELATION
        if len(raw) > MAX_REQUEST_BYTES or is_unique or raw in self._requests:
            return
        size = 2 * len(raw) + REQUEST_OVERHEAD
        if self.size_bytes + size > MAX_BYTES:
            self._requests.clear()
            self.size_bytes = 0
        self._requests[raw] = request
        self.size_bytes += size
