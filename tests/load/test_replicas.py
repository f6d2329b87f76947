"""Four servers on one PostgreSQL: each new release reaches all of them, whole, with no request lost."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fault_injection.polling_clients import count_errors, polling, slowest_response
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import load_content, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.http import request
from tests.fixtures.postgres import Postgres
from tests.fixtures.reliability_table import ReliabilityTable

REPLICAS = 4
PATIENCE = 5.0
"""Seconds until every replica must serve the newest release."""


@dataclass(frozen=True)
class RolloutResult:
    """What happened while releases were loaded; `recovery` is that of the slowest replica, in seconds."""

    answers: int
    wrong: dict[str, int]
    slowest: float
    recovery: float


def roll_out(postgres: Postgres, folder: Path, releases: int) -> RolloutResult:
    """Load releases in turn while clients ask every replica."""
    url = load_content(postgres.create())
    expected = dict([expected_digests(url)])
    slowest = 0.0
    with ExitStack() as stack:
        settings = {"database_url": url, "port": 0, "access_log": "false"}
        replicas = [stack.enter_context(running_server(**settings)) for _ in range(REPLICAS)]
        addresses = [replica.address for replica in replicas]
        with polling(addresses, pause=0.002) as readers:
            for number in range(1, releases + 1):
                load(url, content_of(folder, number))
                began = time.perf_counter()
                release, digests = expected_digests(url)
                expected[release] = digests
                wait_for(addresses, release)
                slowest = max(slowest, time.perf_counter() - began)
            last = {list(expected)[-1]}
            wait_until(lambda: {reader.responses[-1].head for reader in readers} == last)
        assert [replica.stop() for replica in replicas] == [0] * REPLICAS
    answers = sum(len(reader.responses) for reader in readers)
    return RolloutResult(answers, dict(count_errors(readers, expected)), slowest_response(readers), slowest)


def wait_for(addresses: list[str], release: str, patience: float = PATIENCE) -> None:
    """Wait until every address serves a release."""
    deadline = time.perf_counter() + scaled(patience)
    for address in addresses:
        while (served := release_at(address)) != release:
            assert time.perf_counter() < deadline, f"{address} still serves {served}"
            time.sleep(0.02)


def release_at(address: str) -> str:
    return request("HEAD", f"{address}/v1/terms").headers["Gutbone-Release"]


@pytest.mark.parametrize("releases", [3, pytest.param(100, marks=pytest.mark.torture)])
def test_every_release_reaches_every_replica(
    releases: int, postgres: Postgres, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    rolled = roll_out(postgres, tmp_path, releases)

    seen = f"{releases} releases, {REPLICAS} replicas, {rolled.answers:,} answers"
    reliability.record_measurements("releases under load", "PostgreSQL", seen, rolled)
    assert rolled.wrong == {}
    assert rolled.answers > 100
    assert rolled.recovery < scaled(PATIENCE)


def test_postgresql_announces_a_release_to_servers_that_poll_rarely(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = load_content(postgres.create())
    with running_server(database_url=url, port=0, refresh_interval=600) as server:
        wait_until(lambda: connections(postgres, url) == 1)
        load(url, content_of(tmp_path, 1))
        wait_for([server.address], expected_digests(url)[0])


def test_each_worker_keeps_one_connection_to_postgresql(postgres: Postgres) -> None:
    url = load_content(postgres.create())
    with running_server(database_url=url, port=0, workers=2, refresh_interval=0.1) as server:
        wait_until(lambda: connections(postgres, url) == 2)
        for path in ("/v1/terms", "/health/ready", "/v1/search?q=moon") * 20:
            assert request("GET", f"{server.address}{path}").status_code == 200
            assert connections(postgres, url) <= 2
        assert server.stop() == 0
    wait_until(lambda: connections(postgres, url) == 0)


def connections(postgres: Postgres, url: str) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    [(number,)] = postgres.execute(query, "postgres", url.rpartition("/")[2])
    return int(number)
