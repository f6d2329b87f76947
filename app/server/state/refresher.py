"""A newer release in the database is served without a restart; what cannot be read changes nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.catalog import Catalog
from app.catalog.reader import CorruptContentError, NoContentError, read_catalog_from
from app.catalog.registry import KINDS
from app.core.background_tasks import background_task
from app.core.memory import give_back
from app.db import schema_version
from app.db.read_model import CURRENT_RELEASE
from app.db.release_listener import ReleaseListener
from app.server.state.catalog_state import CatalogState
from app.server.state.refresh_status import RefreshStatus

CHECK_TIMEOUT, READ_TIMEOUT = 3.0, 60.0
"""Time for the database to say which release it holds, and to hand it over."""

RETRY_INTERVAL = 1.0
"""Longest pause after a look that failed."""

UNREACHABLE = "The database cannot be reached, or not be read."
EMPTY = "The database holds no release: run 'gutbone load'."
DAMAGED = "What the database holds is damaged: run 'gutbone load' to put it there again."
UNEXPECTED = "The release in the database could not be read; the log says why."
Result = TypeVar("Result")
log = logging.getLogger(__name__)


class OtherSchemaError(Exception):
    """The tables are at another revision than this version reads."""


class Refresher:
    """Looks for a newer release every few seconds, and at once where the database tells of one."""

    def __init__(self, engine: Engine, current: CatalogState, seconds: float, *, at_once: bool) -> None:
        """Look again after this many seconds, 0 never; `at_once`: also before the first answer."""
        self._at_once = at_once
        self._engine = engine
        self._current = current
        self._seconds = seconds
        self._schema = schema_version.head_revision()
        self._line: ReleaseListener | None = None
        self._news = asyncio.Event()

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Look for as long as the application runs."""
        if not self._seconds:
            yield
            return
        self._note(await self._look() if self._at_once else RefreshStatus())
        async with background_task(self._watch()):
            try:
                yield
            finally:
                self._sever()

    async def _watch(self) -> None:
        while True:
            failing = self._current.freshness and self._current.freshness.problem
            await self._pause(min(self._seconds, RETRY_INTERVAL) if failing else self._seconds)
            self._note(await self._look())

    async def _look(self) -> RefreshStatus:
        """Serve the release that the database holds, if it is another; say what was found."""
        try:
            if await self._in_time(self._is_other, CHECK_TIMEOUT):
                catalog = await self._in_time(_read, READ_TIMEOUT)
                served = self._current.served.catalog.release
                log.info("release", extra={"serves": catalog.release, "served": served})
                self._current.serve(catalog)
                await asyncio.to_thread(give_back)
        except NoContentError:
            return RefreshStatus(problem=EMPTY)
        except CorruptContentError:
            return RefreshStatus(problem=DAMAGED)
        except OtherSchemaError as error:
            return RefreshStatus(problem=str(error))
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            return RefreshStatus(reachable=False, problem=UNREACHABLE, reason=reason)
        except Exception:
            log.exception("refresh failed")
            return RefreshStatus(problem=UNEXPECTED)
        return RefreshStatus()

    async def _in_time(self, work: Callable[[Connection], Result], seconds: float) -> Result:
        """Return what work in a thread returns; what is not done in time fails as a lost connection does."""
        loop = asyncio.get_running_loop()

        def tell() -> None:
            loop.call_soon_threadsafe(self._news.set)

        task = asyncio.create_task(asyncio.to_thread(self._on_line, work, tell))
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            self._sever()
        return await task

    def _on_line(self, work: Callable[[Connection], Result], tell: Callable[[], None]) -> Result:
        line = self._line = self._line or ReleaseListener(self._engine, tell)
        try:
            with line.connection.begin():
                result = work(line.connection)
        except BaseException:
            self._hang_up(line)
            raise
        if line.fileno is None:
            # Nobody tells: a file that is put in the place of this one is seen by connecting anew.
            self._hang_up(line)
        return result

    def _hang_up(self, line: ReleaseListener) -> None:
        self._line = None
        line.close()

    def _is_other(self, connection: Connection) -> bool:
        found = schema_version.connection_revision(connection)
        if found != self._schema:
            raise OtherSchemaError(f"The tables are at revision {found}; this version reads {self._schema}.")
        held = connection.execute(select(CURRENT_RELEASE.c.release, CURRENT_RELEASE.c.checksum)).one_or_none()
        if held is None:
            raise NoContentError
        catalog = self._current.served.catalog
        return (held.release, held.checksum) != (catalog.release, catalog.checksum)

    async def _pause(self, seconds: float) -> None:
        """Wait, or until the connection has news; its loss is news too."""
        loop = asyncio.get_running_loop()
        number = self._line.fileno if self._line else None
        if number is not None:
            loop.add_reader(number, self._news.set)
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass
        finally:
            if number is not None:
                loop.remove_reader(number)
            self._news.clear()

    def _note(self, found: RefreshStatus) -> None:
        if found != (self._current.freshness or RefreshStatus()):
            level = log.warning if found.problem else log.info
            level("refresh", extra={"problem": found.problem, "reason": found.reason})
        self._current.freshness = found
        self._current.failures += found.problem is not None

    def _sever(self) -> None:
        if self._line is not None:
            self._line.shutdown()


def _read(connection: Connection) -> Catalog:
    return read_catalog_from(connection, KINDS)
