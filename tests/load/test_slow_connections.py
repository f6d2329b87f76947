"""Slow connections are closed at their timeout, and other clients see no delay."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import pytest

from benchmarks.load import percentile
from tests.fixtures.cli import ROOT, SEED, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.process_stats import ProcessStats
from tests.load.slow_clients import SlowConnection

RATE = 30
"""Searches a second that others send: a seventh of what one core answers, so that none waits for another."""
PATIENCE = 60.0
"""Seconds that the last of them may take to be accepted, on however busy a machine."""


@dataclass(frozen=True)
class Attack:
    """How many connections at once, and in seconds: the deadlines, the calm before and after, the grace.

    Beyond a deadline there is a tick of the server's clock, the making of the bundle, and a look from here.
    """

    number: int
    header_timeout: float
    body_timeout: float
    keep_alive_timeout: float
    write_timeout: float
    calm: float
    grace: float

    @property
    def deadlines(self) -> dict[str, float]:
        """Return the deadline of each kind of slow client."""
        return {
            "headers": self.header_timeout,
            "body": self.body_timeout,
            "reading": max(self.keep_alive_timeout, self.write_timeout),
        }

    @property
    def settings(self) -> dict[str, float]:
        """Return the settings of the server."""
        names = ("header_timeout", "body_timeout", "keep_alive_timeout", "write_timeout")
        return {name: getattr(self, name) for name in names}


class Client:
    """A client in a subprocess that prints into a file, so that it never blocks."""

    def __init__(self, module: str, folder: Path, port: int, *arguments: float) -> None:
        command = [sys.executable, "-m", f"tests.load.{module}", str(port), *map(str, arguments)]
        self._printed = folder / f"{module}.json"
        with self._printed.open("wb") as printed:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=printed)

    def wait_for_output(self) -> None:
        """Wait until it has printed anything."""
        wait_until(lambda: self._printed.stat().st_size > 0)

    def terminate_and_read(self) -> Any:
        """Terminate the process; return the last line of its output."""
        self.process.terminate()
        assert self.process.wait(timeout=120) == 0
        return json.loads(self._printed.read_bytes().splitlines()[-1])


def connection_lifetimes(
    stats: ProcessStats, others: set[int], attack: Attack
) -> dict[int, tuple[float, float]]:
    """Return when the server accepted and closed each slow connection, by port."""
    accepted: dict[int, float] = {}
    found: dict[int, tuple[float, float]] = {}
    ends = time.monotonic() + scaled(PATIENCE) + max(attack.deadlines.values())
    while len(found) < attack.number and time.monotonic() < ends:
        now, held = time.monotonic(), stats.clients() - others
        found |= {port: (accepted.pop(port), now) for port in accepted.keys() - held}
        accepted |= dict.fromkeys(held - accepted.keys(), now)
        time.sleep(0.25)
    return found | {port: (since, inf) for port, since in accepted.items()}


FULL_ATTACK = Attack(2_000, 10, 30, 30, 30, calm=15, grace=3)
SHORT_ATTACK = Attack(150, 1, 2, 2, 2, calm=1, grace=15)


@dataclass(frozen=True)
class AttackResult:
    """The fate of the slow connections, and the latency of others before and during the attack."""

    beyond: list[float]
    """Seconds that each stayed beyond its deadline; less than 0 where it went before."""
    unexplained: list[SlowConnection]
    """Those that were not told why."""
    orphaned_sockets: int
    descriptors: tuple[int, int]
    calm: list[float]
    meanwhile: list[float]
    statuses: set[int]


def run_attack(attack: Attack, folder: Path) -> AttackResult:
    """Hold slow connections open while another client sends at a constant rate."""
    url = loaded_database_url(folder / "real.db", SEED)
    with running_server(database_url=url, port=0, access_log="false", **attack.settings) as server:
        stats = ProcessStats.of_server(server)
        paced = Client("constant_rate_client", folder, stats.port, RATE)
        paced.wait_for_output()
        time.sleep(attack.calm)
        others, before, began = stats.clients(), stats.descriptors(), time.monotonic()
        slow = Client("slow_clients", folder, stats.port, attack.number)
        life = connection_lifetimes(stats, others, attack)
        orphans, result = len(stats.orphaned_sockets()), time.monotonic()
        time.sleep(attack.calm)
        after = stats.descriptors()
        held = [SlowConnection(**one) for one in slow.terminate_and_read()]
        answers = paced.terminate_and_read()
        assert server.stop() == 0
    assert len({one.port for one in held}) == attack.number
    lasted = {port: gone - accepted for port, (accepted, gone) in life.items()}
    return AttackResult(
        beyond=[lasted[one.port] - attack.deadlines[one.kind] for one in held],
        unexplained=[one for one in held if one.kind != "reading" and one.status != 408],
        orphaned_sockets=orphans,
        descriptors=(before, after),
        calm=[took for due, took, _ in answers if not began <= due <= result],
        meanwhile=[took for due, took, _ in answers if began <= due <= result],
        statuses={status for _, _, status in answers},
    )


@pytest.mark.parametrize(
    "attack", [SHORT_ATTACK, pytest.param(FULL_ATTACK, marks=pytest.mark.torture)], ids=["150", "2000"]
)
def test_slow_connections_time_out_without_delaying_others(
    attack: Attack, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    seen = run_attack(attack, tmp_path)
    calm, meanwhile = percentile(seen.calm, 99), percentile(seen.meanwhile, 99)
    inputs = (
        f"{attack.number:,} connections, the last closed {max(seen.beyond):+.1f} s from its deadline; "
        f"p99 of other clients {meanwhile * 1000:,.1f} ms, {calm * 1000:,.1f} ms without them"
    )
    grace = scaled(attack.grace)
    failures = sum(seconds > grace for seconds in seen.beyond) + len(seen.unexplained)
    reliability.record("slow connections", "SQLite", inputs, failures=failures, slowest=max(seen.meanwhile))
    assert max(seen.beyond) <= grace
    assert seen.unexplained == []
    assert seen.orphaned_sockets == 0
    assert seen.statuses == {200}
    before, after = seen.descriptors
    assert after <= before
    assert attack is SHORT_ATTACK or meanwhile < 5 * calm
