"""Ten times more than a server can answer: it refuses quickly, answers on, and is soon well."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.gutbone import ROOT, Server, loaded, serving
from tests.conftest import SEED
from tests.machines.overload import Overload
from tests.machines.questions import post
from tests.machines.reliability import Reliability
from tests.machines.waiting import percentile

LAST = "Connection: close"
CHECK = post("/v1/check", {"items": ["natto"], "medicines": ["coumadin"]})


def overloaded(server: Server, seconds: float) -> Overload:
    """Overload a server from a process of its own; return what that saw."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.machines.overload", server.address.rpartition(":")[2], str(seconds)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=40 * seconds + 60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return Overload(**json.loads(ended.stdout))


@pytest.mark.torture
def test_ten_times_the_peak(tmp_path: Path, reliability: Reliability) -> None:
    url = loaded(tmp_path / "real.db", SEED)
    with serving(database_url=url, port=0, access_log="false") as server:
        seen = overloaded(server, seconds=5)
        assert server.end() == 0
    offered, peak = statistics.median(seen.offered), statistics.median(seen.peak)
    refused, ready = percentile(seen.refused, 99) * 1000, percentile(seen.ready, 99) * 1000
    inputs = (
        f"{offered:,.0f} searches a second offered, {seen.share:.0%} of the peak of {peak:,.0f} answered; "
        f"p99 {refused:,.0f} ms of refusals, {ready:,.0f} ms of what is ready"
    )
    failures = sum(number for status, number in seen.statuses.items() if status not in {"200", "503"})
    slowest, recovery = max(seen.answered), max(seen.recovery)
    reliability.write("overload", "SQLite", inputs, failures=failures, slowest=slowest, recovery=recovery)
    assert set(seen.statuses) == {"200", "503"}
    assert seen.share >= 0.8
    assert percentile(seen.refused, 99) < percentile(seen.answered, 50)
    assert recovery < 2
