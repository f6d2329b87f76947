"""Every shown source is cited once, in reading order."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from shutil import copytree
from typing import Any

import httpx
import pytest
import yaml
from starlette.types import ASGIApp

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from app.features.citations.schemas import MAX_ITEMS
from tests.api.test_lists import entries_of
from tests.conftest import loaded_engine, make_app, make_client
from tests.fixtures.cli import SAMPLE_CONTENT

Body = dict[str, Any]
MILK = 'Luna A, Stern B. Moon milk & <craters>: a "randomised" trial. Journal of Made-up Trials.'


async def cited(client: httpx.AsyncClient, *items: str) -> Body:
    """Return the citations for items, each given as a parameter of its own."""
    response = await client.get("/v1/citations", params={"items": list(items)})
    assert response.status_code == 200, response.text
    body: Body = response.json()
    return body


def places(body: Body) -> set[str]:
    """Return the addresses of all that is cited for, or named as without a source."""
    supports = {support["href"] for each in body["data"] for support in each["supports"]}
    return supports | {each["href"] for each in body["unsupported"]}


def sources_in(value: object) -> Iterator[str]:
    """Yield the slugs of all sources that an entry names, in the order of its fields."""
    if isinstance(value, dict):
        if value.get("kind") == "sources" and set(value) == {"kind", "slug", "name", "href"}:
            yield value["slug"]
        value = [inner for name, inner in value.items() if name != "related"]
    if isinstance(value, list):
        for inner in value:
            yield from sources_in(inner)


async def expected(client: httpx.AsyncClient, *items: str) -> list[str]:
    """Return the sources of items in reading order, worked out from the entries that are served."""
    order: list[str] = []
    for item in items:
        entry = (await client.get(f"/v1/{item}")).json()["data"]
        for card in entry["claims"]:
            claim = (await client.get(f"/v1/claims/{card['slug']}")).json()["data"]
            order += [evidence["source"]["slug"] for evidence in claim["evidence"]]
        for card in entry["cautions"]:
            order += sources_in((await client.get(f"/v1/cautions/{card['slug']}")).json()["data"])
        order += [evidence["source"]["slug"] for evidence in entry.get("evidence", ())]
        order += sources_in(entry)
    return list(dict.fromkeys(order))


async def sources_of_figures(client: httpx.AsyncClient, *items: str) -> set[str]:
    """Return the sources of the figures of foods."""
    answers = [await client.get(f"/v1/{item}/figures") for item in items if "food" in item]
    return {slug for answer in answers for slug in sources_in(answer.json()["data"])}


@pytest.fixture(scope="module")
def changed_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ASGIApp]:
    """Return an application with content in which one source was reviewed long before all else."""
    folder = tmp_path_factory.mktemp("changed") / "content"
    copytree(SAMPLE_CONTENT, folder)
    file = folder / "sources" / "moon-watch.yaml"
    source = yaml.safe_load(file.read_text(encoding="utf-8"))
    source["review"]["reviewed_on"] = date(2020, 2, 29)
    file.write_text(yaml.safe_dump(source), encoding="utf-8")
    engine = loaded_engine(read_content(folder, KINDS), f"sqlite:///{folder.parent}/changed.db")
    yield make_app(read_catalog(engine, KINDS), engine)
    engine.dispose()


@pytest.fixture
async def changed_client(changed_app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of that application."""
    async with make_client(changed_app) as client:
        yield client


async def test_the_guide_is_cited_whole(client: httpx.AsyncClient) -> None:
    shown: set[str] = set()
    for section in (await client.get("/v1/guide")).json()["data"]["sections"]:
        for card in section["entries"]:
            entry = (await client.get(card["href"])).json()["data"]
            for kind in ("claims", "cautions"):
                shown |= {f"/v1/{kind}/{line['slug']}" for line in entry[kind]}
            shown |= {card["href"]} if card["kind"] in {"claims", "cautions"} else set()
    claims = {href for href in shown if href.startswith("/v1/claims/")}
    assert len(claims) == (await client.get("/v1/claims")).json()["page"]["total"]
    assert len(shown) > len(claims) + 40
    assert shown - places(await cited(client, "guide")) == set()


async def test_every_source_of_every_claim_is_cited_with_its_stance_and_grade(
    client: httpx.AsyncClient,
) -> None:
    stances = {}
    for each in (await cited(client, "guide"))["data"]:
        for support in each["supports"]:
            if support["kind"] == "claims":
                stances[support["slug"], each["source"]["slug"]] = support["stance"], support["certainty"]
    assert stances == {
        (claim["slug"], evidence["source"]["slug"]): (evidence["stance"], claim["certainty"])
        for claim in await entries_of(client, "claims")
        for evidence in claim["evidence"]
    }


async def test_every_source_of_every_caution_is_cited_with_its_severity(client: httpx.AsyncClient) -> None:
    """The guide does not show every caution, so each is asked for."""
    cautions = await entries_of(client, "cautions")
    keys = [f"cautions/{caution['slug']}" for caution in cautions]
    severities = {}
    for start in range(0, len(keys), MAX_ITEMS):
        for each in (await cited(client, *keys[start : start + MAX_ITEMS]))["data"]:
            for support in each["supports"]:
                assert support["kind"] == "cautions"
                severities[support["slug"], each["source"]["slug"]] = support["severity"]
    assert severities == {
        (caution["slug"], source): caution["severity"]
        for caution in cautions
        for source in sources_in(caution)
    }


@pytest.mark.parametrize("item", ["guide", "food-sources/kefir", "cautions/warfarin-natto"])
async def test_every_claim_and_caution_named_is_included_whole(client: httpx.AsyncClient, item: str) -> None:
    body = await cited(client, item)
    included = body["included"]
    served = {
        f"/v1/{kind}/{slug}": card for kind in ("cautions", "claims") for slug, card in included[kind].items()
    }
    assert served.keys() == {place for place in places(body) if place.split("/")[2] in included}
    assert served
    assert all(card["href"] == place for place, card in served.items())
    assert all(card["sentence"] for card in included["cautions"].values())


async def test_unsupported_claims_and_cautions_are_listed(sample_client: httpx.AsyncClient) -> None:
    claims = await entries_of(sample_client, "claims")
    cautions = await entries_of(sample_client, "cautions")
    unsourced_claims = {each["href"]: each["certainty"] for each in claims if not each["evidence"]}
    unsourced_cautions = {each["href"]: each["severity"] for each in cautions if not list(sources_in(each))}
    body = await cited(sample_client, *(each["href"].removeprefix("/v1/") for each in (*claims, *cautions)))
    assert 0 < len(unsourced_claims) < len(claims)
    assert 0 < len(unsourced_cautions) < len(cautions)
    found = {each["href"]: each["certainty"] or each["severity"] for each in body["unsupported"]}
    assert found == unsourced_claims | unsourced_cautions


async def test_claim_without_source_reports_the_search(sample_client: httpx.AsyncClient) -> None:
    body = await cited(sample_client, "terms/moonrot")
    assert body["unsupported"] == [
        {
            "kind": "claims",
            "slug": "nobody-looked",
            "name": "What does moonrot mean?",
            "href": "/v1/claims/nobody-looked",
            "certainty": "not_graded",
            "severity": None,
            "no_source_found": "Dictionaries of the moon were looked for.",
        }
    ]


@pytest.mark.parametrize(
    "items",
    [
        ["food-sources/kefir"],
        ["cautions/warfarin-natto"],
        ["claims/research-bone-loss"],
        ["microbes/limosilactobacillus-reuteri-atcc-pta-6475", "supplements/probiotic-supplement"],
        ["supplements/probiotic-supplement", "microbes/limosilactobacillus-reuteri-atcc-pta-6475"],
        ["lifestyle-tips/move-every-day", "daily-actions/banana-as-a-snack", "terms/strain"],
    ],
    ids=",".join,
)
async def test_sources_come_in_reading_order(client: httpx.AsyncClient, items: list[str]) -> None:
    body = await cited(client, *items)
    found = [each["source"]["slug"] for each in body["data"]]
    shown, figures = await expected(client, *items), await sources_of_figures(client, *items)
    # The figures of a food stand among its fields, and have an address of their own.
    assert [slug for slug in found if slug not in figures] == [slug for slug in shown if slug not in figures]
    assert set(found) == {*shown, *figures}
    assert [each["n"] for each in body["data"]] == list(range(1, len(found) + 1))
    assert len(set(found)) == len(found) > 1


async def test_the_guide_is_cited_in_its_own_order(client: httpx.AsyncClient) -> None:
    sections = (await client.get("/v1/guide")).json()["data"]["sections"]
    keys = [entry["href"].removeprefix("/v1/") for section in sections for entry in section["entries"]]
    whole = [each["source"]["slug"] for each in (await cited(client, "guide"))["data"]]
    first = [each["source"]["slug"] for each in (await cited(client, *keys[:40]))["data"]]
    assert 20 < len(first) < len(whole)
    assert whole[: len(first)] == first
    assert len(set(whole)) == len(whole)


async def test_source_lists_each_use_once(sample_client: httpx.AsyncClient) -> None:
    body = await cited(
        sample_client, "food-sources/moon-milk", "claims/milk-and-craters", "cautions/raw-moon-milk"
    )
    trial = body["data"][0]
    assert trial["source"] == {
        "kind": "sources",
        "slug": "milk-trial",
        "name": "Luna 2020, moon milk trial",
        "href": "/v1/sources/milk-trial",
    }
    assert trial["text"] == f"{MILK} 2020;7(2):1-9. doi:10.9999/moon.2020.1 PubMed PMID: 1."
    assert (trial["url"], trial["verification"]) == (
        "https://example.org/moon-milk",
        "DOI and title confirmed",
    )
    assert trial["supports"][0] == {
        "kind": "claims",
        "slug": "milk-and-craters",
        "name": "Does moon milk fill craters?",
        "href": "/v1/claims/milk-and-craters",
        "stance": "supports",
        "certainty": "low",
        "severity": None,
    }
    hrefs = [support["href"] for support in trial["supports"]]
    assert len(set(hrefs)) == len(hrefs)


async def test_links_and_verification_match_the_sources(client: httpx.AsyncClient) -> None:
    sources = {source["slug"]: source for source in await entries_of(client, "sources")}
    for each in (await cited(client, "guide"))["data"]:
        source = sources[each["source"]["slug"]]
        assert each["url"] == source["url"]
        assert each["verification"] == source["verification"]["level"]
        assert each["source"] == {name: source[name] for name in ("kind", "slug", "name", "href")}


async def test_oldest_review_includes_sources(
    sample_client: httpx.AsyncClient, changed_client: httpx.AsyncClient
) -> None:
    milk, tea = "food-sources/moon-milk", "sources/moon-page"
    assert (await cited(sample_client, milk))["oldest_review_date"] == "2026-01-02"
    assert (await cited(changed_client, milk))["oldest_review_date"] == "2020-02-29"
    assert (await cited(changed_client, tea))["oldest_review_date"] == "2026-01-02"
