"""API reference pages: Scalar at /docs, Swagger UI at /docs/swagger.

All assets are vendored in `assets/`, so the pages work offline and send nothing to third parties.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.api.cached_route import CachedRoute
from app.texts.page_texts import page_texts, say
from app.web.static_files import StaticFile, file_response, static_files

# To move to another version: change it here, then run `python -m scripts.vendor_docs`.
PINNED = {"@scalar/api-reference": "1.72.1", "swagger-ui-dist": "5.35.0"}

ASSETS = Path(__file__).parent / "assets"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class ReferencePage:
    """A reference page: its path, its name in the texts, its `style-src` sources, and its assets in order."""

    path: str
    name: str
    style_sources: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]


def vendor_folder(package: str) -> str:
    """Return the folder of a pinned package in `assets/vendor`, named as npm names its archive."""
    return archive_name(package, PINNED[package])


def archive_name(package: str, version: str) -> str:
    """Return the name that npm gives to the archive of a package, without its ending."""
    return f"{package.removeprefix('@').replace('/', '-')}-{version}"


SCALAR = vendor_folder("@scalar/api-reference")
SWAGGER = vendor_folder("swagger-ui-dist")
SCALAR_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-DLlkYCuDYGe6ME23YkUFB7Tc36rGDeo4mVBFbZX3uaU='",
    "'sha256-ZW1GSuo0pKyEx5Ar7ZC5Dflb/mjatjeTW9aVx0iZAzE='",
    "'sha256-gLedmWUKlX4duI188UZWTf2DMrVwlDK3EWH+9mk9wdE='",
    "'sha256-d7niGYA9R/xp7r1pyc/+3ntTepKCabnrqd2exao76s4='",
    "'sha256-im4bR8m0i9OTwS6FwAG4MKlk4URQdZkDu1Tx9kDpKNw='",
    "'sha256-rExFZ86F+lQCM9ekxyw4ptDiZ44i6DtO10g2aC2sYiQ='",
    "'sha256-rO+6k1mDRASa9Q8IQu9I3bF+bjRdxDreAZCyGSaxzeI='",
    "'sha256-v6FGbsebOHJ39qjwyswuNyhVylA7DHti/pqoiIvwbXQ='",
)
"""Hashes of the inline styles that Scalar writes; the policy allows no others.

Another version has other styles; the browser console names the missing hashes.
"""
SCALAR_PAGE = ReferencePage(
    path="/docs",
    name="scalar",
    style_sources=f"'self' 'unsafe-hashes' {' '.join(SCALAR_STYLES)}",
    styles=("docs.css", "scalar.css"),
    scripts=("scalar-boot.js", f"{SCALAR}-standalone.js"),
)
SWAGGER_PAGE = ReferencePage(
    path="/docs/swagger",
    name="swagger",
    style_sources="'self'",
    styles=(f"{SWAGGER}-swagger-ui.css", "docs.css", "swagger.css"),
    scripts=(f"{SWAGGER}-swagger-ui-bundle.js", "swagger-boot.js"),
)


def docs_routers(openapi_url: str = "/openapi.json") -> tuple[APIRouter, APIRouter]:
    """Return the routes of both pages, which draw the description at `openapi_url`, and of their assets."""
    pages = APIRouter(include_in_schema=False, route_class=CachedRoute)
    files = APIRouter(include_in_schema=False, route_class=CachedRoute)

    for page in (SCALAR_PAGE, SWAGGER_PAGE):
        pages.add_api_route(page.path, _endpoint(page, openapi_url))

    @files.get("/docs/assets/{name}")
    async def get_asset(name: str, request: Request) -> Response:
        return file_response(assets(), name, request.url.query)

    return pages, files


@cache
def assets() -> Mapping[str, StaticFile]:
    """Return every file that may be served, by its public name."""
    folders = (ASSETS / "vendor" / SCALAR, ASSETS / "vendor" / SWAGGER)
    return static_files(ASSETS, "no-cache", (path for folder in folders for path in folder.iterdir()))


def render_reference_page(page: ReferencePage, prefix: str, openapi_url: str) -> str:
    """Return the HTML of a page, every address in it below `prefix`, the path that a proxy takes away."""
    base, texts = escape(prefix), page_texts()["docs"]
    links = [
        f'<a href="{base}{other.path}"{" aria-current=page" if other is page else ""}>{texts[other.name]}</a>'
        for other in (SCALAR_PAGE, SWAGGER_PAGE)
    ]
    links.append(f'<a href="{base}/docs/cookbook">{texts["titles"]["cookbook"]}</a>')
    styles = [f'<link rel="stylesheet" href="{base}/docs/assets/{name}">' for name in page.styles]
    scripts = [f'<script src="{base}/docs/assets/{name}"></script>' for name in page.scripts]
    return Template((ASSETS / "page.html").read_text(encoding="utf-8")).substitute(
        title=say(texts["api_title"], title=texts[page.name]),
        **texts["reference"],
        openapi=base + escape(openapi_url),
        links="\n".join(links),
        styles="\n".join(styles),
        scripts="\n".join(scripts),
    )


def _endpoint(page: ReferencePage, openapi_url: str) -> Callable[[Request], Awaitable[Response]]:
    async def get_reference(request: Request) -> Response:
        prefix = str(request.scope.get("root_path", "")).rstrip("/")
        policy = CONTENT_SECURITY_POLICY.format(styles=page.style_sources)
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy}
        return HTMLResponse(render_reference_page(page, prefix, openapi_url), headers=headers)

    return get_reference
