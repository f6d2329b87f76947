"""Prewarm: request some responses of each release, shortly after it is served, so that no client waits."""

import asyncio
import logging
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Scope

from app.server.http.problems import ProblemError
from app.server.state.release_holder import ReleaseHolder, ServedRelease

CHECK_INTERVAL = 1.0
"""Seconds between checks for another release."""

log = logging.getLogger(__name__)


async def prewarm(app: ASGIApp, release_holder: ReleaseHolder, paths: Sequence[str]) -> None:
    """Request paths from the application for each release, as a client would; run until cancelled.

    What the application lets be cached is cached. A release whose entries exceed the cache is skipped:
    its bundle would be made for nothing.
    """
    done = ("", "")
    while True:
        await asyncio.sleep(CHECK_INTERVAL)
        current = release_holder.current
        if (release := (current.catalog.release, current.catalog.checksum)) != done:
            done = release
            for path in paths if _fits(current) else ():
                await _request(app, path)


def _fits(current: ServedRelease) -> bool:
    return current.cache.fits(sum(len(entry.json) for entry in current.catalog.stored.values()))


async def _request(app: ASGIApp, path: str) -> None:
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "asgi": {"version": "3.0"},
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": None,
    }
    try:
        await app(scope, _receive, _discard)
    except ProblemError as problem:
        log.warning("prewarm refused", extra={"path": path, "problem": str(problem)})
    except Exception:
        log.exception("prewarm failed", extra={"path": path})


async def _receive() -> Message:
    return {"type": "http.request", "body": b""}


async def _discard(_message: Message) -> None:
    pass
