"""Load generation: requests per second by wrk, and latencies of single requests on one connection."""

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
MAX_SECONDS = 60
"""No round is made longer than about this."""

GZIP = "Accept-Encoding: gzip"
"""The default: every server can send the same gzip body."""

PATHS_SCRIPT = Path(__file__).with_name("distinct.lua")
"""Requests the paths of a file in order; a repeated path invalidates the round."""


class InvalidRoundError(Exception):
    """A round is invalid: it had errors, or repeated a path that had to be new."""


def requests_per_second(url: str, seconds: float, *headers: str, paths: Path | None = None) -> float:
    """Return the requests per second that a server answers with 2xx or 3xx. Raises InvalidRoundError.

    A slow server may answer nothing in a short round: it gets a longer one.
    """
    _, core = cores()
    command = ["taskset", "--cpu-list", str(core), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s"]
    for header in headers or (GZIP,):
        command += ["-H", header]
    if paths:
        command += ["-s", str(PATHS_SCRIPT)]
    arguments = [str(paths)] if paths else []
    result = subprocess.run([*command, url, "--", *arguments], capture_output=True, text=True, check=True)
    if "Non-2xx" in result.stdout or "asked twice" in result.stdout:
        raise InvalidRoundError(f"{url}: {result.stdout}")
    match = re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)
    if not match:
        raise InvalidRoundError(f"{url}: {result.stdout}{result.stderr}")
    rate = float(match[1])
    if rate == 0 and seconds < MAX_SECONDS:
        return requests_per_second(url, 4 * seconds, *headers, paths=paths)
    if rate == 0:
        raise InvalidRoundError(f"{url}: no response in {seconds:g} s")
    return rate


def latencies(address: str, paths: Iterable[str]) -> list[float]:
    """Return the milliseconds of each request, sent one after the other on one connection."""
    parts = urlsplit(address)
    times = []
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for path in paths:
            started = time.perf_counter()
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{GZIP}\r\n\r\n".encode())
            _read(connection)
            times.append((time.perf_counter() - started) * 1000)
    return times


def _read(connection: socket.socket) -> None:
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _receive(connection)
    if not received.startswith(b"HTTP/1.1 200"):
        raise InvalidRoundError(received[:200].decode("latin-1"))
    length = re.search(rb"content-length: (\d+)", received[:end].lower())
    if not length:
        raise InvalidRoundError("a response without content-length")
    left = int(length[1]) - (len(received) - end - 4)
    while left > 0:
        left -= len(_receive(connection))


def _receive(connection: socket.socket) -> bytes:
    part = connection.recv(1 << 20)
    if not part:
        raise InvalidRoundError("the server closed the connection")
    return part


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile of at least two values."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
