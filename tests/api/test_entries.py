"""Invariants of every response body: links, references, plain text, back-references."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.api.test_lists import PATHS, PLAIN, Body, everything
from tests.features.reference_check import CAUTIONS, ITEMS, wider_products, with_broader

SEED = Path(__file__).resolve().parents[2] / "seed_data"
REACH = ("foods", "supplements", "activities")
OVERVIEW = ["guide", "facets", "disclaimer"]
TAG_OR_ENTITY = re.compile(r"</?[A-Za-z!][^>]*>|&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);")
THERE_AND_BACK = {
    "contains_microbe": "microbe_found_in",
    "contains_compound": "compound_found_in",
    "made_by": "makes",
    "made_from": "turned_into",
    "acts_on": "acted_on_by",
    "bears_on": "borne_on_by",
    "involves": "involved_in",
    "provides": "provided_by",
    "uses": "used_in",
    "tested_in": "tests",
    "about": "subject_of",
    "graded_by": "grades",
    "rests_on": "cited_by",
    "warns_about": "warned_by",
    "concerns": "concerned_by",
    "covers": "covered_by",
    "belongs_to": "includes",
    "pairs_with": "pairs_with",
    "see_also": "see_also",
}
SHOWN_AS_CARDS = {"warned_by", "concerned_by", "subject_of", "graded_by"}
"""Relations that `related` leaves out where `claims` or `cautions` names the entry."""

DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def objects(value: Any) -> Iterator[Body]:
    """Yield every object in a JSON value, from the outside in."""
    if isinstance(value, dict):
        yield value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for member in members:
        yield from objects(member)


def strings(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string in a JSON value with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from strings(member, f"{where}.{name}")
    elif isinstance(value, list):
        for member in value:
            yield from strings(member, f"{where}[]")


async def bodies(client: httpx.AsyncClient) -> dict[str, Any]:
    """Return every body there is: each entry once, as `data` of its address, and what goes across kinds."""
    found: dict[str, Any] = {entry["href"]: entry for entry in (await everything(client)).values()}
    for name in OVERVIEW:
        found[f"/v1/{name}"] = (await client.get(f"/v1/{name}", headers=PLAIN)).json()["data"]
    return found


async def included(client: httpx.AsyncClient) -> dict[str, dict[str, Body]]:
    """Return the whole cautions and claims of the lists of every kind, by slug."""
    found: dict[str, dict[str, Body]] = {"cautions": {}, "claims": {}}
    for path in PATHS:
        body = (await client.get(f"/v1/{path}", params={"limit": 100}, headers=PLAIN)).json()
        for kind, cards in body["included"].items():
            assert all(found[kind].get(slug, card) == card for slug, card in cards.items())
            found[kind] |= cards
    return found


async def values_of(client: httpx.AsyncClient, name: str) -> list[str]:
    """Return the values of an enumeration, in order."""
    facets = (await client.get("/v1/facets")).json()["data"]["facets"]
    return [value["value"] for facet in facets if facet["name"] == name for value in facet["values"]]


@pytest.mark.full_suite
async def test_every_link_in_every_body_resolves(client: httpx.AsyncClient) -> None:
    hrefs = {item["href"] for item in objects(await bodies(client)) if "href" in item}
    assert len(hrefs) > 600
    statuses = {href: (await client.get(href, headers=PLAIN)).status_code for href in hrefs}
    assert {href: status for href, status in statuses.items() if status != 200} == {}


async def test_references_match_their_entries(client: httpx.AsyncClient) -> None:
    found = await bodies(client)
    references = [item for item in objects(found) if {"kind", "slug", "name", "href"} <= item.keys()]
    assert len(references) > len(found)
    for reference in references:
        entry = found[reference["href"]]
        assert reference["href"] == f"/v1/{reference['kind']}/{reference['slug']}"
        for name in ("kind", "slug", "name"):
            assert reference[name] == entry[name]


@pytest.mark.parametrize("kind", ["claims", "cautions"])
async def test_included_cautions_and_claims_match_their_entries(client: httpx.AsyncClient, kind: str) -> None:
    found, cards = await bodies(client), (await included(client))[kind]
    assert len(cards) > 50
    for slug, card in cards.items():
        entry = found[card["href"]]
        assert slug == card["slug"]
        assert entry["kind"] == kind
        shared = card.keys() & entry.keys()
        assert {name: card[name] for name in shared} == {name: entry[name] for name in shared}
        assert card.get("title", entry["name"]) == entry["name"]


async def test_claim_citations_equal_its_evidence(client: httpx.AsyncClient) -> None:
    found, cards = await bodies(client), (await included(client))["claims"]
    assert cards
    for slug, card in cards.items():
        evidence = found[f"/v1/claims/{slug}"]["evidence"]
        assert [(cited["source"], cited["stance"]) for cited in card["citations"]] == [
            (item["source"]["slug"], item["stance"]) for item in evidence
        ]
        for cited in card["citations"]:
            source = found[f"/v1/sources/{cited['source']}"]
            assert cited["url"] == source["url"]
            assert cited["label"]
            if source["first_author"] and source["year"]:
                assert cited["label"] == f"{source['first_author']} {source['year']}"


async def test_texts_are_plain_text(client: httpx.AsyncClient) -> None:
    found = [text for body in (await bodies(client)).items() for text in strings(list(body))]
    assert len(found) > 10_000
    assert [text for text in found if TAG_OR_ENTITY.search(text[1])] == []
    assert [text for text in found if not text[1] or text[1] != text[1].strip()] == []


async def test_dates_come_from_the_content(client: httpx.AsyncClient) -> None:
    for key, entry in (await everything(client)).items():
        written = set(DAY.findall((SEED / f"{key}.yaml").read_text("utf-8")))
        derived = {"answer", "claims", "cautions", "related"}
        own = {name: value for name, value in entry.items() if name not in derived}
        days = {day for _, text in strings(own) for day in DAY.findall(text)}
        assert days, key
        assert days <= written, key


def own_cards(entry: Body) -> set[str]:
    """Return the claims and cautions that an entry names, by address."""
    return {f"/v1/{kind}/{line['slug']}" for kind in ("claims", "cautions") for line in entry[kind]}


def own_names(entry: Body) -> set[str]:
    """Return the entries that the fields of an entry name, by address."""
    own = [value for name, value in entry.items() if name not in {"claims", "cautions", "related"}]
    return {item["href"] for item in objects(own) if {"kind", "slug", "name", "href"} <= item.keys()}


async def test_relations_are_symmetric(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    there = {
        (entry["href"], related["relation"], related["href"])
        for entry in found.values()
        for related in entry["related"]
    }
    ways = {**THERE_AND_BACK, **{back: way for way, back in THERE_AND_BACK.items()}}
    back = {(target, ways[relation], source) for source, relation, target in there}
    named = {(entry["href"], other) for entry in found.values() for other in own_names(entry)}
    cards = {(entry["href"], card) for entry in found.values() for card in own_cards(entry)}
    one_way = back - there
    assert len(there) > 1_000
    assert len(one_way) > 1_000
    for here, relation, other in one_way:
        shown = named | cards if relation in SHOWN_AS_CARDS else named
        assert (here, other) in shown, (here, relation, other)


async def test_related_repeats_no_other_field(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    there = {entry["href"]: {one["href"] for one in entry["related"]} for entry in found.values()}
    assert sum(len(own_names(entry)) for entry in found.values()) > 1_000
    for key, entry in found.items():
        assert there[entry["href"]].isdisjoint(own_names(entry)), key
        for other in own_names(entry) - {entry["href"]}:
            target = found[other.removeprefix("/v1/")]
            assert entry["href"] in there[other] | own_names(target) | own_cards(target), (key, other)


async def test_success_bodies_have_meta(client: httpx.AsyncClient) -> None:
    disclaimer = (await client.get("/v1/disclaimer")).json()
    expected = {
        "release": (await client.get("/health/ready")).json()["release"],
        "language": "en",
        "disclaimer": disclaimer["data"]["sentence"],
        "license": disclaimer["data"]["license"],
        "clinically_reviewed": False,
    }
    for path in [*PATHS, *OVERVIEW]:
        response = await client.get(f"/v1/{path}")
        body = response.json()
        assert body["meta"] == expected
        assert response.headers["gutbone-release"] == expected["release"]
        for entry in body["data"][:1] if path in PATHS else ():
            assert (await client.get(entry["href"])).json()["meta"] == expected


def warned_by(caution: Body, key: str) -> bool:
    """Return whether a caution names an entry: as what it applies to, or as whom it is for."""
    applies, who = caution["applies_to"], caution["who"]
    named = [*(applies[name] for name in REACH), who["conditions"], who["medicines"]]
    any_activity = applies["any_activity"] and key.startswith("activities/")
    return any_activity or key in {f"{ref['kind']}/{ref['slug']}" for group in named for ref in group}


@cache
def written_cautions(key: str) -> set[str]:
    """Return the cautions that the YAML of an entry names, in whichever field."""
    document = yaml.safe_load((SEED / f"{key}.yaml").read_text("utf-8"))
    elsewhere = [text for _, text in strings(document) if text.startswith("cautions/")]
    return {slug.removeprefix("cautions/") for slug in [*document.get("cautions", ()), *elsewhere]}


def cautions_expected(found: dict[str, Body], key: str) -> set[str]:
    """Return the cautions that an entry must show: its own, those of all that it uses, and of all broader."""
    field = "supplements" if key.startswith("supplement-guidance/") else "uses"
    used = [ref["href"].removeprefix("/v1/") for ref in found[key].get(field, ())]
    people = [f"{kind}/{slug}" for kind, slug in with_broader(*key.split("/"))]
    cautions = [entry for entry in found.values() if entry["kind"] == "cautions"]
    keys = (*people, *used, *wider_products(key, ITEMS.get(key, {})))
    applying = {caution["slug"] for caution in cautions for one in keys if warned_by(caution, one)}
    applying = applying.union(*(written_cautions(one) for one in keys))
    if key.partition("/")[0] not in {"conditions", "medicines"}:
        return applying
    closer = {slug: set(CAUTIONS[slug].get("superseded_by", ())) for slug in applying}
    return {slug for slug in applying if not closer[slug] & applying}


async def test_entry_shows_exactly_the_applicable_cautions(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    shown = {key: {card["slug"] for card in entry["cautions"]} for key, entry in found.items()}
    expected = {key: cautions_expected(found, key) for key in found if not key.startswith("cautions/")}
    assert sum(map(bool, expected.values())) > 100
    assert {key: slugs for key, slugs in shown.items() if slugs} == {
        key: slugs for key, slugs in expected.items() if slugs
    }


async def test_cautions_are_sorted_by_severity_without_duplicates(client: httpx.AsyncClient) -> None:
    order = await values_of(client, "severity")
    for key, entry in (await everything(client)).items():
        ranks = [order.index(card["severity"]) for card in entry["cautions"]]
        assert ranks == sorted(ranks, reverse=True), key
        slugs = [card["slug"] for card in entry["cautions"]]
        assert len(set(slugs)) == len(slugs), key


async def test_usable_entries_have_cautions_or_a_reason_for_none(client: httpx.AsyncClient) -> None:
    usable = {"food-sources", "prebiotics", "supplements", "activities"}
    for key, entry in (await everything(client)).items():
        if entry["kind"] in usable:
            assert bool(entry["cautions"]) != bool(entry["cautions_none_known"]), key


async def test_mandatory_cautions_say_what_to_do(client: httpx.AsyncClient) -> None:
    grave = {"infection", "food_poisoning", "allergy", "pregnancy", "breastfeeding", "medicine"}
    stages = {"pregnancy", "breastfeeding"}
    cautions = [entry for entry in (await everything(client)).values() if entry["kind"] == "cautions"]
    for caution in cautions:
        who = caution["who"]
        must = (
            caution["severity"] in {"avoid", "seek_medical_advice"}
            or bool(grave & set(caution["concerns"]))
            or bool(who["medicines"] or who["allergies"] or stages & set(who["life_stages"]))
            or bool(caution["urgent_signs"])
            or (caution["severity"] == "caution" and bool(who["life_stages"] or who["conditions"]))
        )
        assert caution["must_display"] is must, caution["slug"]
        assert caution["what_to_do"] or not must, caution["slug"]
    assert {caution["must_display"] for caution in cautions} == {True, False}


async def test_every_claim_shows_its_grade(client: httpx.AsyncClient) -> None:
    grades = set(await values_of(client, "certainty"))
    graded = [item for item in objects(await bodies(client)) if {"statement", "population"} <= item.keys()]
    assert len(graded) > 100
    assert {item["certainty"] for item in graded} <= grades
