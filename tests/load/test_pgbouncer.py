"""PostgreSQL behind PgBouncer in transaction mode, with its default settings: as without, but polled."""

import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.db.release_listener import ReleaseListener
from tests.fault_injection.polling_clients import count_errors, polling, slowest_response
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import SAMPLE_CONTENT, TIMEOUT, load_content, run_cli, running_server, start_process
from tests.fixtures.databases import open_engine
from tests.fixtures.deadlines import scaled
from tests.fixtures.pgbouncer import PGBOUNCER, pooled
from tests.fixtures.postgres import Postgres
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.test_replicas import RolloutResult, wait_for

pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="this machine has no PgBouncer")
POLLING_TIMEOUT = 10.0
"""Seconds until a server that polls serves the newest release."""


def roll(url: str, folder: Path, releases: int) -> RolloutResult:
    """Load releases in turn through the pooler while clients read from a server with two workers."""
    expected, slowest = dict([expected_digests(url)]), 0.0
    with ExitStack() as stack:
        server = stack.enter_context(running_server(database_url=url, port=0, access_log="false", workers=2))
        with polling([server.address] * 3, pause=0.01) as readers:
            for number in range(1, releases + 1):
                load(url, content_of(folder, number))
                began = time.perf_counter()
                release, digests = expected_digests(url)
                expected[release] = digests
                wait_for([server.address] * 8, release, POLLING_TIMEOUT)
                slowest = max(slowest, time.perf_counter() - began)
        assert server.stop() == 0
    answers = sum(len(reader.responses) for reader in readers)
    return RolloutResult(answers, dict(count_errors(readers, expected)), slowest_response(readers), slowest)


@pytest.mark.parametrize("releases", [3, pytest.param(100, marks=pytest.mark.torture)])
def test_load_serve_and_refresh_through_pgbouncer(
    releases: int, postgres: Postgres, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    with pooled(postgres.create()) as url:
        rolled = roll(load_content(url), tmp_path, releases)

    seen = f"{releases} releases, {rolled.answers:,} answers"
    # Workers poll by themselves, so a client of both may see the older release again for an interval.
    wrong = {name: count for name, count in rolled.wrong.items() if name != "back to an older release"}
    reliability.record_measurements(
        "releases through PgBouncer", "PostgreSQL", seen, replace(rolled, wrong=wrong)
    )
    assert wrong == {}
    assert rolled.answers > 100
    assert rolled.recovery < scaled(POLLING_TIMEOUT)


def listens(url: str) -> bool:
    with open_engine(url) as engine:
        listener = ReleaseListener(engine)
        try:
            listener.listen(lambda: None)
            return listener.fileno is not None
        finally:
            listener.close()


def test_session_that_a_pooler_shares_does_not_listen(postgres: Postgres) -> None:
    direct = postgres.create()
    with pooled(direct) as url:
        assert listens(direct)
        assert not listens(url)


def test_server_behind_a_pooler_is_ready(postgres: Postgres) -> None:
    with pooled(load_content(postgres.create())) as url, running_server(database_url=url, port=0) as server:
        ready = httpx.get(f"{server.address}/health/ready", trust_env=False, timeout=60).json()
    assert (ready["database"], ready["refresh"], ready["replica_lag_seconds"]) == (
        "reachable",
        "watching",
        None,
    )


def test_lock_timeout_holds_in_each_transaction(postgres: Postgres) -> None:
    with pooled(load_content(postgres.create())) as url, open_engine(url) as engine:
        for _ in range(3):
            with engine.connect() as connection:
                assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "10s"


def test_second_load_through_pgbouncer_waits_for_the_first(postgres: Postgres, tmp_path: Path) -> None:
    with (
        pooled(load_content(postgres.create())) as url,
        open_engine(url) as engine,
        engine.connect() as other,
    ):
        other.exec_driver_sql("SET LOCAL application_name = 'gutbone load, process 7 on elsewhere'")
        other.exec_driver_sql("LOCK TABLE current_release IN SHARE ROW EXCLUSIVE MODE")
        process = start_process("load", content_dir=content_of(tmp_path, 1), database_url=url)
        try:
            assert process.stderr is not None
            told = process.stderr.readline()
            other.rollback()
            out, errors = process.communicate(timeout=TIMEOUT)
        finally:
            process.kill()
    assert told.startswith("Waiting for gutbone load, process 7 on elsewhere (session ")
    assert process.returncode == 0, errors
    assert "1 changed: terms/regolith" in out


def test_pgbouncer_dry_run_and_migrate_change_nothing(postgres: Postgres) -> None:
    with pooled(load_content(postgres.create())) as url:
        assert run_cli("migrate", database_url=url).code == 0
        ended = run_cli("load", "--dry-run", database_url=url, content_dir=SAMPLE_CONTENT)
    assert "0 to add" in ended.out
    assert "Nothing was written" in ended.out
