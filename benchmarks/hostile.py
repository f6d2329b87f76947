"""Latency of ready answers while eight connections send hostile requests, one sort at a time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Thread
from urllib.parse import urlsplit

from benchmarks.hostile_requests import HOSTILE_REQUESTS, send_hostile
from benchmarks.load import latencies, percentile
from benchmarks.results import Target, table
from benchmarks.servers import ENTRY

ATTACKERS = 8
LIVE = "/health/live"
CALM = "calm"
MAX_RATIO = 5.0
MAX_LIVE_MS = 100.0


@dataclass(frozen=True)
class Latencies:
    """Milliseconds of a cached entry and of the health probe, while one sort of request comes."""

    name: str
    p50: float
    p99: float
    slowest_live: float


def measure_hostile(address: str, seconds: float) -> list[Latencies]:
    """Return the latencies on a quiet server, and under each sort of hostile request."""
    found = [_measured(CALM, address, seconds)]
    for name in HOSTILE_REQUESTS:
        with _attackers(address, name):
            found.append(_measured(name, address, seconds))
    return found


def section(found: list[Latencies]) -> str:
    """Return the table of the results."""
    rows = [
        [
            one.name,
            f"{one.p50:.2f}",
            f"{one.p99:.2f}",
            f"{one.p99 / found[0].p99:.1f}",
            f"{one.slowest_live:.1f}",
        ]
        for one in found
    ]
    head = ["8 connections send", "entry p50 ms", "entry p99 ms", "p99 ÷ calm", "slowest /health/live ms"]
    return table(head, rows)


def targets_of(found: list[Latencies]) -> list[Target]:
    """Return the targets of the worst sort of request."""
    calm, *attacked = found
    ratio = max(one.p99 for one in attacked) / calm.p99
    live = max(one.slowest_live for one in attacked)
    return [
        Target("entry p99 under hostile requests ÷ calm", ratio, MAX_RATIO, at_most=True, digits=1),
        Target(
            "slowest /health/live in ms under hostile requests", live, MAX_LIVE_MS, at_most=True, digits=1
        ),
    ]


def _measured(name: str, address: str, seconds: float) -> Latencies:
    entries, probes, end = list[float](), list[float](), time.monotonic() + seconds
    while time.monotonic() < end or len(entries) < 100:
        entries += latencies(address, [ENTRY] * 20)
        probes += latencies(address, [LIVE] * 2)
    return Latencies(name, percentile(entries, 50), percentile(entries, 99), max(probes))


@contextmanager
def _attackers(address: str, name: str) -> Iterator[None]:
    """Run the attackers in a process of their own until the block ends."""
    process = get_context("spawn").Process(target=_attack, args=(address, name), daemon=True)
    process.start()
    time.sleep(1)
    try:
        yield
    finally:
        process.kill()
        process.join()


def _attack(address: str, name: str) -> None:
    parts = urlsplit(address)
    threads = [
        Thread(target=_send_forever, args=((parts.hostname or "", parts.port or 80), name))
        for _ in range(ATTACKERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send_forever(address: tuple[str, int], name: str) -> None:
    while True:
        with suppress(OSError):
            send_hostile(address, HOSTILE_REQUESTS[name]())
