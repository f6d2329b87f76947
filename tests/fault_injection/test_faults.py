"""Each fault under load: responses stay correct, the server reports the problem and recovers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from app.catalog.catalog import Catalog
from app.server.state import refresher
from app.server.state.release_holder import ReleaseHolder
from tests.fault_injection.fault_runner import RECOVERY_TIMEOUT, FaultResult, inject_fault
from tests.fault_injection.faults import Fault, FaultTarget
from tests.fault_injection.file_faults import FILE_FAULTS
from tests.fault_injection.postgres_faults import POSTGRES_FAULTS
from tests.fault_injection.releases import content_of
from tests.fault_injection.table_faults import TABLE_FAULTS
from tests.fault_injection.tcp_proxy import running_proxy
from tests.fixtures.cli import load_content, running_server
from tests.fixtures.databases import execute
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.postgres import Postgres, running_postgres
from tests.fixtures.reliability_table import ReliabilityTable

EVERYWHERE = {
    "file deleted",
    "file truncated",
    "file bit-flipped",
    "read-only",
    "locked",
    "half-applied migration",
    "schema too new",
    "schema too old",
    "release row torn",
    "descriptors exhausted",
}
"""Faults that every database can have; full disks and clocks have tests of their own."""
ON_THE_WAY = {
    "refused",
    "reset mid-query",
    "black hole",
    "5 s latency",
    "SIGSTOP",
    "kill -9 of the database",
    "wrong password",
    "too many connections",
}
"""Faults that only a database server can have."""


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL that nobody else needs, with two accounts more."""
    with running_postgres(max_connections="24") as postgres:
        postgres.execute("CREATE ROLE guarded LOGIN PASSWORD 'secret' IN ROLE pg_read_all_data")
        postgres.execute("CREATE ROLE guest LOGIN")
        yield postgres


def parametrize_faults(faults: tuple[Fault, ...]) -> pytest.MarkDecorator:
    marks = [pytest.param(one, id=one.name, marks=[] if one.fast else pytest.mark.torture) for one in faults]
    return pytest.mark.parametrize("fault", marks)


def run_fault(fault: Fault, target: FaultTarget, address: str) -> FaultResult:
    return inject_fault(
        address,
        target.url,
        lambda: fault.inject(target),
        lambda: fault.restore(target),
        content_of(target.folder, 1),
        starts_by=target.server_url if fault.blocks_startup else None,
        problem=fault.problem,
    )


def assert_survived(fault: Fault, result: FaultResult) -> None:
    assert result.wrong == {}
    assert result.answers > 50
    assert result.recovery < scaled(RECOVERY_TIMEOUT)
    if fault.problem:
        assert result.problem
        assert fault.problem in result.problem
    if result.start:
        assert result.start.code not in {0, None}
        assert result.start.out == ""
        assert len(result.start.err.splitlines()) == 1, result.start.err
        assert "secret" not in result.start.err


def test_every_fault_is_used_by_a_test() -> None:
    assert {one.name for one in POSTGRES_FAULTS + TABLE_FAULTS} >= EVERYWHERE | ON_THE_WAY
    assert {one.name for one in FILE_FAULTS + TABLE_FAULTS} >= EVERYWHERE


@parametrize_faults(POSTGRES_FAULTS + TABLE_FAULTS)
def test_postgresql_fault(
    fault: Fault, own_postgres: Postgres, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url = load_content(own_postgres.create())
    with running_proxy(own_postgres.port) as proxy:
        name = url.rpartition("/")[2]
        way = own_postgres.url(name, proxy.port, "guarded:secret")
        with running_server(database_url=way, port=0, access_log="false") as server:
            target = FaultTarget(url, way, server.process.pid, tmp_path, own_postgres, proxy)
            result = run_fault(fault, target, server.address)
            assert server.stop() == 0
    reliability.record_measurements(f"fault: {fault}", "PostgreSQL", "1", result)
    assert_survived(fault, result)


@parametrize_faults(FILE_FAULTS + TABLE_FAULTS)
def test_sqlite_fault(fault: Fault, tmp_path: Path, reliability: ReliabilityTable) -> None:
    url = load_content(f"sqlite:///{tmp_path}/gutbone.db")
    with running_server(database_url=url, port=0, access_log="false") as server:
        target = FaultTarget(url, url, server.process.pid, tmp_path)
        result = run_fault(fault, target, server.address)
        assert server.stop() == 0
    reliability.record_measurements(f"fault: {fault}", "SQLite", "1", result)
    assert_survived(fault, result)


def test_log_has_the_error_message_of_the_database(tmp_path: Path) -> None:
    url = load_content(f"sqlite:///{tmp_path}/gutbone.db")
    with running_server(database_url=url, port=0, refresh_interval=0.1) as server:
        execute(url, "ALTER TABLE current_release RENAME TO another")
        wait_until(lambda: '"event":"refresh"' in server.errors)
        [line] = [line for line in map(json.loads, server.errors.splitlines()) if line["event"] == "refresh"]
    assert "cannot be reached, or not be read" in line["problem"]
    assert "no such table: current_release" in line["reason"]


async def test_unexpected_refresh_error_is_logged_with_its_traceback(
    sample_catalog: Catalog,
    sample_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_connection: Connection) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(refresher, "replica_lag_seconds", fail)
    state = ReleaseHolder(sample_catalog, 1_000_000)
    async with refresher.Refresher(sample_engine, state, 60, check_at_start=True).lifespan(None):
        assert state.refresh_status
        assert state.refresh_status.state == "failing"
        assert "the log says why" in str(state.refresh_status.problem)
    assert "RuntimeError: a bug" in caplog.text
