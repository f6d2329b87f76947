"""Asking: requests a second by wrk, and the time of single requests over one connection."""

import re
import socket
import statistics
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.machine import cores

CONNECTIONS = 16
GZIP = "Accept-Encoding: gzip"
"""All contenders are asked the same, and all can send the same compressed body."""

CYCLE = Path(__file__).with_name("distinct.lua")
"""Asks for the paths of a file, one after the other; past the last it stops being a fair question."""


class InvalidRoundError(Exception):
    """A round did not measure what it says: errors, or questions asked twice."""


def requests_per_second(url: str, seconds: float, *headers: str, paths: Path | None = None) -> float:
    """Return the requests a second that a server answers with 2xx or 3xx. Raises InvalidRoundError."""
    _, core = cores()
    command = ["taskset", "--cpu-list", str(core), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s"]
    for header in headers or (GZIP,):
        command += ["-H", header]
    if paths:
        command += ["-s", str(CYCLE)]
    asked = [str(paths)] if paths else []
    ended = subprocess.run([*command, url, "--", *asked], capture_output=True, text=True, check=True)
    if "Non-2xx" in ended.stdout or "asked twice" in ended.stdout:
        raise InvalidRoundError(f"{url}: {ended.stdout}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", ended.stdout)
    if not found:
        raise InvalidRoundError(f"{url}: {ended.stdout}{ended.stderr}")
    return float(found[1])


def latencies(address: str, paths: Iterable[str]) -> list[float]:
    """Return the milliseconds of each request, asked one after the other over one connection."""
    parts = urlsplit(address)
    took = []
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for path in paths:
            began = time.perf_counter()
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{GZIP}\r\n\r\n".encode())
            _read(connection)
            took.append((time.perf_counter() - began) * 1000)
    return took


def _read(connection: socket.socket) -> None:
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    if not received.startswith(b"HTTP/1.1 200"):
        raise InvalidRoundError(received[:200].decode("latin-1"))
    length = re.search(rb"content-length: (\d+)", received[:end].lower())
    if not length:
        raise InvalidRoundError("an answer without its length")
    left = int(length[1]) - (len(received) - end - 4)
    while left > 0:
        left -= len(_more(connection))


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(1 << 20)
    if not part:
        raise InvalidRoundError("the server hung up")
    return part


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile of at least two values."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
