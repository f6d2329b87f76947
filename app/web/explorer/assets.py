"""The files that the explorer's pages load; none comes from another origin."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.web.explorer.component import with_texts
from app.web.static_files import MEDIA_TYPES, StaticFile, file_response, static_file, static_files

ASSETS = Path(__file__).parent / "assets"
PREVIEW, PREVIEW_SIZE = "preview.png", (1200, 630)
"""The picture of link previews, and its width and height in pixels; `make screenshots` draws it."""

COMPONENT = "gutbone-entry.js"
REVALIDATE = "public, no-cache"

# To move to another version: change it here, then run `python -m scripts.vendor_docs`.
PINNED = {"cytoscape": "3.35.0"}
CYTOSCAPE = f"cytoscape-{PINNED['cytoscape']}-cytoscape.min.js"

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/assets/{name}")
async def get_asset(name: str, request: Request) -> Response:
    """Return one of the files."""
    return file_response(assets(), name, request.url.query)


def asset_url(name: str) -> str:
    """Return the address of one of the files, with its version. Raises KeyError for another name."""
    return f"/assets/{name}?{assets()[name].version}"


@cache
def assets() -> Mapping[str, StaticFile]:
    """Return every file that may be served, by its public name."""
    vendored = (ASSETS / "vendor").glob("*/*")
    files = static_files(ASSETS, REVALIDATE, (path for path in vendored if path.suffix in MEDIA_TYPES))
    component = ASSETS / COMPONENT
    script = static_file(component, REVALIDATE, lambda: with_texts(component.read_bytes()))
    return {**files, COMPONENT: script}
