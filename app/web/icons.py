"""The route of the icons."""

from collections.abc import Mapping
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.icons.icon_files import icon_files
from app.web.static_files import StaticFile, file_response, static_file

CACHE_CONTROL = "public, max-age=86400"
"""An icon is seldom redrawn, and the former one is right too."""

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/icons/{kind}/{name}")
async def get_icon(kind: str, name: str, request: Request) -> Response:
    """Return an icon as SVG."""
    return file_response(_static_icons(), f"{kind}/{name}", request.url.query)


@cache
def _static_icons() -> Mapping[str, StaticFile]:
    return {name: static_file(path, CACHE_CONTROL) for name, path in icon_files().items()}
