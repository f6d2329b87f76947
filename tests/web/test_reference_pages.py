"""The reference pages are self-contained and have a strict content security policy."""

import re
from collections.abc import AsyncIterator, Iterable
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient

from app.catalog.catalog import Catalog
from app.server.middleware.response_cache_middleware import ResponseCacheMiddleware
from app.server.state.release_holder import ReleaseHolder
from app.web.docs.reference_pages import ASSETS, PINNED, docs_routers, vendor_folder

PAGES = ("/docs", "/docs/swagger")
VENDOR = ASSETS / "vendor"
FOREVER = "public, max-age=31536000, immutable"
UNKNOWN = (
    "nothing.js",
    "page.html",
    "CHECKSUMS.sha256",
    "scalar-api-reference-0.0.1-standalone.js",
    "..%2fdocs.py",
    "..%2f..%2fmain.py",
    "%2e%2e%2fdocs.py",
    "..%5cdocs.py",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "vendor/CHECKSUMS.sha256",
    "docs.css%00",
)


class Addresses(HTMLParser):
    """What a page loads and links to, and whether any script or handler is written into it."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.loaded: list[tuple[str, str]] = []
        self.linked: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of one element."""
        values = {name: value or "" for name, value in attrs}
        self.inline += [name for name in values if name.startswith("on") or name == "style"]
        match tag, values:
            case "script", {"src": address}:
                self.loaded.append((address, "text/javascript; charset=utf-8"))
            case (("script" | "style"), _):
                self.inline.append(tag)
            case "link", {"rel": "stylesheet", "href": address}:
                self.loaded.append((address, "text/css; charset=utf-8"))
            case "a", {"href": address}:
                self.linked.append(address)


def include(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Add routers to an application."""
    for router in routers:
        app.include_router(router)


@pytest.fixture
async def client(catalog: Catalog) -> AsyncIterator[AsyncClient]:
    """Return a client of an application that has these pages and nothing else."""
    app = FastAPI(docs_url=None, redoc_url=None)
    include(app, docs_routers())
    cached = ResponseCacheMiddleware(app, ReleaseHolder(catalog, 8_000_000))
    async with AsyncClient(transport=ASGITransport(cached), base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_reference_page_loads_nothing_external(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    policy = {
        name: sources
        for name, *sources in (part.split() for part in answer.headers["content-security-policy"].split(";"))
    }
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    allowed = {source for sources in policy.values() for source in sources}
    hashes = {source for source in policy["style-src"] if source.startswith("'sha256-")}
    assert allowed - hashes <= {"'none'", "'self'", "data:", "'unsafe-hashes'"}
    assert [name for name, sources in policy.items() if "'unsafe-hashes'" in sources] in ([], ["style-src"])
    assert "http:" not in answer.text
    assert "https:" not in answer.text


@pytest.mark.parametrize("path", PAGES)
async def test_reference_pages_link_to_each_other(client: AsyncClient, path: str) -> None:
    html = (await client.get(path)).text
    assert '<html lang="en">' in html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert re.search(r"<title>[^<$]+</title>", html)
    assert "$" not in html
    assert set(PAGES) <= set(Addresses(html).linked)
    assert Addresses(html).inline == []


@pytest.mark.parametrize("path", PAGES)
async def test_every_asset_of_a_page_is_served(client: AsyncClient, path: str) -> None:
    loaded = Addresses((await client.get(path)).text).loaded
    assert len(loaded) >= 3
    for address, content_type in loaded:
        answer = await client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, content_type), address
        pinned = any(version in address for version in PINNED.values())
        assert answer.headers["cache-control"] == (FOREVER if pinned else "no-cache"), address
        again = await client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize("name", UNKNOWN)
async def test_unknown_asset_gives_404(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/docs/assets/{name}")).status_code == 404


async def test_root_path_prefixes_urls() -> None:
    app = FastAPI(docs_url=None, redoc_url=None)
    include(app, docs_routers("/v1/openapi.json"))
    transport = ASGITransport(app, root_path="/bones")
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        html = (await client.get("/bones/docs")).text
    found = Addresses(html)
    assert 'data-openapi="/bones/v1/openapi.json"' in html
    assert all(address.startswith("/bones/docs") for address, _ in found.loaded)
    assert all(address.startswith("/bones/") for address in found.linked)


def test_reference_pages_are_not_in_openapi() -> None:
    app = FastAPI(docs_url=None, redoc_url=None)
    include(app, docs_routers())
    assert app.openapi()["paths"] == {}


def test_vendored_files_match_checksums() -> None:
    lines = (VENDOR / "CHECKSUMS.sha256").read_text(encoding="utf-8").splitlines()
    expected = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    present = {
        str(path.relative_to(VENDOR)): sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "CHECKSUMS.sha256"
    }
    assert present == expected
    assert {name.split("/")[0] for name in present} == {vendor_folder(package) for package in PINNED}


@pytest.mark.parametrize("package", PINNED)
def test_vendored_reference_packages_have_licences(package: str) -> None:
    licence = (VENDOR / vendor_folder(package) / "LICENSE").read_text(encoding="utf-8")
    assert re.search(r"MIT License|Apache License", licence)


@pytest.mark.parametrize(
    ("script", "setting"),
    [
        ("scalar-boot.js", "telemetry: false"),
        ("scalar-boot.js", "withDefaultFonts: false"),
        ("scalar-boot.js", "agent: { disabled: true }"),
        ("scalar-boot.js", "mcp: { disabled: true }"),
        ("scalar-boot.js", "hideClientButton: true"),
        ("scalar-boot.js", 'showDeveloperTools: "never"'),
        ("swagger-boot.js", "validatorUrl: null"),
    ],
)
def test_outbound_features_are_disabled(script: str, setting: str) -> None:
    source = (ASSETS / script).read_text(encoding="utf-8")
    assert setting in source
    assert "proxyUrl" not in source
    assert "://" not in source
