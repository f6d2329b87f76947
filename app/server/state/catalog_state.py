"""What this process serves now: one release and the answers made from it, exchanged together."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from app.catalog.catalog import Catalog
from app.server.cache.response_cache import Store
from app.server.state.refresh_status import Freshness


@dataclass(frozen=True, eq=False)
class Served:
    """One release in service: its catalog, and the store of answers made from that catalog alone."""

    catalog: Catalog
    store: Store


class Current:
    """Holds what is served. A new release replaces the whole pair, so no answer mixes two releases.

    `freshness` is what the last look for a newer one found, None where nobody looks; `failures` is how many
    looks found a problem.
    """

    freshness: Freshness | None = None
    failures = 0

    def __init__(self, catalog: Catalog, cache_bytes: int) -> None:
        """Serve a catalog, with a store bound to this many bytes."""
        self._cache_bytes = cache_bytes
        self.served = Served(catalog, Store(cache_bytes))

    def serve(self, catalog: Catalog) -> None:
        """Serve another catalog from the next request on; requests under way end with the old one.

        A slow reader may hold the old one for a while: no more of it than its request needs.
        """
        before = self.served
        self.served = Served(catalog, Store(self._cache_bytes))
        before.store.empty()
        before.catalog.forget()


def served_by(scope: Scope) -> Served:
    """Return what was in service when a request came."""
    served: Served = scope["served"]
    return served


async def current_catalog(request: Request) -> Catalog:
    """Return the catalog that was in service when the request came."""
    return served_by(request.scope).catalog


CurrentCatalog = Annotated[Catalog, Depends(current_catalog)]
