"""Icons: which exist, how they are drawn, how they are served, and where pages show them."""

import re
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ParserCreate

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.icons.icon_files import icon_files, kind_icon_href
from tests.web.html_parser import read

SHAPES = {"svg", "g", "path", "circle"}
ATTRIBUTES = {
    *("xmlns", "viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"),
    *("class", "fill-opacity", "transform", "d", "cx", "cy", "r"),
}
"""What an icon may use: neither scripts nor styles, nor anything that refers to another file."""

OUTLINE = {"fill": "none", "stroke": "currentColor", "stroke-width": "2.6"}
TINT = {"stroke": "none", "fill-opacity": ".4", "transform": "translate(3 3)"}
TINTS = {"#6aa9dc", "#d8a52f", "#84c04a", "#a564cc", "#35b0b3", "#e8794d"}
DRAWN_KINDS = ("food-sources", "prebiotics", "supplements", "activities", "mechanisms")
COMING = {
    "kinds": ("bone-foods",),
    "bone-foods": (
        "broccoli",
        "collard-greens",
        "eggs",
        "figs-dried",
        "kale",
        "lactose-free-milk",
        "mackerel",
        "milk",
        "mineral-water-calcium",
        "orange",
        "orange-juice-fortified",
        "pak-choi",
        "salmon",
        "salmon-canned",
        "sardines-canned",
        "soy-drink-fortified",
        "spinach",
        "tahini",
        "tofu-calcium-set",
        "uv-mushrooms",
        "white-beans",
    ),
    "food-sources": (
        "brie",
        "buttermilk",
        "cheddar",
        "cottage-cheese",
        "doenjang",
        "fermented-pickles",
        "gochujang",
        "lassi",
        "parmesan",
        "quark",
        "skyr",
        "sourdough-bread",
        "soy-yogurt",
        "water-kefir",
    ),
    "prebiotics": (
        "almonds",
        "beetroot",
        "black-beans",
        "cabbage",
        "chia-seeds",
        "chickpeas",
        "dandelion-greens",
        "dates",
        "figs",
        "flaxseed",
        "globe-artichoke",
        "green-banana",
        "green-peas",
        "kidney-beans",
        "kiwifruit",
        "lentils",
        "mushrooms",
        "pear",
        "pistachios",
        "potato-cooled",
        "raspberries",
        "rice-cooled",
        "rye-crispbread",
        "shallot",
        "spring-onion",
        "walnuts",
        "watermelon",
        "wheat-bran",
        "wholegrain-pasta",
    ),
}
"""Icons of what the content does not have yet."""

FILES = sorted(icon_files().items())


@pytest.mark.parametrize(("name", "path"), FILES, ids=[name for name, _ in FILES])
def test_icon_is_a_small_svg_in_the_one_style(name: str, path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+\.svg", name)
    content = path.read_bytes()
    assert len(content) <= 1000
    assert not re.search(rb"<[!?]|url\(|href", content)
    elements = elements_of(content)
    assert {element for element, _ in elements} <= SHAPES
    assert {attribute for _, attributes in elements for attribute in attributes} <= ATTRIBUTES
    (_, svg), *shapes = elements
    assert svg["viewBox"] == "0 0 64 64"
    assert OUTLINE.items() <= svg.items()
    (tint,) = (attributes for _, attributes in shapes if "class" in attributes)
    assert tint["class"] == "tint"
    assert tint["fill"] in TINTS
    assert TINT.items() <= tint.items()
    outlines = [attributes for _, attributes in shapes if attributes is not tint]
    assert not [one for one in outlines if {"stroke", "stroke-width", "fill"} & one.keys()]


def elements_of(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of an XML document in order, with their attributes."""
    elements: list[tuple[str, dict[str, str]]] = []
    parser = ParserCreate()
    parser.StartElementHandler = lambda name, attributes: elements.append((name, attributes))
    parser.ParseFile(BytesIO(content))
    return elements


def test_every_icon_belongs_to_an_entry_or_a_kind(catalog: Catalog) -> None:
    coming = {f"{kind}/{slug}" for kind, slugs in COMING.items() for slug in slugs}
    known = {*catalog.stored, *catalog.moved, *(f"kinds/{kind}" for kind in catalog.entries_by_kind), *coming}
    assert {name.removesuffix(".svg") for name in icon_files()} <= known


def test_every_kind_has_an_icon(catalog: Catalog) -> None:
    assert [kind for kind in catalog.entries_by_kind if kind_icon_href(kind) is None] == []


@pytest.mark.parametrize("kind", DRAWN_KINDS)
async def test_entries_name_their_icons_in_lists_alone_in_search_and_in_the_bundle(
    client: httpx.AsyncClient, kind: str
) -> None:
    listed = (await client.get(f"/v1/{kind}?limit=100")).json()["data"]
    parts = (await client.get("/v1/bundle")).json()["data"]["parts"]
    for entry in listed:
        icon = f"/icons/{kind}/{entry['slug']}.svg"
        assert entry["icon"] == parts[f"{kind}/{entry['slug']}"]["icon"] == icon
    first = listed[0]
    assert (await client.get(first["href"])).json()["data"]["icon"] == first["icon"]
    found = (await client.get("/v1/search", params={"q": first["name"], "kind": kind})).json()["data"]
    assert {hit["slug"]: hit["icon"] for hit in found}[first["slug"]] == first["icon"]


async def test_entry_without_an_icon_says_null(client: httpx.AsyncClient) -> None:
    for kind in ("sources", "claims", "cautions"):
        assert {entry["icon"] for entry in (await client.get(f"/v1/{kind}")).json()["data"]} == {None}


async def test_icons_are_served_with_type_caching_and_policy(client: httpx.AsyncClient) -> None:
    for name, path in icon_files().items():
        answer = await client.get(f"/icons/{name}")
        assert (answer.status_code, answer.content) == (200, path.read_bytes())
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["cache-control"] == "public, max-age=86400"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        again = await client.get(f"/icons/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "food-sources/nothing.svg",
        "food-sources/kefir",
        "kefir.svg",
        "..%2ficon_files.py",
        "kinds/",
    ],
)
async def test_unknown_icon_gives_404(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/icons/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/food-sources/kefir", "article"),
        ("/food-sources", "h1"),
        ("/food-sources", "h2"),
        ("/search?q=kefir", "h3"),
    ],
)
async def test_page_shows_the_icon_beside_the_name_for_the_eye_alone(
    client: httpx.AsyncClient, path: str, heading: str
) -> None:
    page = read((await client.get(path)).text)
    icons = [icon for name in page.all(heading) for icon in name.all("span", class_="icon")]
    assert icons
    for icon in icons:
        assert icon.attributes["aria-hidden"] == "true"
        assert icon.one("svg").attributes["stroke"] == "currentColor"
        assert icon.text.strip() == ""


async def test_page_of_an_entry_without_an_icon_shows_none(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/conditions/hypertension")).text)
    assert not list(page.one("main").all("span", class_="icon"))


async def test_home_page_shows_the_icon_of_every_kind(client: httpx.AsyncClient, catalog: Catalog) -> None:
    page = read((await client.get("/")).text)
    topics = page.one("section", aria_labelledby="browse")
    assert len(list(topics.all("span", class_="icon"))) == len(catalog.entries_by_kind)
