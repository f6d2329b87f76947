"""The feeds of releases: Atom and JSON Feed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.responses import SYNC_CACHE_CONTROL, release_headers
from app.features.feeds import atom_feed, json_feed
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1/feeds/{name}"
FEEDS = {
    "releases.atom": ("application/atom+xml", atom_feed, False),
    "releases.json": ("application/feed+json", json_feed, False),
    "safety.atom": ("application/atom+xml", atom_feed, True),
    "safety.json": ("application/feed+json", json_feed, True),
}

router = APIRouter(route_class=CachedRoute, include_in_schema=False)


def _add_feed(name: str) -> None:
    media_type, write, safety = FEEDS[name]
    path = PATH.format(name=name)

    def get_feed(request: Request, catalog: CurrentCatalog) -> Response:
        body = write(catalog, request.app.state.settings.public_url, path, safety=safety)
        headers = release_headers(catalog, SYNC_CACHE_CONTROL) | {"Content-Type": media_type}
        return Response(body, headers=headers)

    router.add_api_route(path, get_feed)


for _name in FEEDS:
    _add_feed(_name)
