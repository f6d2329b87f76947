"""What search engines, browsers and previews of a link ask for."""

import re
from io import BytesIO
from xml.parsers.expat import ParserCreate

import httpx

from app.catalog.catalog import Catalog
from tests.web.html_parser import read

OTHER_HOST = {"Host": "evil.example"}


async def test_sitemap_has_every_entry_at_the_public_address(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    answer = await client.get("/sitemap.xml", headers=OTHER_HOST)
    ParserCreate().ParseFile(BytesIO(answer.content))
    found = set(re.findall(r"<loc>([^<]+)</loc>", answer.text))
    assert all(address.startswith("https://localhost/") for address in found)
    entries = {entry.href.removeprefix("/v1") for held in catalog.entries_by_kind.values() for entry in held}
    assert entries < {address.removeprefix("https://localhost") for address in found}


async def test_robots_name_the_sitemap(client: httpx.AsyncClient) -> None:
    text = (await client.get("/robots.txt", headers=OTHER_HOST)).text
    assert "Sitemap: https://localhost/sitemap.xml" in text
    assert "Disallow: /v1/" in text


async def test_manifest_and_icon_are_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    (icon,) = answer.json()["icons"]
    assert (await client.get(icon["src"])).headers["content-type"] == "image/svg+xml"
    assert (await client.get("/favicon.ico")).headers["location"] == icon["src"]


async def test_page_describes_itself_by_its_answer(client: httpx.AsyncClient) -> None:
    page = read((await client.get("/food-sources/kefir")).text)
    described = next(one for one in page.all("meta") if one.attributes.get("name") == "description")
    assert described.attributes["content"].startswith("Does kefir help bone? Not known.")
    shared = next(one for one in page.all("meta") if one.attributes.get("property") == "og:description")
    assert shared.attributes["content"] == described.attributes["content"]


async def test_article_page_has_its_statements_with_verdicts(client: httpx.AsyncClient) -> None:
    score = (await client.get("/v1/articles/gut-and-bones")).json()["data"]["scorecard"]
    page = read((await client.get("/articles/gut-and-bones")).text)
    shown = [one.attributes["data-verdict"] for one in page.all("li", class_="statement")]
    assert len(shown) == score.pop("statements")
    assert {verdict: shown.count(verdict) for verdict in score} == score
    marks = [
        one.attributes["class"].split("verdict-")[-1] for one in page.one("ul", class_="score").all("svg")
    ]
    assert {verdict: marks.count(verdict) for verdict in score} == score
