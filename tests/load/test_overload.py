"""Ten times the capacity: fast rejection, sustained goodput, quick recovery."""

import asyncio
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.load import percentile
from tests.fixtures.cli import ROOT, SEED, Server, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.overload_clients import UP, OverloadResult
from tests.load.process_stats import ProcessStats
from tests.load.raw_client import RawClient, TimedResponse, open_clients
from tests.load.request_bytes import get, post

WAITING = 8
CROWD = 200
CHECK = post("/v1/check", {"items": ["natto"], "medicines": ["coumadin"]})


def overloaded(server: Server, seconds: float) -> OverloadResult:
    """Overload a server from a subprocess; return its result."""
    stats = ProcessStats.of_server(server)
    asked = [stats.port, stats.process, seconds]
    result = subprocess.run(
        [sys.executable, "-m", "tests.load.overload_clients", *map(str, asked)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=scaled(40 * seconds + 60),
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return OverloadResult(**json.loads(result.stdout))


@pytest.mark.torture
def test_overload_at_ten_times_peak_rate(tmp_path: Path, reliability: ReliabilityTable) -> None:
    url = loaded_database_url(tmp_path / "real.db", SEED)
    with running_server(database_url=url, port=0, access_log="false") as server:
        seen = overloaded(server, seconds=5)
        assert server.stop() == 0
    offered, peak = statistics.median(seen.offered), statistics.median(seen.peak)
    refused, ready = percentile(seen.refused, 99) * 1000, percentile(seen.ready, 99) * 1000
    inputs = (
        f"{offered:,.0f} searches a second offered, {seen.share:.0%} of the peak of {peak:,.0f} answered, "
        f"{seen.share_of_core:.0%} by time on a core; "
        f"p99 {refused:,.0f} ms of refusals, {ready:,.0f} ms of what is ready"
    )
    failures = sum(number for status, number in seen.statuses.items() if status not in {"200", "503"})
    slowest, recovery = max(seen.answered), max(seen.recovery)
    reliability.record("overload", "SQLite", inputs, failures=failures, slowest=slowest, recovery=recovery)
    assert set(seen.statuses) == {"200", "503"}
    assert seen.share >= 0.8
    assert percentile(seen.refused, 50) < percentile(seen.answered, 50)
    assert percentile(seen.refused, 99) < 0.25
    assert recovery < 2


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[Server]:
    """Return a server with a short request queue."""
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0, access_log="false", max_queued_requests=WAITING) as server:
        yield server
        assert server.stop() == 0
        assert '"overloaded"' in server.errors


async def at_once(server: Server, requests: list[bytes]) -> list[TimedResponse]:
    """Return the responses to simultaneous requests on separate connections."""
    async with open_clients(ProcessStats.of_server(server).port, len(requests)) as clients:
        await asyncio.gather(*(client.send(UP) for client in clients))
        return await asyncio.gather(*map(RawClient.send, clients, requests))


def distinct(path: str, *fields: str) -> list[bytes]:
    return [get(f"{path}{number}", *fields) for number in range(CROWD)]


@pytest.mark.parametrize(
    "requests",
    [distinct("/v1/search?q=dew+"), distinct("/v1/search?q=dew+", "Connection: close"), [CHECK] * CROWD],
    ids=["plain", "last", "check"],
)
async def test_full_queue_answers_503_at_once(narrow: Server, requests: list[bytes]) -> None:
    response = await at_once(narrow, requests)
    refused = [one for one in response if one.status == 503]
    assert {one.status for one in response} == {200, 503}
    assert len(response) - len(refused) >= WAITING
    for one in refused:
        problem = json.loads(one.body)
        assert (problem["type"], problem["status"]) == ("/docs/errors#overloaded", 503)
        assert b"content-type: application/problem+json\r\n" in one.head
        assert b"retry-after: 1\r\n" in one.head
        assert f"request-id: {problem['request_id']}\r\n".encode() in one.head
    afterwards = await at_once(narrow, requests[:WAITING])
    assert {one.status for one in afterwards} == {200}


async def test_cached_answers_and_health_are_exempt_from_load_shedding(narrow: Server) -> None:
    ready = get("/v1/terms")
    await at_once(narrow, [ready])
    response = await at_once(narrow, [*distinct("/v1/search?q=dew+"), *[ready, UP] * CROWD])
    assert {one.status for one in response[:CROWD]} == {200, 503}
    assert {one.status for one in response[CROWD:]} == {200}


async def test_shed_requests_are_counted_in_the_log_instead_of_a_line_each(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0, max_queued_requests=WAITING) as server:
        responses = await at_once(server, distinct("/v1/search?q=dew+"))
        shed = sum(one.status == 503 for one in responses)
        wait_until(lambda: '"shed requests"' in server.errors)
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.errors.splitlines()]
    assert shed > 0
    assert sum(line["requests"] for line in lines if line["event"] == "shed requests") == shed
    requests = [line for line in lines if line["event"] == "request"]
    # Each connection sent a probe first.
    assert [line["status"] for line in requests] == [200] * (2 * CROWD - shed)
