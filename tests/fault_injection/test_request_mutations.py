"""Mutated requests are rejected or the connection is closed, and the server stays healthy."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.fault_injection.load_generator import generate_load
from tests.fault_injection.polling_clients import PATHS
from tests.fault_injection.server_log import read_log
from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.process_stats import ProcessStats

SEED = 20261127
INPUTS = [2_000, pytest.param(50_000, marks=pytest.mark.torture)]
WARM_UP = 0.1
"""Part of the inputs, beside them, after which memory is looked at for the first time."""
GROWTH = 20_000_000
SECONDS = dict.fromkeys(["header_timeout", "body_timeout", "keep_alive_timeout"], 1)
WAYS = {"true": "fast path", "false": "application"}


@pytest.fixture(params=list(WAYS), ids=list(WAYS.values()))
def fast_path(request: pytest.FixtureRequest) -> str:
    """Return whether the server has its fast path."""
    return str(request.param)


@pytest.fixture
def server(fast_path: str, tmp_path: Path) -> Iterator[Server]:
    """Return a server with short deadlines; it ends in order."""
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(
        database_url=url, port=0, fast_path=fast_path, access_log="false", **SECONDS
    ) as server:
        yield server
        assert server.stop() == 0


def resident(server: Server) -> int:
    """Return the resident memory of a server in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def descriptors(server: Server) -> int:
    """Return how many files a server has open, once its connections are gone."""
    stats = ProcessStats.of_server(server)
    wait_until(lambda: not stats.clients())
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def answers(server: Server) -> dict[str, bytes]:
    """Return what a server answers to well-formed requests."""
    with httpx.Client(base_url=server.address, trust_env=False, timeout=scaled(60)) as client:
        return {path: client.get(path).raise_for_status().content for path in PATHS}


@pytest.mark.parametrize("inputs", INPUTS)
def test_mutated_requests_are_rejected_or_closed(
    server: Server, fast_path: str, inputs: int, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    port, before = int(server.address.rpartition(":")[2]), answers(server)
    generate_load(port, SEED + 1, int(WARM_UP * inputs), tmp_path)
    memory, files = resident(server), descriptors(server)
    seen = generate_load(port, SEED, inputs, tmp_path)
    files_after, grown = descriptors(server), resident(server) - memory
    strange = read_log(server, "client disconnected").strange
    failures = len(seen.wrong) + len(strange)
    summary = (
        f"{seen.inputs:,} inputs, {seen.malformed:,} malformed; memory grew by {max(0, grown) / 1e6:.1f} MB"
    )
    reliability.record(
        f"mutated bytes, {WAYS[fast_path]}", "SQLite", summary, failures=failures, slowest=seen.slowest
    )
    assert seen.wrong == {}, f"the inputs with seed {SEED} are kept in {tmp_path}"
    assert strange == []
    assert seen.inputs == inputs
    assert inputs / 4 < seen.malformed < inputs * 3 / 4
    assert {200, 400, 404, 405, 414, 422, 431} <= seen.statuses.keys()
    assert grown < GROWTH
    assert files_after == files
    assert answers(server) == before
