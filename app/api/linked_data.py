"""Entries as JSON-LD."""

import json

from fastapi import APIRouter
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import SlugInPath
from app.api.responses import release_headers
from app.catalog.catalog import MovedEntryError
from app.features.linked_data import linked_data_of
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/{kind}/{slug}.jsonld"
MEDIA_TYPE = "application/ld+json"


def add_route(router: APIRouter) -> None:
    """Add the route of the entries of all kinds."""
    router.add_api_route(PATH, get_json_ld, include_in_schema=False, route_class_override=CachedRoute)


def get_json_ld(catalog: CurrentCatalog, kind: str, slug: SlugInPath) -> Response:
    """Return an entry as JSON-LD."""
    try:
        entry = catalog.entry(kind, slug)
    except MovedEntryError as moved:
        raise MovedEntryError(f"{moved.href}.jsonld") from moved
    body = json.dumps(linked_data_of(catalog, entry), ensure_ascii=False, indent=1)
    return Response(body, headers=release_headers(catalog) | {"Content-Type": MEDIA_TYPE})
