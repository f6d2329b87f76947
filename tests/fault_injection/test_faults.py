"""Each fault under load: reads stay right, the server says what is wrong, and comes back by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault_injection.fault_runner import PATIENCE, Drilled, drill
from tests.fault_injection.faults import Fault, Place
from tests.fault_injection.file_faults import FILE_FAULTS
from tests.fault_injection.postgres_faults import POSTGRES_FAULTS
from tests.fault_injection.releases import content_of
from tests.fault_injection.table_faults import TABLE_FAULTS
from tests.fault_injection.tcp_proxy import proxied
from tests.fixtures.cli import filled, serving
from tests.fixtures.deadlines import scaled
from tests.fixtures.postgres import Postgres, running
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
    with running(max_connections="24") as postgres:
        postgres.execute("CREATE ROLE guarded LOGIN PASSWORD 'secret' IN ROLE pg_read_all_data")
        postgres.execute("CREATE ROLE guest LOGIN")
        yield postgres


def each(faults: tuple[Fault, ...]) -> pytest.MarkDecorator:
    marks = [pytest.param(one, id=one.name, marks=[] if one.quick else pytest.mark.torture) for one in faults]
    return pytest.mark.parametrize("fault", marks)


def suffer(fault: Fault, place: Place, address: str) -> Drilled:
    return drill(
        address,
        place.url,
        lambda: fault.inject(place),
        lambda: fault.mend(place),
        content_of(place.folder, 1),
        starts_by=place.way if fault.refuses else None,
        visible=fault.says is not None,
    )


def assert_survived(fault: Fault, drilled: Drilled) -> None:
    assert drilled.wrong == {}
    assert drilled.answers > 50
    assert drilled.recovery < scaled(PATIENCE)
    if fault.says:
        assert drilled.problem
        assert fault.says in drilled.problem
    if drilled.start:
        assert drilled.start.code not in {0, None}
        assert drilled.start.out == ""
        assert len(drilled.start.err.splitlines()) == 1, drilled.start.err
        assert "secret" not in drilled.start.err


def test_every_fault_is_used_by_a_test() -> None:
    assert {one.name for one in POSTGRES_FAULTS + TABLE_FAULTS} >= EVERYWHERE | ON_THE_WAY
    assert {one.name for one in FILE_FAULTS + TABLE_FAULTS} >= EVERYWHERE


@each(POSTGRES_FAULTS + TABLE_FAULTS)
def test_postgresql_fault(
    fault: Fault, own_postgres: Postgres, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url = filled(own_postgres.create())
    with proxied(own_postgres.port) as proxy:
        name = url.rpartition("/")[2]
        way = own_postgres.url(name, proxy.port, "guarded:secret")
        with serving(database_url=way, port=0, access_log="false") as server:
            place = Place(url, way, server.process.pid, tmp_path, own_postgres, proxy)
            drilled = suffer(fault, place, server.address)
            assert server.end() == 0
    reliability.record_measurements(f"fault: {fault}", "PostgreSQL", "1", drilled)
    assert_survived(fault, drilled)


@each(FILE_FAULTS + TABLE_FAULTS)
def test_sqlite_fault(fault: Fault, tmp_path: Path, reliability: ReliabilityTable) -> None:
    url = filled(f"sqlite:///{tmp_path}/held.db")
    with serving(database_url=url, port=0, access_log="false") as server:
        place = Place(url, url, server.process.pid, tmp_path)
        drilled = suffer(fault, place, server.address)
        assert server.end() == 0
    reliability.record_measurements(f"fault: {fault}", "SQLite", "1", drilled)
    assert_survived(fault, drilled)
