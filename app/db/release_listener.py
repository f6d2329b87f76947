"""A kept connection to the database, told of a new release where the database can tell."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, delete, false, func, select, text
from sqlalchemy.exc import DBAPIError

from app.db.engine import connect

CHANNEL = "gutbone_release"
TELLING = "postgresql"


class Line:
    """One connection; `number` is its file descriptor, readable when there is news, or None."""

    def __init__(self, engine: Engine, tell: Callable[[], None]) -> None:
        """Connect and listen; `tell` is called, in the thread that asks, when news came beside an answer.

        Raises SQLAlchemyError when the database cannot be reached.
        """
        self.connection = connect(engine)
        self.number = _listen(self.connection, tell)

    def sever(self) -> None:
        """Cut the connection, from any thread: whoever waits for an answer hears that none will come."""
        if self.number is not None:
            with suppress(OSError), socket.socket(fileno=os.dup(self.number)) as twin:
                twin.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        self.number = None
        with suppress(DBAPIError):
            self.connection.invalidate()
        self.connection.close()


def _listen(connection: Connection, tell: Callable[[], None]) -> int | None:
    if connection.dialect.name != TELLING:
        return None
    try:
        with connection.begin():
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
    except DBAPIError:
        # A standby, or a pooler of connections, has nothing to tell; it can be asked all the same.
        return None
    driver: Any = connection.connection.driver_connection
    driver.add_notify_handler(lambda _news: tell())
    number: int = driver.fileno()
    return number


def announce(connection: Connection, release: str) -> None:
    """Tell everyone who listens of a release, once the transaction has ended well."""
    if connection.dialect.name == TELLING:
        connection.execute(select(func.pg_notify(CHANNEL, release)))


def wait_for_others(connection: Connection, table: TableClause) -> None:
    """Let whoever else writes a table end first: of two loads at once, the second sees what the first made.

    Call it before anything is read: the transaction begins to see when it returns.
    """
    if connection.dialect.name == TELLING:
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))
    else:
        connection.execute(delete(table).where(false()))
