"""The refresher: serves another release in the database without a restart; a bad one changes nothing."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.catalog_reader import CorruptContentError, NoContentError, read_catalog_from
from app.catalog.registry import KINDS
from app.core.allocator import trim_heap
from app.core.background_tasks import background_task
from app.db.read_model import CURRENT_RELEASE
from app.db.release_listener import ReleaseListener
from app.db.replica_lag import replica_lag_seconds
from app.db.table_revision import TableRevisionError, read_migrations, require_current_tables
from app.server.state.release_holder import RefreshStatus, ReleaseHolder

CHECK_TIMEOUT, READ_TIMEOUT = 3.0, 60.0
"""Seconds for the database to say which release it holds, and to return it."""

RETRY_INTERVAL = 1.0
"""Seconds until the next check after a failed one, at most."""

UNREACHABLE = "The database cannot be reached, or not be read."
EMPTY = "The database holds no release: run 'gutbone load'."
CORRUPT = "What the database holds is damaged: run 'gutbone load' to put it there again."
UNEXPECTED = "The release in the database could not be read; the log says why."
Result = TypeVar("Result")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DatabaseState:
    """The state of the database: whether it holds another release than the current one, and its replica lag.

    `back_reason` says why an older release was loaded over a newer one.
    """

    is_other: bool
    back_reason: str | None
    replica_lag_seconds: float | None


class Refresher:
    """The watch for another release: a poll, and notifications of the database."""

    def __init__(
        self, engine: Engine, release_holder: ReleaseHolder, interval: float, *, check_at_start: bool
    ) -> None:
        """Poll every `interval` seconds, 0 never; with `check_at_start` also before the first response."""
        self._check_at_start = check_at_start
        self._engine = engine
        self._release_holder = release_holder
        self._interval = interval
        self._migrations = read_migrations()
        self._listener: ReleaseListener | None = None
        self._notified = asyncio.Event()

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Poll for as long as the application runs."""
        if not self._interval:
            yield
            return
        self._set_status(await self._refresh() if self._check_at_start else RefreshStatus())
        async with background_task(self._poll()):
            try:
                yield
            finally:
                self._shutdown_listener()

    async def _poll(self) -> None:
        if not self._check_at_start:
            # Not after an interval: PostgreSQL announces a release only to who is connected.
            self._set_status(await self._refresh())
        while True:
            status = self._release_holder.refresh_status
            has_problem = status and status.problem
            await self._wait(min(self._interval, RETRY_INTERVAL) if has_problem else self._interval)
            self._set_status(await self._refresh())

    async def _refresh(self) -> RefreshStatus:
        """Serve the release in the database if it is another one; return what was found."""
        try:
            state = await self._run(self._database_state, CHECK_TIMEOUT)
            if state.is_other:
                catalog = await self._run(partial(read_catalog_from, kinds=KINDS), READ_TIMEOUT)
                previous = self._release_holder.current.catalog.release
                log.info(
                    "release",
                    extra={"serves": catalog.release, "served": previous, "back_reason": state.back_reason},
                )
                self._release_holder.replace(catalog)
                await asyncio.to_thread(trim_heap)
        except NoContentError:
            return RefreshStatus(problem=EMPTY)
        except CorruptContentError:
            return RefreshStatus(problem=CORRUPT)
        except TableRevisionError as error:
            return RefreshStatus(problem=str(error))
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            return RefreshStatus(reachable=False, problem=UNREACHABLE, reason=reason)
        except Exception:
            log.exception("refresh failed")
            return RefreshStatus(problem=UNEXPECTED)
        return RefreshStatus.of_replica(state.replica_lag_seconds)

    async def _run(self, query: Callable[[Connection], Result], seconds: float) -> Result:
        """Run a query in a thread; after the timeout its connection is shut down, so that it fails."""
        on_notify = partial(asyncio.get_running_loop().call_soon_threadsafe, self._notified.set)
        task = asyncio.create_task(asyncio.to_thread(self._query, query, on_notify))
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            self._shutdown_listener()
        return await task

    def _query(self, query: Callable[[Connection], Result], on_notify: Callable[[], object]) -> Result:
        listener = self._listener or self._connect(on_notify)
        try:
            with listener.connection.begin():
                result = query(listener.connection)
        except BaseException:
            self._close(listener)
            raise
        if listener.fileno is None:
            # Only a new connection sees a replaced SQLite file, so none is kept without notifications.
            self._close(listener)
        return result

    def _connect(self, on_notify: Callable[[], object]) -> ReleaseListener:
        listener = self._listener = ReleaseListener(self._engine)
        try:
            listener.listen(on_notify)
        except BaseException:
            self._close(listener)
            raise
        return listener

    def _close(self, listener: ReleaseListener) -> None:
        self._listener = None
        listener.close()

    def _database_state(self, connection: Connection) -> DatabaseState:
        require_current_tables(connection, self._migrations)
        row = connection.execute(select(CURRENT_RELEASE)).one_or_none()
        if row is None:
            raise NoContentError
        catalog = self._release_holder.current.catalog
        is_other = (row.release, row.checksum) != (catalog.release, catalog.checksum)
        return DatabaseState(is_other, row.back_reason, replica_lag_seconds(connection))

    async def _wait(self, seconds: float) -> None:
        """Wait for a time, or until a notification; the loss of the connection counts as one."""
        loop = asyncio.get_running_loop()
        fileno = self._listener.fileno if self._listener else None
        if fileno is not None:
            loop.add_reader(fileno, self._notified.set)
        try:
            async with asyncio.timeout(seconds):
                await self._notified.wait()
        except TimeoutError:
            pass
        finally:
            if fileno is not None:
                loop.remove_reader(fileno)
            self._notified.clear()

    def _set_status(self, status: RefreshStatus) -> None:
        if status != (self._release_holder.refresh_status or RefreshStatus()):
            level = log.warning if status.problem else log.info
            level("refresh", extra={"problem": status.problem, "reason": status.reason})
        self._release_holder.refresh_status = status
        self._release_holder.refresh_failures += status.state == "failing"
        if status.state != "failing":
            self._release_holder.refresh_checked_at = time.monotonic()

    def _shutdown_listener(self) -> None:
        if self._listener is not None:
            self._listener.shutdown()
