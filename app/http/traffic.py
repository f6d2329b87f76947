"""What is noted of each request: an id that names it, a line in the log, a count."""

import logging
import secrets
import time
from collections import Counter
from itertools import count

log = logging.getLogger(__name__)


class Traffic:
    """Notes the requests of one process, whichever way they were answered."""

    def __init__(self, *, access_log: bool) -> None:
        """Count every request; log each only where that is wanted."""
        self.answered: Counter[int] = Counter()
        self._log = access_log
        self._process = secrets.token_hex(4)
        self._number = count(1)

    def request_id(self) -> str:
        """Return an id that no other request has, here or in another process: 16 hexadecimal digits."""
        return f"{self._process}{next(self._number):08x}"

    def note(self, method: str, path: str, status: int, request_id: str, began: float | None = None) -> None:
        """Note an answer; `began` is in seconds of the performance counter, None where it was ready.

        The query is never noted: it may say something about the person who asks.
        """
        self.answered[status] += 1
        if self._log:
            took = None if began is None else round((time.perf_counter() - began) * 1000, 2)
            noted = {"method": method, "path": path, "status": int(status), "milliseconds": took}
            log.info("request", extra=noted | {"request_id": request_id})
