"""Filters, alone and combined, against a reference implementation over all entries."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.registry import KINDS
from tests.api.test_lists import PATHS, Body, entries_of, pages
from tests.fixtures.contract import parameters_of

Test = Callable[[Any, list[str]], bool]
"""Takes an entry and the values asked for."""


def names(references: list[Body]) -> set[str]:
    """Return what references may be asked for by: slug, and `<kind>/<slug>`."""
    return {name for ref in references for name in (ref["slug"], f"{ref['kind']}/{ref['slug']}")}


def one_of(field: str) -> Test:
    """Return a test of a field with one value."""
    return lambda entry, wanted: entry[field] in wanted


def any_of(references: Callable[[Body], list[Body]]) -> Test:
    """Return a test of whether an entry names one of the entries asked for."""
    return lambda entry, wanted: bool(names(references(entry)) & set(wanted))


def reached(kind: str) -> Test:
    """Return a test of whether a caution reaches one of the conditions or medicines asked for."""
    return lambda caution, wanted: any(
        one.rpartition("/")[2] in (*caution["reaches"][kind], *caution["may_reach"][kind]) for one in wanted
    )


REACH = ("foods", "supplements", "activities")
FOOD: dict[str, Test] = {
    "diet": lambda food, wanted: set(wanted) <= set(food["diets"]),
    "free_from": lambda food, wanted: set(wanted) <= set(food["free_from"]),
    "fodmap": lambda food, wanted: food["fodmap"]["level"] in wanted,
    "group": one_of("group"),
}
FILTERS: dict[str, dict[str, Test]] = {
    "mechanisms": {"outcome": any_of(lambda entry: [effect["outcome"] for effect in entry["outcomes"]])},
    "compounds": {"class": one_of("class")},
    "microbes": {"rank": one_of("rank")},
    "food-sources": FOOD
    | {
        "live": one_of("live_as_eaten"),
        "sodium": lambda food, wanted: food["sodium"]["level"] in wanted,
        "mechanism": any_of(lambda food: [effect["mechanism"] for effect in food["mechanisms"]]),
    },
    "prebiotics": FOOD
    | {
        "compound": any_of(lambda food: [one["compound"] for one in food["compounds"] if one["compound"]]),
    },
    "bone-foods": FOOD,
    "supplement-guidance": {"step": one_of("step")},
    "lifestyle-tips": {"topic": one_of("topic")},
    "daily-actions": {"moment": one_of("moment")},
    "cautions": {
        "severity": one_of("severity"),
        "kind_of": one_of("kind_of"),
        "applies_to": any_of(lambda caution: [one for name in REACH for one in caution["applies_to"][name]]),
        "condition": reached("conditions"),
        "medicine": reached("medicines"),
        "life_stage": lambda caution, wanted: bool(set(caution["who"]["life_stages"]) & set(wanted)),
    },
    "claims": {
        name: one_of(name) for name in ("certainty", "direction", "article_verdict", "basis", "upgraded_for")
    }
    | {"subject": any_of(lambda claim: claim["subjects"])},
    "sources": {name: one_of(name) for name in ("type", "direction", "evidence_base", "retraction_status")}
    | {
        "year_from": lambda source, wanted: source["year"] is not None and source["year"] >= int(wanted[0]),
        "year_to": lambda source, wanted: source["year"] is not None and source["year"] <= int(wanted[0]),
    },
}
NAMING = {
    "outcome": ["outcomes"],
    "mechanism": ["mechanisms"],
    "compound": ["compounds"],
    "condition": ["conditions"],
    "medicine": ["medicines"],
    "applies_to": ["food-sources", "prebiotics", "bone-foods", "supplements", "activities"],
    "subject": PATHS,
}
WHOLE_NAMES = {"applies_to", "subject"}
PAGING = {"limit", "cursor", "include_uncertain"}


def met(path: str, entry: Body, query: dict[str, list[str]]) -> bool:
    """Return whether an entry certainly meets every filter of a query."""
    return all(FILTERS[path][name](entry, wanted) for name, wanted in query.items())


def perhaps(path: str, entry: Body, query: dict[str, list[str]]) -> bool:
    """Return whether an entry would meet a query if every doubt about a missing code went its way."""
    doubted = {(doubt["field"], doubt["value"]) for doubt in entry.get("doubts", ())}
    granted: Body = {
        field: entry[field] + [value for name, value in doubted if name == field and value is not None]
        for field in ("diets", "free_from")
        if field in entry
    }
    if path == "sources" and entry["year"] is None:
        query = {name: wanted for name, wanted in query.items() if not name.startswith("year_")}
    return met(path, entry | granted, query)


def parameters(contract: Body, path: str) -> dict[str, Body]:
    """Return the filters of a list, each with the schema of its values."""
    listed = parameters_of(contract, contract["paths"][f"/v1/{path}"]["get"])
    return {item["name"]: item["schema"] for item in listed if item["name"] not in PAGING}


async def choices(client: httpx.AsyncClient, path: str) -> dict[str, list[str]]:
    """Return, for each filter of a list, values that it takes."""
    contract = (await client.get("/openapi.json")).json()
    found: dict[str, list[str]] = {}
    for name, schema in parameters(contract, path).items():
        if name in NAMING:
            named = [entry for kind in NAMING[name] for entry in await entries_of(client, kind)]
            whole = name in WHOLE_NAMES
            found[name] = [f"{one['kind']}/{one['slug']}" if whole else one["slug"] for one in named]
        elif name.startswith("year_"):
            found[name] = [str(year) for year in range(1990, 2030)]
        else:
            values = schema["items"]
            found[name] = contract["components"]["schemas"][values["$ref"].rpartition("/")[2]]["enum"]
    return found


async def test_every_filter_in_openapi_is_tested(client: httpx.AsyncClient) -> None:
    contract = (await client.get("/openapi.json")).json()
    declared = {path: set(parameters(contract, path)) for path in PATHS}
    assert {path: names for path, names in declared.items() if names} == {
        path: set(tests) for path, tests in FILTERS.items()
    }
    assert len(PATHS) == len(KINDS) == 20


@pytest.mark.parametrize("path", sorted(FILTERS))
async def test_each_filter_value_matches_reference_implementation(
    client: httpx.AsyncClient, path: str
) -> None:
    everything = await entries_of(client, path)
    for name, values in (await choices(client, path)).items():
        for value in values:
            found = [entry["slug"] for entry in await entries_of(client, path, **{name: value})]
            expected = [entry["slug"] for entry in everything if met(path, entry, {name: [value]})]
            assert found == expected, (name, value)


@pytest.mark.full_suite
@pytest.mark.parametrize("path", sorted(FILTERS))
async def test_combined_filters_match_reference_implementation(client: httpx.AsyncClient, path: str) -> None:
    everything = await entries_of(client, path)
    values = await choices(client, path)
    queries = st.fixed_dictionaries({}, optional={name: several(name, one) for name, one in values.items()})
    drawn: list[dict[str, list[str]]] = []

    @settings(max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(queries)
    def draw(query: dict[str, list[str]]) -> None:
        drawn.append(query)

    draw()
    for query in drawn:
        found = [entry["slug"] for entry in await entries_of(client, path, **query)]
        assert found == [entry["slug"] for entry in everything if met(path, entry, query)], query
        if "diet" in values or "year_from" in values:
            await check_uncertain(client, path, everything, query)


def several(name: str, values: list[str]) -> st.SearchStrategy[list[str]]:
    """Return a strategy for what one parameter may be given: one year, or any values of the rest."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=1 if name.startswith("year_") else 3)


async def check_uncertain(
    client: httpx.AsyncClient, path: str, everything: list[Body], query: dict[str, list[str]]
) -> None:
    """Check that `include_uncertain` adds exactly what may fit, each with its reasons."""
    walked = await pages(client, path, limit=100, include_uncertain="true", **query)
    found = [entry["slug"] for page in walked for entry in page["data"]]
    assert found == [entry["slug"] for entry in everything if perhaps(path, entry, query)], query
    certain = await pages(client, path, limit=100, **query)
    added = [slug for slug in found if slug not in {one["slug"] for page in certain for one in page["data"]}]
    marked = [match for page in walked for match in page["page"]["uncertain_matches"]]
    assert [match["slug"] for match in marked] == added
    assert all(match["because"] for match in marked)
    assert {page["page"]["uncertain"] for page in [*walked, *certain]} == {len(added)}
    assert {page["page"]["total"] for page in walked} == {len(found)}
    assert not any(page["page"]["uncertain_matches"] for page in certain)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("food-sources", {"diet": ["vegan"], "free_from": ["soy"]}),
        ("food-sources", {"live": ["yes"]}),
        ("prebiotics", {"fodmap": ["low"]}),
        ("claims", {"certainty": ["low"], "direction": ["mixed"]}),
        ("sources", {"type": ["rct"], "year_from": ["2018"]}),
        ("cautions", {"medicine": ["warfarin"]}),
    ],
)
async def test_common_filters_select_a_proper_subset(
    client: httpx.AsyncClient, path: str, query: dict[str, list[str]]
) -> None:
    everything = await entries_of(client, path)
    found = await entries_of(client, path, **query)
    assert found == [entry for entry in everything if met(path, entry, query)]
    assert 0 < len(found) < len(everything)


@pytest.mark.parametrize(
    ("parameter", "word", "slugs_meant"),
    [
        ("medicine", "coumadin", ["warfarin"]),
        ("medicine", "Coumadin", ["warfarin"]),
        ("medicine", "doxycycline", ["tetracyclines"]),
        ("medicine", "alendronic acid", ["alendronate", "bisphosphonates"]),
        ("condition", "ibd", ["inflammatory-bowel-disease"]),
    ],
)
async def test_filter_accepts_synonyms(
    client: httpx.AsyncClient, parameter: str, word: str, slugs_meant: list[str]
) -> None:
    found = await entries_of(client, "cautions", **{parameter: word})
    assert found
    assert found == await entries_of(client, "cautions", **{parameter: slugs_meant})
    whole = [f"{parameter}s/{slug}" for slug in slugs_meant]
    assert found == await entries_of(client, "cautions", **{parameter: whole})


@pytest.mark.parametrize("parameter", ["condition", "medicine"])
async def test_every_facet_value_is_a_valid_filter(client: httpx.AsyncClient, parameter: str) -> None:
    cautions = await entries_of(client, "cautions")
    facets = (await client.get("/v1/facets")).json()["data"]["facets"]
    facet = next(facet for facet in facets if facet["name"] == parameter)
    meant: dict[str, list[str]] = {}
    for value in facet["values"]:
        for word in value["synonyms"]:
            meant.setdefault(word, []).append(value["value"])
    assert len(meant) > 50
    for word, wanted in meant.items():
        found = await entries_of(client, "cautions", **{parameter: word})
        assert found == [one for one in cautions if met("cautions", one, {parameter: wanted})], word


async def test_free_from_filter_excludes_allergens(client: httpx.AsyncClient) -> None:
    holds = {"dairy": {"milk"}, "soy": {"soy"}, "gluten": {"wheat"}, "fish": {"fish", "shellfish"}}
    for path in ("food-sources", "prebiotics", "bone-foods"):
        for free, allergens in holds.items():
            for food in await entries_of(client, path, free_from=free):
                assert not allergens & {*food["allergens"], *food["allergens_possible"]}, food["slug"]
