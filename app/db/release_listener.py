"""LISTEN/NOTIFY: a connection that the database notifies of a new release, where it supports that."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from app.db.engine import connect

CHANNEL = "gutbone_release"
DIALECT_WITH_NOTIFY = "postgresql"


class ReleaseListener:
    """A connection to poll for releases, which is kept open if the database notifies it of new ones.

    `fileno` is its descriptor, readable when it was notified; None if there are no notifications.
    """

    def __init__(self, engine: Engine) -> None:
        """Connect. Raises SQLAlchemyError when the database cannot be reached."""
        self.connection = connect(engine)
        self.fileno: int | None = None
        self._socket = _socket_fileno(self.connection)

    def listen(self, on_notify: Callable[[], object]) -> None:
        """Listen, if the database supports that. Raises SQLAlchemyError.

        `on_notify` is called when a notification arrives with the result of a query, in the thread of
        that query.
        """
        if self._socket is not None and _supports_listen(self.connection):
            with self.connection.begin():
                self.connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            driver: Any = self.connection.connection.driver_connection
            driver.add_notify_handler(lambda _notification: on_notify())
            self.fileno = self._socket

    def shutdown(self) -> None:
        """Shut the socket down, from any thread, so that a blocked query fails at once."""
        if self._socket is not None:
            with suppress(OSError), socket.socket(fileno=os.dup(self._socket)) as duplicate:
                duplicate.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection, whatever state it is in."""
        self.fileno = self._socket = None
        with suppress(DBAPIError):
            self.connection.invalidate()
        self.connection.close()


def _socket_fileno(connection: Connection) -> int | None:
    if connection.dialect.name != DIALECT_WITH_NOTIFY:
        return None
    driver: Any = connection.connection.driver_connection
    fileno: int = driver.fileno()
    return fileno


def _supports_listen(connection: Connection) -> bool:
    """Return whether the database would notify this connection: not a standby, and not through a pooler.

    A pooler may give the session that listens to another client. It is detected by the process id that the
    connection was told at start, which is not that of its session.
    """
    driver: Any = connection.connection.driver_connection
    with connection.begin():
        pid, standby = connection.execute(select(func.pg_backend_pid(), func.pg_is_in_recovery())).one()
    return bool(pid == driver.info.backend_pid and not standby)


def notify_listeners(connection: Connection, release: str) -> None:
    """Notify all listeners of a release when the transaction commits."""
    if connection.dialect.name == DIALECT_WITH_NOTIFY:
        connection.execute(select(func.pg_notify(CHANNEL, release)))
