"""What this process serves now: one release and the answers made from it, exchanged together."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from app.catalog.catalog import Catalog
from app.server.cache.response_cache import ResponseCache
from app.server.state.refresh_status import RefreshStatus


@dataclass(frozen=True, eq=False)
class CurrentRelease:
    """One release in service: its catalog, and the store of answers made from that catalog alone."""

    catalog: Catalog
    store: ResponseCache


class CatalogState:
    """Holds what is served. A new release replaces the whole pair, so no answer mixes two releases.

    `freshness` is what the last look for a newer one found, None where nobody looks; `failures` is how many
    looks found a problem.
    """

    freshness: RefreshStatus | None = None
    failures = 0

    def __init__(self, catalog: Catalog, cache_bytes: int) -> None:
        """Serve a catalog, with a store bound to this many bytes."""
        self._cache_bytes = cache_bytes
        self.served = CurrentRelease(catalog, ResponseCache(cache_bytes))

    def serve(self, catalog: Catalog) -> None:
        """Serve another catalog from the next request on; requests under way end with the old one.

        A slow reader may hold the old one for a while: no more of it than its request needs.
        """
        before = self.served
        self.served = CurrentRelease(catalog, ResponseCache(self._cache_bytes))
        before.store.empty()
        before.catalog.clear_caches()


def current_release(scope: Scope) -> CurrentRelease:
    """Return what was in service when a request came."""
    served: CurrentRelease = scope["served"]
    return served


async def current_catalog(request: Request) -> Catalog:
    """Return the catalog that was in service when the request came."""
    return current_release(request.scope).catalog


CurrentCatalog = Annotated[Catalog, Depends(current_catalog)]
