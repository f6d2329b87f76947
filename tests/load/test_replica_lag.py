"""PostgreSQL standbys: one that lags says so, and behind nginx no client sees a release go back."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url

from tests.fault_injection.releases import content_of, load
from tests.fixtures.cli import load_content, running_server
from tests.fixtures.deadlines import wait_until
from tests.fixtures.postgres import Postgres, running_postgres
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.test_replicas import release_at, wait_for
from tests.packaging.test_compose import NGINX, nginx, until_it_answers
from tests.server.metrics_scraper import server_with_metrics

CLIENTS = 8
LOADS = 4


@pytest.fixture(scope="module")
def primary() -> Iterator[Postgres]:
    """Return a primary of its own: a standby copies all of it."""
    with running_postgres() as server:
        yield server


@contextmanager
def standby(primary: Postgres) -> Iterator[Postgres]:
    with running_postgres(primary, hot_standby="on") as server:
        yield server


def url_at(server: Postgres, url: str) -> str:
    return server.url(str(make_url(url).database))


def ready(address: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{address}/health/ready", trust_env=False, timeout=60).json()
    return answer


def test_replica_that_lags_says_so(primary: Postgres, tmp_path: Path) -> None:
    url = load_content(primary.create())
    with (
        standby(primary) as replica,
        server_with_metrics(database_url=url_at(replica, url), refresh_interval=0.2) as seen,
    ):
        address = seen.server.address
        wait_until(lambda: ready(address)["replica_lag_seconds"] is not None)
        assert ready(address)["refresh"] == "watching"

        replica.execute("SELECT pg_wal_replay_pause()")
        before = release_at(address)
        load(url, content_of(tmp_path, 1))
        wait_until(lambda: ready(address)["refresh"] == "lagging", seconds=60)
        answer = ready(address)
        assert answer["status"] == "ready"
        assert answer["release"] == before
        assert answer["replica_lag_seconds"] > 10
        assert "behind its primary" in answer["refresh_problem"]
        seen.wait_for("gutbone_replica_lag_seconds", lambda samples: samples["0",] > 10)
        assert seen.samples("gutbone_refresh_failing") == {("0",): 0}

        replica.execute("SELECT pg_wal_replay_resume()")
        wait_until(lambda: ready(address)["refresh"] == "watching")
        wait_until(lambda: release_at(address) != before)
        seen.wait_for("gutbone_replica_lag_seconds", lambda samples: samples["0",] == 0)


def test_replica_of_idle_primary_has_no_lag(primary: Postgres) -> None:
    url = load_content(primary.create())
    with standby(primary) as replica, running_server(database_url=url_at(replica, url), port=0) as server:
        wait_until(lambda: ready(server.address)["replica_lag_seconds"] == 0)
        idle = "SELECT now() - pg_last_xact_replay_timestamp() > interval '3 seconds'"
        wait_until(lambda: replica.execute(idle) in ([(True,)], [(None,)]))
        assert ready(server.address)["replica_lag_seconds"] == 0


def test_replica_without_its_primary_counts_the_seconds(tmp_path: Path) -> None:
    with running_postgres() as primary:
        url = load_content(primary.create())
        with standby(primary) as replica:
            load(url, content_of(tmp_path, 1))
            with running_server(database_url=url_at(replica, url), port=0, refresh_interval=0.2) as server:
                wait_until(lambda: ready(server.address)["replica_lag_seconds"] == 0)
                primary.stop(signal.SIGQUIT)
                wait_until(lambda: ready(server.address)["replica_lag_seconds"] > 0)
                assert ready(server.address)["database"] == "reachable"


@dataclass
class Visitor:
    """A client with an address of its own that opens a connection for each request."""

    front: str
    source: str
    releases: list[str] = field(default_factory=list)
    failures: int = 0

    def ask(self, times: int) -> None:
        for _ in range(times):
            connection = HTTPConnection(self.front, timeout=60, source_address=(self.source, 0))
            connection.request("GET", "/v1/terms/regolith")
            answer = connection.getresponse()
            answer.read()
            self.failures += answer.status != 200
            self.releases.append(answer.headers["Gutbone-Release"])
            connection.close()

    def steps_back(self, order: list[str]) -> int:
        places = [order.index(release) for release in self.releases]
        return sum(later < earlier for earlier, later in pairwise(places))


@pytest.mark.skipif(NGINX is None, reason="this machine has no nginx")
@pytest.mark.parametrize("requests", [1_000, pytest.param(10_000, marks=pytest.mark.torture)])
def test_no_client_sees_a_release_go_back_behind_nginx(
    requests: int, primary: Postgres, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url, each = load_content(primary.create()), ceil(requests / CLIENTS / LOADS)
    with ExitStack() as stack:
        replicas = [stack.enter_context(standby(primary)) for _ in range(2)]
        current, lagging = [
            stack.enter_context(running_server(database_url=url_at(replica, url), port=0, access_log="false"))
            for replica in replicas
        ]
        addresses = {"api-1": current.address, "api-2": lagging.address}
        front = stack.enter_context(nginx(addresses, tmp_path))
        until_it_answers(front)
        replicas[1].execute("SELECT pg_wal_replay_pause()")
        order = [release_at(current.address)]
        visitors = [Visitor(front.removeprefix("http://"), f"127.0.1.{one}") for one in range(1, CLIENTS + 1)]
        for number in range(1, LOADS + 1):
            threads = [threading.Thread(target=one.ask, args=(each,)) for one in visitors]
            for thread in threads:
                thread.start()
            load(url, content_of(tmp_path, number))
            wait_until(lambda: release_at(current.address) not in order)
            order.append(release_at(current.address))
            for thread in threads:
                thread.join()
        began = time.monotonic()
        replicas[1].execute("SELECT pg_wal_replay_resume()")
        wait_for([lagging.address], order[-1])
        caught_up = time.monotonic() - began
        for one in visitors:
            one.ask(1)

    asked = sum(len(one.releases) for one in visitors)
    steps = sum(one.steps_back(order) for one in visitors)
    failures = steps + sum(one.failures for one in visitors)
    seen = f"{asked:,} connections"
    reliability.record("nginx, a replica lags", "PostgreSQL", seen, failures=failures, recovery=caught_up)
    assert asked >= requests
    assert failures == 0
    # Both replicas were asked: the one that lags kept its clients at the first release.
    assert {len(set(one.releases)) for one in visitors} >= {2}
    assert any(len(set(one.releases)) > 2 for one in visitors)
