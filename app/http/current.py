"""The catalog that this process serves now."""

from typing import Annotated

from fastapi import Depends, Request

from app.catalog import Catalog


async def current_catalog(request: Request) -> Catalog:
    """Return the catalog in service."""
    catalog: Catalog = request.app.state.catalog
    return catalog


CurrentCatalog = Annotated[Catalog, Depends(current_catalog)]
