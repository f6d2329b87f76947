"""The release that this process serves: its catalog and the responses made from it, replaced together."""

import time
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from fastapi import Depends, Request
from starlette.types import Scope

from app.catalog.catalog import Catalog
from app.server.cache.response_cache import ResponseCache

MAX_REPLICA_LAG = 10.0
"""Seconds that a replica may be behind its primary before it counts as lagging."""

LAGGING = "The database is a replica that is behind its primary."


@dataclass(frozen=True)
class RefreshStatus:
    """The result of the last check for another release.

    `reachable` says whether the database is, `problem` what keeps its newest release from being served.
    `problem` is public; `reason`, the driver's own message, is for the log. `replica_lag_seconds` is None if
    the database is no replica; it does not take part in comparisons, because it differs each time.
    """

    reachable: bool = True
    problem: str | None = None
    reason: str | None = None
    replica_lag_seconds: float | None = field(default=None, compare=False)

    @property
    def state(self) -> Literal["watching", "lagging", "failing"]:
        """Return whether the releases of the database are served, may be old, or cannot be served."""
        if self.problem is None:
            return "watching"
        return "lagging" if self.problem == LAGGING else "failing"

    @classmethod
    def of_replica(cls, lag_seconds: float | None) -> Self:
        """Return the status of a successful check of a database with this replica lag (None: no replica)."""
        lagging = lag_seconds is not None and lag_seconds > MAX_REPLICA_LAG
        return cls(problem=LAGGING if lagging else None, replica_lag_seconds=lag_seconds)


@dataclass(frozen=True, eq=False)
class ServedRelease:
    """One release: its catalog, and the cache of responses made from that catalog alone."""

    catalog: Catalog
    cache: ResponseCache


class ReleaseHolder:
    """The current release. Catalog and cache are replaced together, so no response mixes two releases.

    `refresh_status` is the result of the last check for another release, None if there are no checks;
    `refresh_failures` counts the checks that failed, `refresh_checked_at` is the `time.monotonic` of
    the last one that did not fail.
    """

    refresh_status: RefreshStatus | None = None
    refresh_failures = 0

    def __init__(self, catalog: Catalog, cache_bytes: int) -> None:
        """Serve a catalog, with a response cache of at most this many bytes."""
        self._cache_bytes = cache_bytes
        self.refresh_checked_at = time.monotonic()
        self.current = ServedRelease(catalog, ResponseCache(cache_bytes))

    def replace(self, catalog: Catalog) -> None:
        """Serve another catalog from the next request on; requests in progress finish with the old one.

        The old catalog drops what was derived from it, so that a slow client keeps little of it in memory.
        """
        previous = self.current
        self.current = ServedRelease(catalog, ResponseCache(self._cache_bytes))
        previous.cache.clear()
        previous.catalog.clear_caches()


def request_release(scope: Scope) -> ServedRelease:
    """Return the release that was current when the request came."""
    release: ServedRelease = scope["release"]
    return release


async def current_catalog(request: Request) -> Catalog:
    """Return the catalog that was current when the request came."""
    return request_release(request.scope).catalog


CurrentCatalog = Annotated[Catalog, Depends(current_catalog)]
