"""Reference pages for people: Scalar at /docs, Swagger UI at /docs/swagger, and no network.

Everything a page loads is vendored in `assets/` and served from here: the pages work offline,
and no third party learns who reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse

ASSETS = Path(__file__).parent / "assets"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}

# To move to another version: change it here, then run `python -m scripts.vendor_docs`.
PINNED = {"@scalar/api-reference": "1.72.1", "swagger-ui-dist": "5.35.0"}

# Both tools write style elements and attributes as they draw, so styles alone may be inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gutbone API reference ($title)</title>
<link rel="icon" href="data:,">
$styles
</head>
<body>
<nav class="docs-bar" aria-label="API reference">
<strong>Gutbone API</strong>
$links
</nav>
<noscript><p>This page needs JavaScript; the <a href="$openapi">OpenAPI description</a> does not.</p></noscript>
<div id="reference" data-openapi="$openapi"></div>
$scripts
</body>
</html>
""")


@dataclass(frozen=True)
class Asset:
    """A file that a page may load, and what it is sent with."""

    path: Path
    media_type: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A reference page: where it is, and the assets it loads, in this order."""

    path: str
    title: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]


def folder_of(package: str) -> str:
    """Return the folder of a pinned package in `assets/vendor`, named as npm names its archive."""
    return f"{package.removeprefix('@').replace('/', '-')}-{PINNED[package]}"


SCALAR = folder_of("@scalar/api-reference")
SWAGGER = folder_of("swagger-ui-dist")
SCALAR_PAGE = Page("/docs", "Scalar", ("docs.css",), (f"{SCALAR}-standalone.js", "scalar-boot.js"))
SWAGGER_PAGE = Page(
    "/docs/swagger",
    "Swagger UI",
    (f"{SWAGGER}-swagger-ui.css", "docs.css"),
    (f"{SWAGGER}-swagger-ui-bundle.js", f"{SWAGGER}-swagger-ui-standalone-preset.js", "swagger-boot.js"),
)


def docs_router(openapi_url: str = "/openapi.json") -> APIRouter:
    """Return the routes of both pages, which draw the description at `openapi_url`, and of their assets."""
    router = APIRouter(include_in_schema=False)

    @router.get(SCALAR_PAGE.path)
    async def get_scalar(request: Request) -> HTMLResponse:
        return HTMLResponse(written(SCALAR_PAGE, _prefix(request), openapi_url), headers=PAGE_HEADERS)

    @router.get(SWAGGER_PAGE.path)
    async def get_swagger(request: Request) -> HTMLResponse:
        return HTMLResponse(written(SWAGGER_PAGE, _prefix(request), openapi_url), headers=PAGE_HEADERS)

    @router.get("/docs/assets/{name}")
    async def get_asset(name: str, request: Request) -> Response:
        asset = assets().get(name)
        if asset is None:
            raise HTTPException(404)
        if asset.headers["ETag"] in request.headers.get("If-None-Match", ""):
            return NotModifiedResponse(Headers(asset.headers))
        return FileResponse(asset.path, headers=asset.headers, media_type=asset.media_type)

    return router


@cache
def assets() -> Mapping[str, Asset]:
    """Return every file that may be served, by its public name: nothing else can be reached."""
    own = {path.name: _asset(path, "no-cache") for path in ASSETS.iterdir() if path.is_file()}
    # A vendored file carries its version in its public name, so a cache may keep it for good.
    pinned = {
        f"{folder}-{path.name}": _asset(path, "public, max-age=31536000, immutable")
        for folder in (SCALAR, SWAGGER)
        for path in (ASSETS / "vendor" / folder).iterdir()
    }
    return own | pinned


def written(page: Page, prefix: str, openapi_url: str) -> str:
    """Return the HTML of a page, every address in it below `prefix`, the path a proxy strips."""
    base = escape(prefix)
    links = [
        f'<a href="{base}{other.path}"{" aria-current=page" if other is page else ""}>{other.title}</a>'
        for other in (SCALAR_PAGE, SWAGGER_PAGE)
    ]
    return PAGE.substitute(
        title=page.title,
        openapi=base + escape(openapi_url),
        links="\n".join(links),
        styles="\n".join(f'<link rel="stylesheet" href="{base}/docs/assets/{name}">' for name in page.styles),
        scripts="\n".join(f'<script src="{base}/docs/assets/{name}"></script>' for name in page.scripts),
    )


def _asset(path: Path, cache_control: str) -> Asset:
    etag = f'"{sha256(path.read_bytes()).hexdigest()[:32]}"'
    headers = {"Cache-Control": cache_control, "ETag": etag, "X-Content-Type-Options": "nosniff"}
    return Asset(path, MEDIA_TYPES.get(path.suffix, "text/plain"), headers)


def _prefix(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
