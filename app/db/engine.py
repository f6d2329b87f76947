"""Create the SQLAlchemy engine, with timeouts and snapshot transactions."""

import logging
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

CONNECT_TIMEOUT = 3
"""Seconds."""

POSTGRESQL_OPTIONS = {
    "connect_timeout": CONNECT_TIMEOUT,
    # Detect an unreachable server within seconds instead of hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "gutbone",
    # A pooler may run each transaction in another session, which has not prepared the statement.
    "prepare_threshold": None,
}

LOCK_TIMEOUT = "10s"
"""How long a transaction waits for a lock that another session holds."""

REDUNDANT_LOG_PREFIX = "error ignored terminating"
"""psycopg logs follow-up errors with this prefix; the original error is raised anyway."""


class DatabaseFileMissingError(SQLAlchemyError):
    """The SQLite file does not exist; connecting would create an empty one."""


def make_engine(url: str) -> Engine:
    """Return an engine whose transactions read a snapshot of the database.

    Connections are not pooled, so that a replaced SQLite file or a restarted server is noticed.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, poolclass=NullPool if parsed.database else None)
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    return create_engine(parsed, poolclass=NullPool)


def connect(engine: Engine) -> Connection:
    """Connect to an existing database. Raises SQLAlchemyError; a missing SQLite file is not created."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and "uri" not in engine.url.query and not Path(file).exists():
        raise DatabaseFileMissingError(f"{file} is not there")
    return engine.connect()


def _postgresql(url: URL) -> Engine:
    logging.getLogger("psycopg").addFilter(_is_not_redundant)
    options = {name: value for name, value in POSTGRESQL_OPTIONS.items() if name not in url.query}
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ", connect_args=options)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _is_not_redundant(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(REDUNDANT_LOG_PREFIX)


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    # By default sqlite3 begins a transaction only at the first write; `_begin_sqlite` begins it at once.
    connection.isolation_level = None


def _begin_postgresql(connection: Connection) -> None:
    # For this transaction: a pooler such as PgBouncer refuses a connection that sets it for the session.
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
