"""Clients that poll servers during a fault, and record every response."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from itertools import cycle

PATHS = ("/v1/terms/regolith", "/v1/terms", "/v1/bundle", "/v1/claims/milk-and-craters", "/v1/guide")


@dataclass(frozen=True)
class PolledResponse:
    """A response: the release in its header and in its body, the digest of the body, and the latency."""

    path: str
    status: int
    head: str
    meta: str
    digest: str
    seconds: float


class PollingClient(threading.Thread):
    """A client with one connection, reopened when it breaks; `responses` are in order.

    `retries`: attempts before a failed request is recorded.
    """

    def __init__(self, address: str, pause: float = 0.0, retries: int = 0) -> None:
        super().__init__(daemon=True)
        self._place = address.removeprefix("http://")
        self._pause = pause
        self._retries = retries
        self._ending = threading.Event()
        self.responses: list[PolledResponse] = []
        self.connection_errors: list[str] = []

    def run(self) -> None:
        connection = HTTPConnection(self._place, timeout=60)
        for path in cycle(PATHS):
            if self._ending.wait(self._pause):
                break
            for left in range(self._retries, -1, -1):
                try:
                    self.responses.append(_request(connection, path))
                    break
                except (OSError, HTTPException) as error:
                    connection.close()
                    if not left:
                        self.connection_errors.append(f"{path}: {error!r}")
                        time.sleep(0.01)
        connection.close()

    def end(self) -> None:
        self._ending.set()
        self.join(timeout=120)
        assert not self.is_alive()


def _request(connection: HTTPConnection, path: str) -> PolledResponse:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - began
    meta = json.loads(body).get("meta", {}).get("release", "")
    return PolledResponse(
        path, answer.status, answer.headers["Gutbone-Release"], meta, sha256(body).hexdigest(), took
    )


@contextmanager
def polling(addresses: list[str], pause: float = 0.0, retries: int = 0) -> Iterator[list[PollingClient]]:
    """Run one polling client per address until the block ends."""
    readers = [PollingClient(address, pause, retries) for address in addresses]
    for reader in readers:
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.end()


def count_errors(readers: list[PollingClient], expected: dict[str, dict[str, str]]) -> Counter[str]:
    """Count wrong responses; `expected` has the digest of each path by release, oldest first."""
    order = list(expected)
    found: Counter[str] = Counter()
    for reader in readers:
        found["broken connection"] += len(reader.connection_errors)
        latest = 0
        for response in reader.responses:
            release = expected.get(response.head)
            if response.status != 200 or release is None:
                found["no answer of a release"] += 1
                continue
            found["two releases in one answer"] += (
                response.meta != response.head or release[response.path] != response.digest
            )
            found["back to an older release"] += order.index(response.head) < latest
            latest = order.index(response.head)
    return +found


def slowest_response(readers: list[PollingClient]) -> float:
    """Return the latency of the slowest response in seconds."""
    return max(response.seconds for reader in readers for response in reader.responses)
