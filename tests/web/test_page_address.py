"""Where a page is: its canonical address, its citation and the report of a mistake on it."""

from struct import unpack
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.texts.page_texts import page_texts
from app.web.explorer import entry_view
from tests.conftest import make_app, make_client
from tests.web.html_parser import Element, read

ORIGIN = "https://guide.example"
REPORT = "mailto:editor@guide.example?subject={page}&body={release}"
HEADERS = {"Accept": "text/html", "Host": "evil.example"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TITLE = page_texts()["base"]["report"]


@pytest.fixture
def told(catalog: Catalog, engine: Engine) -> httpx.AsyncClient:
    """Return a client of a server with a public address and one for reports."""
    return make_client(make_app(catalog, engine, Settings(public_url=ORIGIN, report_address=REPORT)))


def canonical(page: Element) -> list[str]:
    return [one.attributes["href"] for one in page.all("link") if one.attributes.get("rel") == "canonical"]


def reports(page: Element) -> list[str]:
    return [one.attributes["href"] for one in page.all("a") if one.text == TITLE]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/food-sources/kefir", "/food-sources/kefir"),
        ("/food-sources/kefir?utm_source=x", "/food-sources/kefir"),
        ("/search?q=warfarin", "/search"),
        ("/chain?food=food-sources/natto", "/chain?food=food-sources/natto"),
        (
            "/compare?items=food-sources/natto&items=bone-foods/milk",
            "/compare?items=food-sources/natto,bone-foods/milk",
        ),
        ("/how-we-grade", "/how-we-grade"),
    ],
)
async def test_canonical_address_follows_the_setting_alone(
    told: httpx.AsyncClient, path: str, expected: str
) -> None:
    page = read((await told.get(path, headers=HEADERS)).text)
    assert canonical(page) == [ORIGIN + expected]
    urls = [
        one.attributes["content"] for one in page.all("meta") if one.attributes.get("property") == "og:url"
    ]
    assert urls == [ORIGIN + expected]
    assert "evil.example" not in page.text


async def test_without_the_setting_there_is_no_canonical_address_and_no_report(
    client: httpx.AsyncClient,
) -> None:
    page = read((await client.get("/food-sources/kefir", headers=HEADERS)).text)
    assert (canonical(page), reports(page)) == ([], [])


async def test_report_names_page_and_release_and_nothing_else(
    told: httpx.AsyncClient, catalog: Catalog
) -> None:
    for path in ("/food-sources/kefir", "/search?q=warfarin", "/privacy"):
        page = read((await told.get(path, headers=HEADERS)).text)
        (href,) = reports(page)
        asked = parse_qs(urlsplit(href).query)
        assert asked == {"subject": [path.partition("?")[0]], "body": [catalog.release]}


async def test_result_of_a_form_is_not_indexed_and_reports_nothing_of_the_person(
    told: httpx.AsyncClient, catalog: Catalog
) -> None:
    form = urlencode({"items_typed": "natto", "medicines_typed": "warfarin"})
    page = read((await told.post("/check", content=form, headers=FORM)).text)
    assert canonical(page) == []
    robots = [one.attributes["content"] for one in page.all("meta") if one.attributes.get("name") == "robots"]
    assert robots == ["noindex"]
    (href,) = reports(page)
    assert parse_qs(urlsplit(href).query) == {"subject": ["/check"], "body": [catalog.release]}


async def test_citation_has_the_absolute_address(told: httpx.AsyncClient) -> None:
    page = read((await told.get("/food-sources/kefir", headers=HEADERS)).text)
    assert f"{ORIGIN}/food-sources/kefir" in page.one("section", id="cite").text


@pytest.mark.parametrize("path", ["/about", "/how-we-grade", "/privacy"])
async def test_pages_about_the_guide_are_linked_from_every_page(client: httpx.AsyncClient, path: str) -> None:
    page = read((await client.get("/food-sources/kefir", headers=HEADERS)).text)
    assert path in [one.attributes.get("href") for one in page.one("footer").all("a")]
    about = read((await client.get(path, headers=HEADERS)).text)
    if path == "/about":
        disclaimer = (await client.get("/v1/disclaimer")).json()["data"]
        for paragraph in disclaimer["paragraphs"]:
            assert " ".join(paragraph.split()) in " ".join(about.text.split())
    if path == "/how-we-grade":
        shown = [one.attributes["data-certainty"] for one in about.all("span", class_="sure")]
        assert shown == ["high", "moderate", "low", "very_low", "not_graded"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://x.example", "mailto:a b"])
def test_other_addresses_for_reports_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"report_address|REPORT_ADDRESS"):
        Settings(report_address=address)


def named_picture(page: str) -> tuple[str, str, tuple[str, str]]:
    """Return the path of the picture of a page for link previews, its words, and its size."""
    tags = {one.attributes.get("property"): one.attributes.get("content") for one in read(page).all("meta")}
    size = (str(tags["og:image:width"]), str(tags["og:image:height"]))
    return str(tags["og:image"]).removeprefix(ORIGIN), str(tags["og:image:alt"]), size


async def assert_picture(told: httpx.AsyncClient, path: str, size: tuple[str, str]) -> None:
    """Assert that an address answers with a PNG of a size."""
    picture = await told.get(path)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = unpack(">II", picture.content[16:24])
    assert (str(width), str(height)) == size
    assert len(picture.content) < 60_000


async def test_preview_has_a_picture_at_the_public_address(told: httpx.AsyncClient) -> None:
    path, _, size = named_picture((await told.get("/", headers=HEADERS)).text)
    assert path.startswith("/assets/preview.png?")
    await assert_picture(told, path, size)


@pytest.mark.parametrize("key", ["food-sources/kefir", "claims/life-exercise", "nutrients/calcium"])
async def test_preview_of_an_entry_shows_its_answer(told: httpx.AsyncClient, key: str) -> None:
    path, words, size = named_picture((await told.get(f"/{key}", headers=HEADERS)).text)
    answer = (await told.get(f"/v1/{key}")).json()["data"]["answer"]
    assert path == f"/previews/{key}.png"
    assert words == f"{answer['question']} {answer['verdict_text']}."
    await assert_picture(told, path, size)


async def test_preview_without_the_libraries_is_the_general_one(
    told: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_view, "can_render_png", lambda: False)
    path, _, _ = named_picture((await told.get("/food-sources/kefir", headers=HEADERS)).text)
    assert path.startswith("/assets/preview.png?")
    assert (await told.get("/previews/food-sources/kefir.png")).status_code == 404


@pytest.mark.parametrize("path", ["food-sources/nothing", "terms/fodmap", "nothing/kefir"])
async def test_preview_of_no_answer_is_unknown(told: httpx.AsyncClient, path: str) -> None:
    assert (await told.get(f"/previews/{path}.png")).status_code == 404


async def test_page_of_an_unknown_origin_has_no_picture(client: httpx.AsyncClient) -> None:
    assert "og:image" not in (await client.get("/food-sources/kefir", headers=HEADERS)).text
