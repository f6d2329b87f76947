"""The writer lock: loads of one database run one after the other, and one that waits says for whom."""

import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, TableClause, delete, false, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.db.engine import LOCK_TIMEOUT

ATTEMPT_TIMEOUT = 1
"""Seconds of one attempt to get the lock."""

MAX_WAIT = 600.0
"""Seconds until a load gives up waiting for another."""

LOCK_NOT_AVAILABLE = "55P03"
"""The SQLSTATE of PostgreSQL for a lock timeout."""

SQLITE_HOLDER = "another process that writes to the file"
UNKNOWN_HOLDER = "another session"
LOCK_HOLDER = text(
    """
    SELECT application_name, usename, client_addr, pid, xact_start
    FROM pg_locks AS held JOIN pg_stat_activity USING (pid)
    WHERE held.relation = to_regclass(:name) AND held.granted
        AND held.mode NOT IN ('AccessShareLock', 'RowShareLock') AND pid <> pg_backend_pid()
    ORDER BY xact_start LIMIT 1
    """
)
"""The session that blocks the lock of a load, which conflicts with every mode but those of readers."""


class WriterLockTimeoutError(Exception):
    """Another session holds the lock for too long."""


@contextmanager
def writer_transaction(
    engine: Engine, table: TableClause, on_wait: Callable[[str], None]
) -> Iterator[Connection]:
    """Yield a connection in a transaction that locks a table against other writers, and commit it.

    The transaction takes its snapshot when it has the lock. Readers are not blocked. If another session holds
    the lock, `on_wait` is called once with its description. Raises WriterLockTimeoutError or SQLAlchemyError.
    """
    with engine.connect() as connection:
        deadline, waiting = time.monotonic() + MAX_WAIT, False
        while not _try_lock(connection, table):
            holder = _holder(connection, table)
            if not waiting:
                on_wait(holder)
                waiting = True
            if time.monotonic() > deadline:
                raise WriterLockTimeoutError(
                    f"Still waiting for {holder} after {MAX_WAIT / 60:.0f} minutes: nothing was written."
                )
        yield connection
        connection.commit()


def is_lock_timeout(error: DBAPIError) -> bool:
    """Return whether a statement failed because another session holds a lock."""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
    return code == LOCK_NOT_AVAILABLE or code.startswith("SQLITE_BUSY")


def _try_lock(connection: Connection, table: TableClause) -> bool:
    """Begin a transaction and lock the table; roll back and return false if another session has the lock."""
    try:
        if connection.dialect.name == "postgresql":
            # Neither SET nor LOCK takes the snapshot of the transaction.
            connection.exec_driver_sql(f"SET LOCAL application_name = '{_application_name()}'")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{ATTEMPT_TIMEOUT}s'")
            connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        else:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {ATTEMPT_TIMEOUT * 1000}")
            connection.execute(delete(table).where(false()))
    except OperationalError as error:
        connection.rollback()
        if not is_lock_timeout(error):
            raise
        return False
    return True


def _application_name() -> str:
    host = re.sub(r"[^\w.-]", "", socket.gethostname(), flags=re.ASCII)[:30]
    return f"gutbone load, process {os.getpid()} on {host}"


def _holder(connection: Connection, table: TableClause) -> str:
    """Describe the session that holds the lock, as far as the database tells."""
    if connection.dialect.name != "postgresql":
        return SQLITE_HOLDER
    with connection.begin():
        row = connection.execute(LOCK_HOLDER, {"name": table.name}).one_or_none()
    if row is None:
        return UNKNOWN_HOLDER
    since = f"since {row.xact_start:%H:%M:%S %Z}" if row.xact_start else "busy"
    place = f" at {row.client_addr}" if row.client_addr else ""
    return f"{row.application_name or 'a session'} (session {row.pid} of {row.usename}{place}, {since})"
