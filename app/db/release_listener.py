"""LISTEN/NOTIFY: a connection that the database notifies of a new release, where it supports that."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, delete, false, func, select, text
from sqlalchemy.exc import DBAPIError

from app.db.engine import connect

CHANNEL = "gutbone_release"
DIALECT_WITH_NOTIFY = "postgresql"


class ReleaseListener:
    """A connection that is kept open; `fileno` is its readable descriptor, None without notifications."""

    def __init__(self, engine: Engine, on_notify: Callable[[], object]) -> None:
        """Connect and listen. `on_notify` is called when a notification arrives with the result of a query.

        It runs in the thread of that query. Raises SQLAlchemyError when the database cannot be reached.
        """
        self.connection = connect(engine)
        self.fileno = _listen(self.connection, on_notify)

    def shutdown(self) -> None:
        """Shut the socket down, from any thread, so that a blocked query fails at once."""
        if self.fileno is not None:
            with suppress(OSError), socket.socket(fileno=os.dup(self.fileno)) as duplicate:
                duplicate.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection, whatever state it is in."""
        self.fileno = None
        with suppress(DBAPIError):
            self.connection.invalidate()
        self.connection.close()


def _listen(connection: Connection, on_notify: Callable[[], object]) -> int | None:
    if connection.dialect.name != DIALECT_WITH_NOTIFY:
        return None
    try:
        with connection.begin():
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
    except DBAPIError:
        # A standby or a connection pooler does not support LISTEN; it can still be polled.
        return None
    driver: Any = connection.connection.driver_connection
    driver.add_notify_handler(lambda _notification: on_notify())
    fileno: int = driver.fileno()
    return fileno


def notify_listeners(connection: Connection, release: str) -> None:
    """Notify all listeners of a release when the transaction commits."""
    if connection.dialect.name == DIALECT_WITH_NOTIFY:
        connection.execute(select(func.pg_notify(CHANNEL, release)))


def lock_against_writers(connection: Connection, table: TableClause) -> None:
    """Lock a table against other writers, so that concurrent loads run one after the other.

    Call it before the first read: the transaction takes its snapshot when this returns.
    """
    if connection.dialect.name == DIALECT_WITH_NOTIFY:
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
    else:
        connection.execute(delete(table).where(false()))
