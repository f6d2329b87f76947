"""Serving pages: security headers, caching, working links, pages for removed entries."""

from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.web.explorer.assets import ASSETS, PINNED, asset_url, assets
from scripts.vendor_docs import CHECKSUMS, checksums
from tests.conftest import make_app, make_client
from tests.web.html_parser import read

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "br"}
PAGES = [
    "/",
    "/guide/fermented_foods",
    "/food-sources",
    "/food-sources/kefir",
    "/claims/research-bmd-turnover",
    "/map?food=food-sources/kefir",
    "/chain",
    "/compare",
    "/about",
    "/how-we-grade",
    "/privacy",
    "/compare?items=food-sources/kefir,bone-foods/milk",
    "/plan",
    "/check",
    "/search?q=kefir",
]
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@pytest.mark.parametrize("path", PAGES)
async def test_csp_and_no_inline_scripts_or_styles(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    assert {name: sources for name, *sources in parts} == POLICY
    page = read(answer.text)
    assert not list(page.all("style"))
    for one in page.all():
        assert not [name for name in one.attributes if name.startswith("on") or name == "style"]
        assert not one.attributes.get("href", "").lower().startswith(("javascript:", "//"))
    for script in page.all("script"):
        if script.attributes.get("type") == "application/ld+json":
            continue  # data, which no browser runs
        assert script.text == ""
        assert script.attributes["src"].startswith("/assets/")


@pytest.mark.parametrize("path", PAGES)
async def test_page_is_compressed_and_etag_gives_304(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert answer.headers["content-encoding"] == "br"
    assert "public" in answer.headers["cache-control"]
    again = await client.get(path, headers={**BROWSER, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await client.head(path, headers=BROWSER)
    assert head.headers["etag"] == answer.headers["etag"]
    assert head.content == b""


@pytest.mark.full_suite
async def test_every_link_resolves(client: httpx.AsyncClient, catalog: Catalog) -> None:
    links = set()
    paths = [
        *PAGES,
        *(f"/{kind}" for kind in catalog.entries_by_kind),
        *(f"/guide/{one.slug}" for one in catalog.guide),
    ]
    paths += [f"/{kind}/{entries[0].slug}" for kind, entries in catalog.entries_by_kind.items()]
    for path in paths:
        page = read((await client.get(path)).text)
        ids = {one.attributes["id"] for one in page.all() if "id" in one.attributes}
        found = [one.attributes["href"] for one in page.all() if one.name in {"a", "link"}]
        assert {link[1:] for link in found if link.startswith("#")} <= ids, path
        links |= {link.partition("#")[0] for link in found if link.startswith("/")}
        assert len(list(page.all("h1"))) == 1
    broken = [link for link in sorted(links) if (await client.get(link)).status_code != 200]
    assert broken == []
    assert len(links) > 500


async def test_misspelt_slug_gives_404_page_with_suggestions(client: httpx.AsyncClient) -> None:
    answer = await client.get("/food-sources/keffir", headers=BROWSER)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    page = read(answer.text)
    assert [link.text for link in page.one("main").all("a", href="/food-sources/kefir")] == ["Kefir"]
    assert "keffir" in page.text


@pytest.mark.parametrize(
    "slug", ["<img src=x onerror=alert(1)>", "'\"><script>", "\u202ekefir", "w" * 200, "{{7*7}}"]
)
async def test_slug_in_404_page_is_escaped(client: httpx.AsyncClient, slug: str) -> None:
    answer = await client.get(f"/food-sources/{quote(slug, safe='')}", headers=BROWSER)
    assert answer.status_code == 404
    page = read(answer.text)
    scripts = [one.attributes["src"] for one in page.all("script")]
    assert scripts == [asset_url("page.js"), asset_url("about-me.js")]
    assert not list(page.all("img"))
    assert slug[:40] in page.one("main").text


async def test_404_is_html_for_browsers_and_problem_json_for_clients(
    client: httpx.AsyncClient,
) -> None:
    people = await client.get("/nowhere", headers=BROWSER)
    assert (people.status_code, people.headers["content-type"]) == (404, "text/html; charset=utf-8")
    near = await client.get("/v1x", headers=BROWSER)
    assert near.headers["content-type"] == "text/html; charset=utf-8"
    programs = await client.get("/nowhere", headers={"Accept": "application/json"})
    assert programs.headers["content-type"] == "application/problem+json"
    api = await client.get("/v1/food-sources/keffir", headers=BROWSER)
    assert api.headers["content-type"] == "application/problem+json"
    for path in ("/health/nope", "/docs/nope"):
        machine = await client.get(path, headers=BROWSER)
        assert (path, machine.headers["content-type"]) == (path, "application/problem+json")


async def test_former_slug_gives_308_and_removed_slug_410(catalog: Catalog, engine: Engine) -> None:
    newest = catalog.history[-1]
    removed = newest.model_copy(update={"removed": ("food-sources/soy-milk",)})
    moved = {"food-sources/kephir": "food-sources/kefir"}
    changed = replace(catalog, moved=moved, history=(*catalog.history[:-1], removed))
    async with make_client(make_app(changed, engine)) as client:
        lead = await client.get("/food-sources/kephir")
        assert (lead.status_code, lead.headers["location"]) == (308, "/food-sources/kefir")
        gone = await client.get("/food-sources/soy-milk", headers=BROWSER)
        assert gone.status_code == 410
        assert removed.id in read(gone.text).one("main").text
        traced = await client.get("/map?from=food-sources/kephir&to=outcomes/bone-loss")
        assert 'value="food-sources/kefir" selected' in traced.text


async def test_assets_are_served_and_other_names_give_404(client: httpx.AsyncClient) -> None:
    for name in assets():
        answer = await client.get(f"/assets/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] in {
            *("text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml", "image/png")
        }
        again = await client.get(f"/assets/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        assert answer.headers["access-control-allow-origin"] == "*"
    for name in ("nothing.js", "..%2fpages.py", "%2fetc%2fpasswd", "CHECKSUMS.sha256", "explorer.css%00"):
        assert (await client.get(f"/assets/{name}")).status_code == 404


async def test_asset_is_compressed_and_etag_gives_304(client: httpx.AsyncClient) -> None:
    address = asset_url("explorer.css")
    plain = await client.get(address, headers={"Accept-Encoding": "identity"})
    answer = await client.get(address, headers={"Accept-Encoding": "br"})
    assert (answer.headers["content-encoding"], answer.text) == ("br", plain.text)
    assert int(answer.headers["content-length"]) < len(plain.content) / 3
    fields = {"Accept-Encoding": "br", "If-None-Match": answer.headers["etag"]}
    assert (await client.get(address, headers=fields)).status_code == 304


async def test_caches_keep_assets_of_a_page_for_ever_and_revalidate_other_versions(
    client: httpx.AsyncClient,
) -> None:
    page = read((await client.get("/map")).text)
    loaded = [one.attributes["href"] for one in page.all("link") if one.attributes["rel"] == "stylesheet"]
    loaded += [script.attributes["src"] for script in page.all("script")]
    assert len(loaded) > 3
    for address in loaded:
        answer = await client.get(address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = await client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, answer.headers["cache-control"])
    for address in ("/assets/explorer.css", "/assets/explorer.css?v=00000000", asset_url("map.css") + "0"):
        assert (await client.get(address)).headers["cache-control"] == "public, no-cache"


def test_vendored_packages_have_licences() -> None:
    for package, version in PINNED.items():
        licence = ASSETS / "vendor" / f"{package}-{version}" / "LICENSE"
        assert "Permission is hereby granted" in licence.read_text("utf-8")


def test_vendored_files_match_checksums() -> None:
    vendor = ASSETS / "vendor"
    assert (vendor / CHECKSUMS).read_text("utf-8") == checksums(vendor)
    assert {path.parent.name for path in vendor.glob("*/*")} == {f"{name}-{PINNED[name]}" for name in PINNED}
