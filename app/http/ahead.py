"""The bundle is made before anybody asks for it: nothing holds the loop so long, and all others wait."""

import asyncio
import logging

from app.http.bundle import PATH, bundle_answer
from app.http.cache import answer_to
from app.http.current import Current, Served
from app.memory import give_back

LOOK_SECONDS = 1.0
"""From one look for another release to the next: its first questions come before this."""

log = logging.getLogger(__name__)


async def make_ahead(current: Current) -> None:
    """Make the bundle of each release that comes into service; it does not end by itself."""
    made = ""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if made != _named(current.served):
            made = _named(current.served)
            await _make(current.served)


async def _make(served: Served) -> None:
    """Put the bundle in the store, unless it is there or would not be kept."""
    size = sum(len(entry.shared) + len(entry.own) for entry in served.catalog.held.values())
    if served.store.get(PATH) or not served.store.has_room(size):
        return
    try:
        response = await asyncio.to_thread(bundle_answer, served.catalog)
    except Exception:
        log.exception("bundle not made")
        return
    if not served.store.get(PATH):
        served.store.put(answer_to(PATH, response.raw_headers, bytes(response.body)))
    await asyncio.to_thread(give_back)


def _named(served: Served) -> str:
    return served.catalog.release + served.catalog.checksum
