"""What is noted of each request: an id that names it, a line in the log, a count."""

import logging
import secrets
import time
from collections.abc import Callable
from itertools import count

CountResponse = Callable[[str, int, float | None], None]
"""Counts an answer: its path, its status, and the seconds it took or None where it was ready."""

log = logging.getLogger(__name__)


class AccessLog:
    """Notes the requests of one process, whichever way they were answered."""

    def __init__(self, *, enabled: bool, count_response: CountResponse | None = None) -> None:
        """Count every request, and log each, only where that is wanted."""
        self._count_response = count_response
        self._log = enabled
        self._process = secrets.token_hex(4)
        self._number = count(1)

    def request_id(self) -> str:
        """Return an id that no other request has, here or in another process: 16 hexadecimal digits."""
        return f"{self._process}{next(self._number):08x}"

    def count(self, path: str, status: int, took: float | None) -> None:
        """Count an answer; `took` is in seconds, None where it was ready."""
        if self._count_response:
            self._count_response(path, status, took)

    def note(self, method: str, path: str, status: int, request_id: str, began: float | None = None) -> None:
        """Note an answer; `began` is in seconds of the performance counter, None where it was ready.

        The query is never noted: it may say something about the person who asks.
        """
        took = None if began is None else time.perf_counter() - began
        self.count(path, status, took)
        if self._log:
            milliseconds = None if took is None else round(took * 1000, 2)
            noted = {"method": method, "path": path, "status": int(status), "milliseconds": milliseconds}
            log.info("request", extra=noted | {"request_id": request_id})
