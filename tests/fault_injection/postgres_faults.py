"""Faults of a PostgreSQL server and of the connection to it."""

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.fault_injection import tcp_proxy
from tests.fault_injection.faults import Fault, FaultTarget, Step
from tests.fault_injection.table_faults import CHECKSUM_CHANGED
from tests.fixtures.databases import execute
from tests.fixtures.postgres import Postgres

held: dict[str, list[psycopg.Connection]] = {}


def passes(fault: tcp_proxy.Fault) -> Step:
    """Return a step that sets the fault of the proxy."""

    def step(target: FaultTarget) -> None:
        assert target.proxy
        target.proxy.fault = fault

    return step


def signalled(by: signal.Signals) -> Step:
    """Return a step that signals the database server and all that it started."""

    def step(target: FaultTarget) -> None:
        assert target.postgres
        for pid in target.postgres.pids:
            os.kill(pid, by)

    return step


def killed(target: FaultTarget) -> None:
    """Kill the database server with SIGKILL."""
    assert target.postgres
    target.postgres.stop(signal.SIGKILL)


def started(target: FaultTarget) -> None:
    """Start the database server again."""
    assert target.postgres
    target.postgres.start()


def stopped(target: FaultTarget) -> None:
    """Stop the database server (fast shutdown)."""
    assert target.postgres
    target.postgres.stop()


def cut(target: FaultTarget) -> None:
    """End every connection to the database."""
    sql(target, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name_of(target))


def name_of(target: FaultTarget) -> str:
    """Return the name of the database."""
    return str(make_url(target.url).database)


def sql(target: FaultTarget, statement: str, *values: object) -> None:
    """Execute a statement in the maintenance database."""
    assert target.postgres
    target.postgres.execute(statement, "postgres", *values)


def execute_sql(*statements: str) -> Step:
    """Return a step that executes statements about the database, then cuts its connections."""

    def step(target: FaultTarget) -> None:
        for statement in statements:
            sql(target, statement.format(name=name_of(target)))
        cut(target)

    return step


def crowded(target: FaultTarget) -> None:
    """Take every connection of the database, so that the server has none."""
    assert target.postgres
    taken = held.setdefault(target.url, [])
    connected = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'guarded'"
    full = False
    while not full:
        cut(target)
        fill(target.postgres, taken)
        # Whoever was there before gives its place back a moment after it is gone.
        time.sleep(0.5)
        full = fill(target.postgres, taken) == 0 and target.postgres.execute(connected) == [(0,)]


def fill(postgres: Postgres, taken: list[psycopg.Connection]) -> int:
    """Take every connection that is left; return how many there were."""
    before = len(taken)
    try:
        while True:
            taken.append(psycopg.connect(postgres.url("postgres", user="guest"), connect_timeout=5))
    except psycopg.OperationalError:
        return len(taken) - before


def released(target: FaultTarget) -> None:
    """Give back what was taken."""
    for connection in held.pop(target.url):
        connection.close()


def locked(target: FaultTarget) -> None:
    """Lock the table that every refresh reads."""
    connection = psycopg.connect(target.url)
    connection.execute("LOCK TABLE current_release IN ACCESS EXCLUSIVE MODE")
    held[target.url] = [connection]


def without_descriptors(target: FaultTarget) -> None:
    """Leave the server no file descriptor for a new connection to the database, which is cut."""
    resource.prlimit(target.server, resource.RLIMIT_NOFILE, (3, 4096))
    cut(target)


def with_descriptors(target: FaultTarget) -> None:
    """Give the server its file descriptors back."""
    resource.prlimit(target.server, resource.RLIMIT_NOFILE, (1024, 4096))


def file(target: FaultTarget) -> Path:
    """Return the file in which the database server keeps what is served."""
    assert target.postgres
    ((found,),) = target.postgres.execute("SELECT pg_relation_filepath('read_model')", name_of(target))
    return target.postgres.data / str(found)


def aside(target: FaultTarget) -> Path:
    """Return where the whole file is kept meanwhile."""
    return target.folder / "held.aside"


def harmed(harm: Callable[[Path], None]) -> Step:
    """Return a step that harms the file while the database server is down, as it would not see it else."""

    def step(target: FaultTarget) -> None:
        execute(target.url, CHECKSUM_CHANGED)
        found = file(target)
        stopped(target)
        shutil.copy(found, aside(target))
        harm(found)
        started(target)

    return step


def restored(target: FaultTarget) -> None:
    """Put back what the file held; whose it is does not change."""
    found = file(target)
    stopped(target)
    owner = found.parent.stat()
    shutil.copy(aside(target), found)
    os.chown(found, owner.st_uid, owner.st_gid)
    started(target)


def truncate(file: Path) -> None:
    """Cut a file in half."""
    os.truncate(file, file.stat().st_size // 2)


def flip(file: Path) -> None:
    """Flip one bit in every page of a file."""
    data = bytearray(file.read_bytes())
    for start in range(5000, len(data), 8192):
        data[start] ^= 0x10
    file.write_bytes(data)


POSTGRES_FAULTS = (
    Fault("refused", passes(tcp_proxy.Fault.REFUSED), passes(tcp_proxy.Fault.NONE), fast=True),
    Fault("reset mid-query", passes(tcp_proxy.Fault.RESET), passes(tcp_proxy.Fault.NONE)),
    Fault("black hole", passes(tcp_proxy.Fault.BLACK_HOLE), passes(tcp_proxy.Fault.NONE), fast=True),
    Fault("5 s latency", passes(tcp_proxy.Fault.LATENCY), passes(tcp_proxy.Fault.NONE)),
    Fault("SIGSTOP", signalled(signal.SIGSTOP), signalled(signal.SIGCONT)),
    Fault("kill -9 of the database", killed, started),
    Fault("restart of the database", stopped, started),
    Fault(
        "wrong password",
        execute_sql("ALTER ROLE guarded PASSWORD 'another'"),
        execute_sql("ALTER ROLE guarded PASSWORD 'secret'"),
    ),
    Fault("too many connections", crowded, released),
    Fault(
        "read-only",
        execute_sql("ALTER DATABASE {name} SET default_transaction_read_only = on"),
        execute_sql("ALTER DATABASE {name} RESET default_transaction_read_only"),
        problem=None,
        blocks_startup=False,
    ),
    Fault(
        "database renamed away",
        execute_sql("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"),
        execute_sql("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"),
    ),
    Fault("file deleted", harmed(Path.unlink), restored, problem="database"),
    Fault("file truncated", harmed(truncate), restored, problem="database"),
    Fault("file bit-flipped", harmed(flip), restored, problem="database"),
    Fault("locked", locked, released),
    Fault("descriptors exhausted", without_descriptors, with_descriptors, blocks_startup=False),
)
