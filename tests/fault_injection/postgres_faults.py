"""Faults of a database server and of the way to it."""

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
from tests.fault_injection.faults import Fault, Place, Step
from tests.fault_injection.table_faults import NOTED
from tests.fixtures.databases import execute
from tests.fixtures.postgres import Postgres

held: dict[str, list[psycopg.Connection]] = {}


def passes(fault: tcp_proxy.Fault) -> Step:
    """Return a step that lets the proxy do something."""

    def step(place: Place) -> None:
        assert place.proxy
        place.proxy.fault = fault

    return step


def signalled(by: signal.Signals) -> Step:
    """Return a step that signals the database server and all that it started."""

    def step(place: Place) -> None:
        assert place.postgres
        for pid in place.postgres.pids:
            os.kill(pid, by)

    return step


def killed(place: Place) -> None:
    """Kill the database server as nothing can prepare for."""
    assert place.postgres
    place.postgres.stop(signal.SIGKILL)


def started(place: Place) -> None:
    """Start the database server again."""
    assert place.postgres
    place.postgres.start()


def stopped(place: Place) -> None:
    """End the database server in order, at once."""
    assert place.postgres
    place.postgres.stop()


def cut(place: Place) -> None:
    """End every connection to the database."""
    sql(place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name_of(place))


def name_of(place: Place) -> str:
    """Return the name of the database."""
    return str(make_url(place.url).database)


def sql(place: Place, statement: str, *values: object) -> None:
    """Execute a statement beside the database."""
    assert place.postgres
    place.postgres.execute(statement, "postgres", *values)


def told(*statements: str) -> Step:
    """Return a step that executes statements about the database, then cuts its connections."""

    def step(place: Place) -> None:
        for statement in statements:
            sql(place, statement.format(name=name_of(place)))
        cut(place)

    return step


def crowded(place: Place) -> None:
    """Take every connection that the database has to give, until the server has none left."""
    assert place.postgres
    taken = held.setdefault(place.url, [])
    connected = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'guarded'"
    full = False
    while not full:
        cut(place)
        fill(place.postgres, taken)
        # Whoever was there before gives its place back a moment after it is gone.
        time.sleep(0.5)
        full = fill(place.postgres, taken) == 0 and place.postgres.execute(connected) == [(0,)]


def fill(postgres: Postgres, taken: list[psycopg.Connection]) -> int:
    """Take every connection that is left; return how many there were."""
    before = len(taken)
    try:
        while True:
            taken.append(psycopg.connect(postgres.url("postgres", user="guest"), connect_timeout=5))
    except psycopg.OperationalError:
        return len(taken) - before


def released(place: Place) -> None:
    """Give back what was taken."""
    for connection in held.pop(place.url):
        connection.close()


def locked(place: Place) -> None:
    """Lock the table that every look reads."""
    connection = psycopg.connect(place.url)
    connection.execute("LOCK TABLE current_release IN ACCESS EXCLUSIVE MODE")
    held[place.url] = [connection]


def without_descriptors(place: Place) -> None:
    """Leave the server no file descriptor for a new connection to the database, which is cut."""
    resource.prlimit(place.server, resource.RLIMIT_NOFILE, (3, 4096))
    cut(place)


def with_descriptors(place: Place) -> None:
    """Give the server its file descriptors back."""
    resource.prlimit(place.server, resource.RLIMIT_NOFILE, (1024, 4096))


def file(place: Place) -> Path:
    """Return the file in which the database server keeps what is served."""
    assert place.postgres
    ((found,),) = place.postgres.execute("SELECT pg_relation_filepath('read_model')", name_of(place))
    return place.postgres.data / str(found)


def aside(place: Place) -> Path:
    """Return where the whole file is kept meanwhile."""
    return place.folder / "held.aside"


def harmed(harm: Callable[[Path], None]) -> Step:
    """Return a step that harms the file while the database server is down, as it would not see it else."""

    def step(place: Place) -> None:
        execute(place.url, NOTED)
        found = file(place)
        stopped(place)
        shutil.copy(found, aside(place))
        harm(found)
        started(place)

    return step


def restored(place: Place) -> None:
    """Put back what the file held; whose it is does not change."""
    found = file(place)
    stopped(place)
    owner = found.parent.stat()
    shutil.copy(aside(place), found)
    os.chown(found, owner.st_uid, owner.st_gid)
    started(place)


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
    Fault("refused", passes(tcp_proxy.Fault.REFUSED), passes(tcp_proxy.Fault.NONE), quick=True),
    Fault("reset mid-query", passes(tcp_proxy.Fault.RESET), passes(tcp_proxy.Fault.NONE)),
    Fault("black hole", passes(tcp_proxy.Fault.BLACK_HOLE), passes(tcp_proxy.Fault.NONE), quick=True),
    Fault("5 s latency", passes(tcp_proxy.Fault.LATENCY), passes(tcp_proxy.Fault.NONE)),
    Fault("SIGSTOP", signalled(signal.SIGSTOP), signalled(signal.SIGCONT)),
    Fault("kill -9 of the database", killed, started),
    Fault("restart of the database", stopped, started),
    Fault(
        "wrong password",
        told("ALTER ROLE guarded PASSWORD 'another'"),
        told("ALTER ROLE guarded PASSWORD 'secret'"),
    ),
    Fault("too many connections", crowded, released),
    Fault(
        "read-only",
        told("ALTER DATABASE {name} SET default_transaction_read_only = on"),
        told("ALTER DATABASE {name} RESET default_transaction_read_only"),
        says=None,
        refuses=False,
    ),
    Fault(
        "database renamed away",
        told("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"),
        told("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"),
    ),
    Fault("file deleted", harmed(Path.unlink), restored, says="database"),
    Fault("file truncated", harmed(truncate), restored, says="database"),
    Fault("file bit-flipped", harmed(flip), restored, says="database"),
    Fault("locked", locked, released),
    Fault("descriptors exhausted", without_descriptors, with_descriptors, refuses=False),
)
