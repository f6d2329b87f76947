"""The engine: how a database is reached, and how its transactions begin."""

import logging
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

CONNECT_TIMEOUT = 3
"""Time for a connection to a database server to come about."""

POSTGRESQL = {
    "connect_timeout": CONNECT_TIMEOUT,
    # A machine that vanished answers no probe: what waits for it hears so after seconds, not hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "gutbone",
    # Who waits for a table says so in the end, whatever holds it.
    "options": "-c lock_timeout=10s",
}


SAID_TWICE = "error ignored terminating"
"""How psycopg begins to log what fails after an error, and by it: the error itself is raised."""


class DatabaseFileMissingError(SQLAlchemyError):
    """The file of the database is gone; connecting would make an empty one."""


def make_engine(url: str) -> Engine:
    """Return an engine for the URL; each transaction sees the database as it was when it began.

    A file or a server is connected to anew each time: so is seen what was put in its place meanwhile.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, poolclass=NullPool if parsed.database else None)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    return create_engine(parsed, poolclass=NullPool)


def connect(engine: Engine) -> Connection:
    """Return a connection to a database that was there before. Raises SQLAlchemyError when it is not."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and "uri" not in engine.url.query and not Path(file).exists():
        raise DatabaseFileMissingError(f"{file} is not there")
    return engine.connect()


def _postgresql(url: URL) -> Engine:
    logging.getLogger("psycopg").addFilter(_is_news)
    told = {name: value for name, value in POSTGRESQL.items() if name not in url.query}
    return create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ", connect_args=told)


def _is_news(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(SAID_TWICE)


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    # Python's driver would begin a transaction at the first write only, and none for reading.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
