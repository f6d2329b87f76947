"""The guide: ten sections, each entry shown with its grades and cautions."""

from collections.abc import Iterator

import httpx

from app.features.facets import facet_name
from app.vocabulary.base import Vocabulary
from tests.api.test_entries import cautions_expected
from tests.api.test_lists import Body, everything

COURSE = [
    "what_protects_bone",
    "introduction",
    "dialogue",
    "research",
    "fermented_foods",
    "prebiotics",
    "supplements",
    "lifestyle",
    "reassurance",
    "small_steps",
    "related_articles",
    "not_known",
]
READ_BY_LINK = {"claims", "sources", "terms"}
"""Kinds that a reader reaches from the entries of the guide, so that not all of them are in it."""


async def sections_of(client: httpx.AsyncClient) -> list[Body]:
    """Return the sections of the guide."""
    response = await client.get("/v1/guide")
    assert response.status_code == 200
    sections: list[Body] = response.json()["data"]["sections"]
    return sections


def shown_in(sections: list[Body]) -> Iterator[tuple[str, Body]]:
    """Yield every entry of the guide with its `<kind>/<slug>`."""
    for section in sections:
        for entry in section["entries"]:
            yield entry["href"].removeprefix("/v1/"), entry


async def test_guide_sections_follow_the_article(client: httpx.AsyncClient) -> None:
    sections = await sections_of(client)
    assert [section["slug"] for section in sections] == COURSE
    for section in sections:
        assert section["title"]
        assert section["text"]
        assert all(section["text"])


async def test_guide_sections_are_those_named_by_entries(client: httpx.AsyncClient) -> None:
    facets = (await client.get("/v1/facets")).json()["data"]["facets"]
    named = next(facet for facet in facets if facet["name"] == "section")
    assert [value["value"] for value in named["values"]] == COURSE


async def test_facets_have_every_enumeration_of_the_contract(client: httpx.AsyncClient) -> None:
    schemas = (await client.get("/openapi.json")).json()["components"]["schemas"]
    described = {facet_name(words) for words in Vocabulary.__subclasses__() if words.__name__ in schemas}
    facets = (await client.get("/v1/facets")).json()["data"]["facets"]
    assert {"asked_as", "reference_value_type"} <= described <= {facet["name"] for facet in facets}


async def test_guide_section_lists_an_entry_once(client: httpx.AsyncClient) -> None:
    for section in await sections_of(client):
        keys = [entry["href"] for entry in section["entries"]]
        assert keys
        assert len(set(keys)) == len(keys), section["slug"]


async def test_guide_entries_match_their_own_pages(client: httpx.AsyncClient) -> None:
    for key, shown in shown_in(await sections_of(client)):
        response = await client.get(shown["href"])
        assert response.status_code == 200, key
        entry = {"emoji": None} | response.json()["data"]
        for name in ("kind", "name", "icon", "emoji", "href"):
            assert shown[name] == entry[name], key
        if entry["answer"] is None:
            assert shown["answer"] is None
        else:
            assert shown["answer"].items() <= entry["answer"].items(), key
            assert "certainty" in shown["answer"]
        due = [entry] if key.startswith("cautions/") else entry["cautions"]
        assert shown["cautions"] == [{"slug": one["slug"], "severity": one["severity"]} for one in due], key


async def test_guide_section_alone_is_the_same(client: httpx.AsyncClient) -> None:
    for section in await sections_of(client):
        body = (await client.get(f"/v1/guide/{section['slug']}")).json()
        assert body["data"] == section
        named = {caution["slug"] for entry in section["entries"] for caution in entry["cautions"]}
        assert body["included"]["caution_lines"].keys() == named


async def test_guide_takes_the_view_of_cards(client: httpx.AsyncClient) -> None:
    for path in ("/v1/guide", "/v1/guide/fermented_foods"):
        plain = await client.get(path)
        assert (await client.get(path, params={"view": "card"})).json() == plain.json()
        refused = await client.get(path, params={"view": "full"})
        assert refused.status_code == 422
        assert [error["where"] for error in refused.json()["errors"]] == ["query.view"]


async def test_unknown_guide_section_gives_404(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/guide/fermented_food")
    assert response.status_code == 404
    assert response.json()["did_you_mean"] == ["fermented_foods"]


async def test_guide_shows_exactly_the_applicable_cautions(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    shown = dict(shown_in(await sections_of(client)))
    assert any(entry["cautions"] for entry in shown.values())
    for key, entry in shown.items():
        expected = {key.partition("/")[2]} if key.startswith("cautions/") else cautions_expected(found, key)
        assert {card["slug"] for card in entry["cautions"]} == expected, key


async def test_guide_covers_every_topic_of_the_article(client: httpx.AsyncClient) -> None:
    shown = dict(shown_in(await sections_of(client)))
    named = {
        key
        for key, entry in (await everything(client)).items()
        if entry["origin"] == "article" and entry["kind"] not in READ_BY_LINK
    }
    assert len(named) > 50
    assert named <= shown.keys()


async def test_guide_includes_every_usable_kind(client: httpx.AsyncClient) -> None:
    kinds = {entry["kind"] for _, entry in shown_in(await sections_of(client))}
    assert kinds >= {
        "mechanisms",
        "outcomes",
        "food-sources",
        "prebiotics",
        "supplements",
        "supplement-guidance",
        "lifestyle-tips",
        "activities",
        "daily-actions",
        "cautions",
        "claims",
        "articles",
    }
