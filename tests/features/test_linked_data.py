"""JSON-LD uses only what schema.org has, and carries every caution and grade."""

import json
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pkgutil import resolve_name
from typing import Any

import feedparser
import httpx
import pytest
from schema_models._registry import _MODULE_FOR

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.features.linked_data import linked_data_of


@cache
def properties_of(type_name: str) -> frozenset[str]:
    """Return the properties of a type of schema.org and of those above it."""
    assert type_name in _MODULE_FOR, f"schema.org has no {type_name}"
    model = resolve_name(f"schema_models.{_MODULE_FOR[type_name]}:{type_name}")
    return frozenset(field.name for field in fields(model))


def nodes_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from nodes_in(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes_in(one)


@pytest.mark.parametrize("kind", [kind.path for kind in KINDS])
def test_every_type_and_property_exists_in_schema_org(catalog: Catalog, kind: str) -> None:
    for entry in catalog.entries_by_kind[kind]:
        for node in nodes_in(linked_data_of(catalog, entry)):
            used = {name for name in node if not name.startswith("@")}
            assert used - properties_of(node["@type"]) == set(), entry.href


def test_vocabulary_refuses_what_does_not_exist() -> None:
    assert "lastReviewed" in properties_of("WebPage")
    assert "certainty" not in properties_of("Claim")
    with pytest.raises(AssertionError):
        properties_of("GutPage")


def test_no_page_claims_a_clinical_review(catalog: Catalog) -> None:
    for kind in catalog.entries_by_kind.values():
        for entry in kind:
            text = json.dumps(linked_data_of(catalog, entry))
            assert "MedicalWebPage" not in text
            assert "lastReviewed" not in text
            assert "reviewedBy" not in text


def test_every_caution_and_grade_of_an_entry_is_in_its_json_ld(catalog: Catalog) -> None:
    for entry in catalog.entries_by_kind["food-sources"]:
        said = {(part["text"], part.get("keywords")) for part in linked_data_of(catalog, entry)["hasPart"]}
        assert {(line.sentence, line.severity.label) for line in entry.cautions} <= said
        names = [part["name"] for part in linked_data_of(catalog, entry)["hasPart"]]
        assert sum(name.startswith("Certainty: ") for name in names) == len(entry.claims)


async def test_page_and_address_have_the_same_json_ld(client: httpx.AsyncClient) -> None:
    address = await client.get("/v1/food-sources/natto.jsonld")
    page = (await client.get("/food-sources/natto")).text
    inline = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert address.headers["content-type"] == "application/ld+json"
    assert json.loads(inline) == address.json()
    assert (await client.get("/v1/food-sources/nato.jsonld")).json()["did_you_mean"]
    assert (await client.get("/v1/nope/natto.jsonld")).status_code == 404


async def test_article_claims_are_claim_reviews(client: httpx.AsyncClient) -> None:
    subject = (await client.get("/v1/claims/ff-kefir.jsonld")).json()["mainEntity"]
    assert subject["@type"] == "ClaimReview"
    assert subject["reviewRating"]["ratingExplanation"].startswith("Certainty: ")


@pytest.mark.parametrize("name", ["releases", "safety"])
async def test_feeds_are_read_and_agree(client: httpx.AsyncClient, catalog: Catalog, name: str) -> None:
    atom = await client.get(f"/v1/feeds/{name}.atom")
    feed = (await client.get(f"/v1/feeds/{name}.json")).json()
    read = feedparser.parse(atom.content)
    wanted = [one for one in reversed(catalog.history) if name == "releases" or one.reason.value == "safety"]

    assert atom.headers["content-type"] == "application/atom+xml"
    assert not read.bozo
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [one.id for one in read.entries] == [one["id"] for one in feed["items"]]
    assert [one["id"].rpartition("/")[2] for one in feed["items"]] == [one.id for one in wanted]
    assert [one.content[0].value for one in read.entries] == [one["content_text"] for one in feed["items"]]
    assert all(one["tags"] == ["safety"] for one in feed["items"] if name == "safety")


async def test_llms_texts_have_the_rules_and_cautions(client: httpx.AsyncClient, catalog: Catalog) -> None:
    short, whole = (await client.get("/llms.txt")).text, (await client.get("/llms-full.txt")).text
    assert short.startswith("# Gutbone\n\n> ")
    assert len(short) < 3_000
    for kind in ("food-sources", "prebiotics", "bone-foods", "supplements", "activities"):
        for entry in catalog.entries_by_kind[kind]:
            part = whole.partition(f"({entry.href})")[2].partition("\n### ")[0]
            assert part
            assert [line.sentence for line in entry.cautions if line.sentence not in part] == []


async def test_api_catalog_links_to_what_is_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json")
    (links,) = answer.json()["linkset"]
    for relation in ("service-desc", "service-doc", "status", "service-meta"):
        address = links[relation][0]["href"].removeprefix("https://localhost")
        assert (await client.get(address)).status_code == 200, relation
