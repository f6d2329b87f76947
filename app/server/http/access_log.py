"""The access log: a request id, a log line, and a count for each response."""

import logging
import secrets
import time
from collections.abc import Callable
from itertools import count

CountResponse = Callable[[str, int, float | None], None]
"""Counts a response: path, status, and seconds it took or None for a cache hit."""

log = logging.getLogger(__name__)


class AccessLog:
    """Logs and counts the responses of one process, from whichever layer they are sent."""

    def __init__(self, *, enabled: bool, count_response: CountResponse | None = None) -> None:
        """Write log lines if enabled; count responses if there is something to count with."""
        self._enabled = enabled
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
        """Count a response and log it; `started` is a `time.perf_counter`, None for a cache hit.

        The query is never logged: it may tell something about a person's health.
        """
        duration = None if started is None else time.perf_counter() - started
        self.count(path, status, duration)
        if self._enabled:
            milliseconds = None if duration is None else round(duration * 1000, 2)
            fields = {"method": method, "path": path, "status": int(status), "milliseconds": milliseconds}
            log.info("request", extra=fields | {"request_id": request_id})
