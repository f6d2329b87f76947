"""Full load for twenty minutes: no failure, no growth of memory or descriptors."""

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.content.invalid_content import edit
from tests.fault_injection.releases import load
from tests.fixtures.cli import ROOT, SEED, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.process_stats import ProcessStats
from tests.load.soak_clients import RequestMix

Say = Callable[[str], None]
TEN_MINUTES = 600.0
EVERYTHING = {*RequestMix(0).names, "slow headers"}
EVERY = 1.0
"""Seconds between two looks at the server."""


@dataclass(frozen=True)
class Plan:
    """Seconds: of the whole, until memory counts, and between two releases.

    A server is warm when its cache has been full and some releases have come and gone.
    """

    seconds: float
    warm: float
    release: float


@dataclass
class SoakSamples:
    """Samples of the warm server."""

    at: list[float] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    released: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Return how much memory a line gains in ten minutes, as a share of its mean.

        A release begins with an empty cache, so the line goes through the mean between each two of them.
        """
        spans = [
            [(at, size) for at, size in zip(self.at, self.resident, strict=True) if begin <= at < end]
            for begin, end in pairwise(self.released)
        ]
        columns = [tuple(zip(*span, strict=True)) for span in spans if span]
        times, sizes = zip(*([statistics.mean(column) for column in pair] for pair in columns), strict=True)
        slope: float = statistics.linear_regression(times, sizes).slope
        mean: float = statistics.mean(sizes)
        return slope * TEN_MINUTES / mean

    @property
    def drift(self) -> float:
        """Return by how many descriptors the last third differs from the first, each by its median."""
        third = len(self.descriptors) // 3
        return statistics.median(self.descriptors[-third:]) - statistics.median(self.descriptors[:third])


def release_of(folder: Path, number: int) -> Path:
    """Return the content with one sentence that no other number has."""
    copied = folder / "content"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(SEED, copied)
    old = "definition: The step in which nutrients pass from the gut into the blood."
    edit("terms/absorption.yaml", old, f"{old} Edition {number}.")(copied)
    return copied


def sample_server(
    plan: Plan, stats: ProcessStats, publish: Callable[[int], None], say: Callable[[str], None]
) -> SoakSamples:
    """Sample the server until the end, and load a new release from time to time."""
    watched, began, said = SoakSamples(), time.monotonic(), 0
    while (now := time.monotonic() - began) < plan.seconds:
        if now >= (len(watched.released) + 1) * plan.release:
            watched.released.append(now)
            publish(len(watched.released))
        resident, descriptors = stats.resident(), stats.descriptors()
        if now >= plan.warm:
            watched.at.append(now)
            watched.resident.append(resident)
            watched.descriptors.append(descriptors)
        if now // 60 >= said:
            said += 1
            say(f"minute {now // 60:.0f}: {resident / 1e6:.1f} MB, {descriptors} descriptors")
        time.sleep(EVERY)
    return watched


def soak(plan: Plan, folder: Path, say: Say) -> tuple[SoakSamples, dict[str, int], float]:
    """Run the soak; return the samples, the responses, and the slowest in seconds."""
    url = loaded_database_url(folder / "real.db", SEED)
    with running_server(database_url=url, port=0, access_log="false") as server:
        stats = ProcessStats.of_server(server)
        command = [sys.executable, "-m", "tests.load.soak_clients", str(stats.port), str(plan.seconds)]
        clients = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        watched = sample_server(plan, stats, lambda number: load(url, release_of(folder, number)), say)
        response = json.loads(clients.communicate(timeout=scaled(120))[0])
        assert server.stop() == 0
    say(json.dumps(response, indent=1))
    return watched, response["answers"], max(response["slowest"].values())


def wrong(answers: dict[str, int]) -> dict[str, int]:
    """Return the answers that were not right: refusals of an overload are among them."""
    return {what: number for what, number in answers.items() if what.endswith(" wrong")}


def test_short_soak(tmp_path: Path) -> None:
    watched, answers, _ = soak(Plan(seconds=scaled(12), warm=0, release=5), tmp_path, print)
    assert wrong(answers) == {}
    assert {what.rpartition(" ")[0] for what in answers} >= EVERYTHING
    assert watched.released


@pytest.mark.soak
def test_twenty_minute_soak(
    tmp_path: Path, reliability: ReliabilityTable, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    plan = Plan(seconds=1200, warm=480, release=100)
    watched, answers, slowest = soak(plan, tmp_path, say)
    inputs = (
        f"20 minutes, {sum(answers.values()):,} answers, {len(watched.released)} releases; memory "
        f"{watched.growth:+.2%} in 10 minutes at {statistics.mean(watched.resident) / 1e6:,.0f} MB, "
        f"descriptors {watched.drift:+g}"
    )
    say(inputs)
    reliability.record("soak", "SQLite", inputs, failures=sum(wrong(answers).values()), slowest=slowest)
    assert wrong(answers) == {}
    assert watched.growth < 0.01
    assert abs(watched.drift) <= 2
