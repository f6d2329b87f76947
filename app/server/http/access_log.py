"""The access log: a request id, a log line, and a count for each response."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from msgspec import Struct

from app.core.line_writer import LineWriter

CountResponse = Callable[[str, int, float | None], None]
"""Counts a response: path, status, and seconds it took or None for a cache hit."""


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


class AccessLog:
    """Logs and counts the responses of one process, from whichever layer they are sent."""

    def __init__(self, writer: LineWriter | None = None, count_response: CountResponse | None = None) -> None:
        """Write log lines if there is a writer; count responses if there is something to count with."""
        self._writer = writer
        self._count_response = count_response
        self._process = secrets.token_hex(4)
        self._number = count(1)

    def request_id(self) -> str:
        """Return an id that is unique across processes: 16 hexadecimal digits."""
        return f"{self._process}{next(self._number):08x}"

    def count(self, path: str, status: int, duration: float | None) -> None:
        """Count a response; `duration` is in seconds, None for a cache hit."""
        if self._count_response:
            self._count_response(path, status, duration)

    def record(
        self, method: str, path: str, status: int, request_id: str, started: float | None = None
    ) -> None:
        """Count a response and log it; `started` is a `time.perf_counter`, None for a cache hit."""
        duration = None if started is None else time.perf_counter() - started
        self.count(path, status, duration)
        if self._writer:
            milliseconds = None if duration is None else round(duration * 1000, 2)
            line = AccessLogLine(method, path, status, milliseconds, request_id, datetime.now(UTC))
            self._writer.write_later(line)
