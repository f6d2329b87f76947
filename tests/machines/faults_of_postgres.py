"""Faults of a database server and of the way to it."""

import os
import resource
import signal

import psycopg
from sqlalchemy import make_url

from tests.machines import proxy
from tests.machines.faults import Fault, Place, Step

held: dict[str, list[psycopg.Connection]] = {}


def passes(fault: proxy.Fault) -> Step:
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
    while place.postgres.execute(connected) != [(0,)]:
        cut(place)
        try:
            while True:
                taken.append(psycopg.connect(place.postgres.url("postgres", user="guest"), connect_timeout=5))
        except psycopg.OperationalError:
            continue


def released(place: Place) -> None:
    """Give back what was taken."""
    for connection in held.pop(place.url):
        connection.close()


def locked(place: Place) -> None:
    """Lock the table that every look reads."""
    connection = psycopg.connect(place.url)
    connection.execute("LOCK TABLE served IN ACCESS EXCLUSIVE MODE")
    held[place.url] = [connection]


def without_descriptors(place: Place) -> None:
    """Leave the server no file descriptor for a new connection to the database, which is cut."""
    resource.prlimit(place.server, resource.RLIMIT_NOFILE, (3, 4096))
    cut(place)


def with_descriptors(place: Place) -> None:
    """Give the server its file descriptors back."""
    resource.prlimit(place.server, resource.RLIMIT_NOFILE, (1024, 4096))


POSTGRES_FAULTS = (
    Fault("refused", passes(proxy.Fault.REFUSED), passes(proxy.Fault.NONE), quick=True),
    Fault("reset mid-query", passes(proxy.Fault.RESET), passes(proxy.Fault.NONE)),
    Fault("black hole", passes(proxy.Fault.BLACK_HOLE), passes(proxy.Fault.NONE), quick=True),
    Fault("5 s latency", passes(proxy.Fault.LATENCY), passes(proxy.Fault.NONE)),
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
    Fault("locked", locked, released),
    Fault("descriptors exhausted", without_descriptors, with_descriptors, refuses=False),
)
