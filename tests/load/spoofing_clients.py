"""Clients that spoof their address to exceed the rate limit."""

import random
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader

FREE = {304, 429}
TARGETS = [
    "/v1/terms/regolith",
    "/v1/terms?limit=1",
    "/v1/terms/nothing",
    "//v1/terms/regolith",
    "/health/../v1/terms/regolith",
    "/health/live/",
    "/health/live%2F..%2F..%2Fv1%2Fterms%2Fregolith",
    "/HEALTH/LIVE",
    "http://another.example/v1/terms/regolith",
]
NAMES = [
    "X-Forwarded-For",
    "x-forwarded-for",
    "X-FORWARDED-FOR",
    "X_Forwarded_For",
    "X-Real-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
    "Fastly-Client-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Originating-IP",
    "Remote-Addr",
    "Forwarded",
]
PLAIN = [
    'If-None-Match: W/"nothing"',
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: another.example",
    "Connection: X-Forwarded-For",
    "Via: 1.1 proxy.example",
    "Cookie: session=1",
    "Authorization: Bearer nobody",
    "Origin: https://another.example",
    "Accept-Encoding: br",
    "User-Agent: another/1.0",
]


@dataclass(frozen=True)
class TimedAnswer:
    """A response: its status and the times of request and response."""

    status: int
    sent: float
    received: float


def request(chance: random.Random, genuine: str | None, *, version: str) -> bytes:
    """Return one request; `genuine` is the address that a trusted proxy adds to what its client says."""
    method = chance.choice(["GET"] * 6 + ["HEAD", "OPTIONS", "DELETE"])
    fields = [f"Host: {chance.choice(['gutbone.test', '203.0.113.9', 'LOCALHOST:80', '[::1]'])}"]
    lies = chance.choices(NAMES, k=chance.choice([0, 1, 1, 3]))
    fields += [f"{name}: {'for=' * (name == 'Forwarded')}{random_address(chance)}" for name in lies]
    fields += chance.sample(PLAIN, chance.choice([0, 1, 3]))
    if genuine:
        text = chance.choice(
            [genuine, f"{random_address(chance)}, {genuine}", f"{genuine}:4711", f", {genuine}, 127.0.0.1"]
        )
        fields.append(f"{chance.choice(NAMES[:3])}: {text}")
    return "\r\n".join([f"{method} {chance.choice(TARGETS)} HTTP/{version}", *fields, "", ""]).encode()


def random_address(chance: random.Random) -> str:
    """Return a random address, possibly malformed."""
    four = ".".join(str(chance.randrange(256)) for _ in range(4))
    return chance.choice(
        [four, f"{four}:80", f"2001:db8::{chance.randrange(65536):x}", f'"[::ffff:{four}]"', "unknown"]
    )


class SpoofingClient(threading.Thread):
    """Sends pipelined requests as fast as possible over changing connections."""

    def __init__(self, address: str, seed: int, genuine: str | None = None) -> None:
        super().__init__(daemon=True)
        host, port = address.removeprefix("http://").split(":")
        self._place = (host, int(port))
        self._chance = random.Random(seed)
        self._genuine = genuine
        self._ending = threading.Event()
        self.answers: list[TimedAnswer] = []

    def run(self) -> None:
        while not self._ending.is_set():
            with (
                suppress(ConnectionError),
                socket.create_connection(self._place, timeout=60) as connection,
                connection.makefile("rb") as answers,
            ):
                while not self._ending.is_set() and self._asked(connection, answers):
                    pass

    def end(self) -> None:
        self._ending.set()
        self.join(timeout=120)
        assert not self.is_alive()

    def _asked(self, connection: socket.socket, answers: BufferedReader) -> bool:
        """Send pipelined requests and read their responses; return whether the connection is still open."""
        chance = self._chance
        last = chance.random() < 0.1
        batch = [request(chance, self._genuine, version="1.1") for _ in range(chance.choice([1, 1, 2, 8]))]
        if last:
            batch.append(request(chance, self._genuine, version="1.0"))
        began = time.monotonic()
        connection.sendall(b"".join(batch))
        for sent in batch:
            status = read_answer(answers, with_body=not sent.startswith(b"HEAD"))
            self.answers.append(TimedAnswer(status, began, time.monotonic()))
        return not last


def read_answer(answers: BufferedReader, *, with_body: bool) -> int:
    """Read one answer from a connection; return its status."""
    status, length = int(answers.readline().split()[1]), 0
    while (line := answers.readline().lower()) != b"\r\n":
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    if with_body and status != 304:
        answers.read(length)
    return status


def most_in_window(told: list[TimedAnswer], seconds: float) -> int:
    """Return the most responses that fall within one window of the given seconds."""
    return max(
        sum(first.sent <= other.sent and other.received < first.sent + seconds for other in told)
        for first in told
    )
