"""The bundle is made before anybody asks for it: nothing holds the loop so long, and all others wait."""

import asyncio
import logging
from collections.abc import Callable

from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.core.memory import give_back
from app.server.cache.response_cache import cached_response_of
from app.server.state.catalog_state import CatalogState, CurrentRelease

LOOK_SECONDS = 1.0
"""From one look for another release to the next: its first questions come before this."""

log = logging.getLogger(__name__)


async def prewarm(current: CatalogState, path: str, make: Callable[[Catalog], Response]) -> None:
    """Make the response to a path for each release that comes into service; it does not end by itself."""
    made = ""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if made != _named(current.served):
            made = _named(current.served)
            await _make(current.served, path, make)


async def _make(served: CurrentRelease, path: str, make: Callable[[Catalog], Response]) -> None:
    """Put the response in the store, unless it is there or would not be kept."""
    size = sum(len(entry.shared) + len(entry.own) for entry in served.catalog.stored.values())
    if served.store.get(path) or not served.store.has_room(size):
        return
    try:
        response = await asyncio.to_thread(make, served.catalog)
    except Exception:
        log.exception("response not made ahead", extra={"path": path})
        return
    if not served.store.get(path):
        served.store.put(cached_response_of(path, response.raw_headers, bytes(response.body)))
    await asyncio.to_thread(give_back)


def _named(served: CurrentRelease) -> str:
    return served.catalog.release + served.catalog.checksum
