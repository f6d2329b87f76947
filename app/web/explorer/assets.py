"""The files that pages load: every one from here, none from another origin."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse

from app.web.docs.reference_pages import MEDIA_TYPES, Asset

ASSETS = Path(__file__).parent / "assets"
FOREVER = "public, max-age=31536000, immutable"
LOOK_AGAIN = "public, no-cache"

# To move to another version: change it here, then run `python -m scripts.vendor_docs`.
PINNED = {"cytoscape": "3.35.0"}
CYTOSCAPE = f"cytoscape-{PINNED['cytoscape']}-cytoscape.min.js"

router = APIRouter(include_in_schema=False)


@router.get("/assets/{name}")
async def get_asset(name: str, request: Request) -> Response:
    """Return one of the files, or say that the reader holds it already."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    if asset.headers["ETag"] in request.headers.get("If-None-Match", ""):
        return NotModifiedResponse(Headers(asset.headers))
    return FileResponse(asset.path, headers=asset.headers, media_type=asset.media_type)


@cache
def assets() -> Mapping[str, Asset]:
    """Return every file that may be served, by its public name: nothing else can be reached."""
    own = {path.name: _asset(path, LOOK_AGAIN) for path in ASSETS.iterdir() if path.suffix in MEDIA_TYPES}
    # A vendored file carries its version in its public name, so a cache may keep it for good.
    pinned = {
        f"{path.parent.name}-{path.name}": _asset(path, FOREVER)
        for path in (ASSETS / "vendor").glob("*/*")
        if path.suffix in MEDIA_TYPES
    }
    return own | pinned


def _asset(path: Path, cache_control: str) -> Asset:
    etag = f'"{sha256(path.read_bytes()).hexdigest()[:32]}"'
    return Asset(path, MEDIA_TYPES[path.suffix], {"Cache-Control": cache_control, "ETag": etag})
