"""Every entry page shows the figures, grades and complete cautions of its JSON."""

import re
from itertools import islice

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from tests.web.html_parser import Element, at, numbers_in, read

PATHS = [kind.path for kind in KINDS]
FAST = ("cautions", "conditions", "food-sources")
"""The kinds of which `make test-fast` reads every page."""
EVERY_KIND = [pytest.param(path, marks=() if path in FAST else pytest.mark.full_suite) for path in PATHS]
SHARED = {"claims", "cautions", "related"}


async def page_and_json(client: httpx.AsyncClient, key: str) -> tuple[Element, dict[str, object]]:
    """Return the page of an entry and its JSON."""
    page, body = await client.get(f"/{key}"), await client.get(f"/v1/{key}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["gutbone-release"] == body.headers["gutbone-release"]
    return read(page.text), body.json()["data"]


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_page_has_every_number_of_the_json(
    client: httpx.AsyncClient, catalog: Catalog, kind: str
) -> None:
    for entry in catalog.kinds[kind]:
        page, body = await page_and_json(client, f"{kind}/{entry.slug}")
        places = {one.attributes["data-at"] for one in page.all("data")}
        if kind == "claims":
            evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
            body = body | {"rows": evidence["rows"]}
        for shown in page.all("data"):
            figure = at(body, shown.attributes["data-at"])
            assert float(shown.text) == float(shown.attributes["value"]) == figure, entry.href
        own = {name: value for name, value in body.items() if name not in SHARED}
        missing = [place for place, _ in numbers_in(own) if place not in places]
        # The label of a study in the table ends with its year.
        assert not [place for place in missing if not re.fullmatch(r"rows\.\d+\.year", place)], entry.href


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_page_has_every_claim_grade_and_whole_caution(
    client: httpx.AsyncClient, catalog: Catalog, kind: str
) -> None:
    for entry in catalog.kinds[kind]:
        page, body = await page_and_json(client, f"{kind}/{entry.slug}")
        cautions = {one.attributes["data-slug"]: one for one in page.all("article", class_="caution")}
        graded = [one for one in page.all("article", class_="claim") if "data-slug" in one.attributes]
        claims = {one.attributes["data-slug"]: one for one in graded}
        for card in entry.cautions:
            received = cautions[card.slug].text
            texts = [card.severity.label, card.title, card.why, card.applies_when or "", *card.what_to_do]
            for text in (*texts, *card.urgent_signs):
                assert " ".join(text.split()) in received, (entry.href, card.slug)
        for claim in entry.claims:
            received = claims[claim.slug].text
            assert claim.statement in received
            assert (
                f"{claim.certainty.label}{'' if claim.certainty == 'not_graded' else ' certainty'}"
                in received
            )
            assert claim.certainty.meaning in received
            assert len(list(claims[claim.slug].all("svg", class_="bars"))) == 1
        assert str(body["summary"]) in page.text


@pytest.mark.parametrize("kind", PATHS)
async def test_cautions_come_before_claims(client: httpx.AsyncClient, catalog: Catalog, kind: str) -> None:
    for entry in islice(catalog.kinds[kind], 3):
        html = (await client.get(f"/{kind}/{entry.slug}")).text
        assert 0 < html.index('id="cautions"') < html.find('id="claims"') % len(html)
        assert html.index('id="cautions"') < html.index('id="cite"')


async def test_nutrition_bar_needs_a_daily_value(client: httpx.AsyncClient, catalog: Catalog) -> None:
    known = [
        nutrient["slug"]
        for nutrient in (await client.get("/v1/nutrients?limit=100")).json()["data"]
        if nutrient["daily_reference"]
    ]
    assert known == ["sodium"]
    for kind in ("food-sources", "prebiotics"):
        for entry in catalog.kinds[kind]:
            page, body = await page_and_json(client, f"{kind}/{entry.slug}")
            marked = [one for one in page.all("span") if "data-share" in one.attributes]
            shares = {one.attributes["data-share"]: one.text for one in marked}
            sodium = body["sodium"]
            assert isinstance(sodium, dict)
            if sodium["percent_of_2300_mg"] is not None:
                assert shares == {"sodium_mg": f"{sodium['percent_of_2300_mg']:g} %"}, entry.href
            else:
                assert set(shares) <= {"sodium_mg"}
