"""Files that search engines and browsers ask for: robots, the sitemap, the manifest and the icon."""

import json
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from app.api.cached_route import CachedRoute
from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.server.state.release_holder import CurrentCatalog
from app.texts.page_texts import page_texts
from app.web.explorer.assets import asset_url
from app.web.explorer.template_filters import page_url

PAGES = (
    "/",
    "/chain",
    "/compare",
    "/map",
    "/plan",
    "/check",
    "/about-me",
    "/about",
    "/how-we-grade",
    "/privacy",
)
BRAND, PAPER = "#48195c", "#f4f2f6"

router = APIRouter(include_in_schema=False, route_class=CachedRoute)


@router.get("/robots.txt")
def get_robots(request: Request, catalog: CurrentCatalog) -> Response:
    """Return what robots may read: pages, but no form and no API."""
    origin = request.app.state.settings.public_url
    lines = ["User-agent: *", "Disallow: /v1/", f"Sitemap: {origin}/sitemap.xml"]
    return PlainTextResponse("\n".join([*lines, ""]), headers=release_headers(catalog))


@router.get("/sitemap.xml")
def get_sitemap(request: Request, catalog: CurrentCatalog) -> Response:
    """Return the address of every page, with the day of its last review."""
    text = sitemap(request.app.state.settings.public_url, catalog)
    return Response(text, media_type="application/xml", headers=dict(release_headers(catalog)))


@router.get("/manifest.webmanifest")
def get_manifest(catalog: CurrentCatalog) -> Response:
    """Return the name, colours and icon for a home screen."""
    texts = page_texts()["base"]
    body = {
        "name": page_texts()["home"]["title"],
        "short_name": texts["name"],
        "start_url": "/",
        "display": "browser",
        "theme_color": BRAND,
        "background_color": PAPER,
        "icons": [{"src": asset_url("mark.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    headers = dict(release_headers(catalog))
    return Response(json.dumps(body), media_type="application/manifest+json", headers=headers)


@router.get("/favicon.ico")
def get_favicon() -> Response:
    """Redirect browsers that look for the icon here."""
    return RedirectResponse(asset_url("mark.svg"), status_code=308)


def sitemap(origin: str, catalog: Catalog) -> str:
    """Return the sitemap; addresses come from the setting alone, never from the request."""
    lists = [f"/{kind}" for kind in catalog.entries_by_kind]
    sections = [f"/guide/{section.slug}" for section in catalog.guide]
    plain = "".join(f"<url><loc>{escape(origin + path)}</loc></url>" for path in (*PAGES, *lists, *sections))
    entries = "".join(
        f"<url><loc>{escape(origin + page_url(entry.href))}</loc>"
        f"<lastmod>{entry.review.reviewed_on}</lastmod></url>"
        for held in catalog.entries_by_kind.values()
        for entry in held
    )
    start = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return f"{start}{plain}{entries}</urlset>"
