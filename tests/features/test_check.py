"""Check against the content files, for random people, and for consistency."""

from collections import Counter
from itertools import pairwise
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.features.check.coverage import level_of
from tests.features.reference_check import (
    CAUTIONS,
    CLEARING,
    NAMED,
    PEOPLE,
    check,
    expected_flags,
    flags,
    generated_texts,
    slugs,
    with_broader,
)

SEVERITIES = ["avoid", "seek_medical_advice", "caution", "info"]
NO_VERDICT = "This is not an all-clear"
thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.full_suite
@given(asked=PEOPLE)
@thorough
async def test_flags_match_the_cautions(client: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    entries = {kind: [f"{kind}/{slug}" for slug in asked[kind]] for kind in ("conditions", "medicines")}
    data = await check(client, **asked | entries)
    assert sorted(slugs(data)) == expected_flags(asked)
    for name in ("for_you", "for_everyone"):
        ranks = [(flag["kind_of"] != "danger", SEVERITIES.index(flag["severity"])) for flag in data[name]]
        assert ranks == sorted(ranks)
    assert data["not_understood"] == data["known_not_recorded"] == data["contradictory"] == []


@pytest.mark.full_suite
@given(asked=PEOPLE, chance=st.randoms(use_true_random=False))
@thorough
async def test_check_ignores_order_and_duplicates(
    client: httpx.AsyncClient, asked: dict[str, Any], chance: Random
) -> None:
    unknown = {"items": ["zorbium", "aether"], "medicines": ["quixotamab", "zedoral"]}
    asked = asked | {key: asked[key] + words for key, words in unknown.items()}
    lists = {key: value for key, value in asked.items() if isinstance(value, list)}
    mixed = {key: chance.sample(value * 2, len(value) * 2) for key, value in lists.items()}
    first = await client.post("/v1/check", json=asked)
    second = await client.post("/v1/check", json=asked | mixed)
    assert (first.status_code, first.content) == (200, second.content)


@pytest.mark.full_suite
@given(asked=PEOPLE, other=PEOPLE)
@thorough
async def test_more_traits_never_remove_a_flag(
    client: httpx.AsyncClient, asked: dict[str, Any], other: dict[str, Any]
) -> None:
    more = {
        key: value + other[key] if isinstance(value, list) else value or other[key]
        for key, value in asked.items()
    }
    before, after = await check(client, **asked), await check(client, **more)
    kept = set(slugs(after))
    assert all(
        slug in kept or kept.intersection(CAUTIONS[slug].get("superseded_by", ())) for slug in slugs(before)
    )


@pytest.mark.full_suite
@given(asked=PEOPLE)
@thorough
async def test_check_never_says_all_clear(client: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    data = await check(client, **asked)
    assert not CLEARING.search(generated_texts(data))
    assert data["summary"].endswith(".")
    assert len(data["talk_to"]) >= 1
    assert data["for_you"] or NO_VERDICT in data["summary"]


@pytest.mark.parametrize("field", NAMED)
async def test_coverage_is_counted(client: httpx.AsyncClient, field: str) -> None:
    where, values = NAMED[field]
    for value in values:
        traits = {one for _, one in with_broader(where, value)}
        naming = [
            caution
            for caution in CAUTIONS.values()
            if not traits.isdisjoint(name for names in caution.get("who", {}).values() for name in names)
        ]
        seen = [caution for caution in naming if caution["verification"] == "excerpt"]
        parameter = "allergies" if field == "allergy" else where
        person = {parameter: [value]}
        rows = (await check(client, items=["onion"], **person))["coverage"]
        [row] = [row for row in rows if row["resolved"] is None or row["resolved"]["slug"] == value]
        assert (row["asked"], row["field"]) == (value, field)
        assert (row["cautions"], row["seen_in_source"]) == (len(naming), len(seen)), value
        assert row["level"] == rule_of(len(naming), len(seen)), value


def rule_of(count: int, seen: int) -> str:
    if count >= 4 and seen > count / 2:
        return "good"
    if count >= 2 and seen > 0:
        return "moderate"
    return "sparse" if count else "none"


@pytest.mark.parametrize(
    ("count", "seen", "level"),
    [
        (0, 0, "none"),
        (1, 0, "sparse"),
        (1, 1, "sparse"),
        (2, 0, "sparse"),
        (2, 1, "moderate"),
        (3, 3, "moderate"),
        (4, 0, "sparse"),
        (4, 2, "moderate"),
        (4, 3, "good"),
        (9, 4, "moderate"),
        (9, 5, "good"),
    ],
)
def test_levels(count: int, seen: int, level: str) -> None:
    assert level_of(count, seen) == level


async def test_no_flags_is_not_presented_as_all_clear(client: httpx.AsyncClient) -> None:
    unknown = await check(client, items=["onion"], medicines=["quixotamab"], life_stages=["adult"])
    uncovered = await check(client, items=["onion"], conditions=["gout"])
    nobody = await check(client, items=["onion"])
    covered = await check(client, items=["onion"], medicines=["warfarin"])
    assert "We did not know quixotamab, so we did not check it." in unknown["summary"]
    assert "You told us no illness, medicine or allergy, so we checked none." in nobody["summary"]
    for data in (unknown, uncovered, nobody):
        assert flags(data) == []
        assert NO_VERDICT in data["summary"]
    assert flags(covered) == []
    assert NO_VERDICT in covered["summary"]
    assert [row["level"] for row in unknown["coverage"]] == ["none"]
    assert "pharmacist" in [advice["who"] for advice in unknown["talk_to"]]
    assert "doctor or treating team" in [advice["who"] for advice in uncovered["talk_to"]]


async def test_flag_contains_the_full_caution_with_sources(client: httpx.AsyncClient) -> None:
    data = await check(
        client, items=["guide"], medicines=["warfarin", "phenelzine"], life_stages=["pregnancy"]
    )
    links = Counter[bool]()
    for flag in flags(data):
        caution = (await client.get(flag["href"])).json()["data"]
        same = (
            "slug",
            "severity",
            "who",
            "applies_when",
            "why",
            "what_to_do",
            "urgent_signs",
            "must_display",
        )
        assert {key: flag[key] for key in same} == {key: caution[key] for key in same}
        assert flag["title"] == caution["name"]
        assert [source["slug"] for source in flag["sources"]] == [
            used["source"]["slug"] for used in caution["sources"]
        ]
        for source in flag["sources"]:
            published = (await client.get(source["href"])).json()["data"]
            assert (source["url"], source["text"]) == (published["url"], published["citation"])
            links[source["url"] is None] += 1
    assert links[True] > 3
    assert links[False] > 3


async def test_flag_names_what_matched(client: httpx.AsyncClient) -> None:
    data = await check(
        client,
        items=["kombucha", "onion"],
        conditions=["cirrhosis"],
        medicines=["flagyl"],
        life_stages=["child"],
    )
    flag = next(flag for flag in flags(data) if flag["slug"] == "kombucha-alcohol")
    assert [item["slug"] for item in flag["matched"]["items"]] == ["kombucha"]
    assert [(because["by"], because["value"]) for because in flag["matched"]["because"]] == [
        ("life_stage", "child"),
        ("condition", "liver-disease"),
        ("medicine", "metronidazole"),
    ]
    home = next(flag for flag in flags(data) if flag["slug"] == "home-fermentation-safety")
    everyone = {"by": "everyone", "value": None, "name": "Everyone", "certain": True}
    assert home["matched"]["because"] == [everyone]


@pytest.mark.parametrize(
    ("items", "narrowed", "depends"),
    [
        (["yogurt"], {"yogurt": True}, True),
        (["prunes"], {"prunes": False}, False),
        (["yogurt", "prunes"], {"yogurt": True, "prunes": False}, False),
    ],
)
async def test_form_applies_only_to_its_items(
    client: httpx.AsyncClient, items: list[str], narrowed: dict[str, bool], *, depends: bool
) -> None:
    data = await check(client, items=items, conditions=["diabetes"])
    flag = next(flag for flag in flags(data) if flag["slug"] == "diabetes-added-sugar")
    found = {item["slug"]: item["applies_when"] is not None for item in flag["matched"]["items"]}
    assert found == narrowed
    assert flag["depends_on_form"] is depends
    assert flag["applies_when"].startswith("yogurt and kefir when")


async def test_diets_and_allergens(client: httpx.AsyncClient) -> None:
    data = await check(
        client,
        items=["kefir", "kimchi", "tempeh", "onion", "probiotic-supplement", "walking"],
        diet="vegan",
        allergies=["milk", "fish"],
    )
    notes = {(note["item"]["slug"], note["value"]): note for note in data["diet_notes"]}
    assert {key: note["certain"] for key, note in notes.items()} == {
        ("kefir", "vegan"): True,
        ("kefir", "milk"): True,
        ("kimchi", "vegan"): False,
        ("kimchi", "fish"): False,
        ("probiotic-supplement", "vegan"): False,
        ("probiotic-supplement", "milk"): False,
        ("probiotic-supplement", "fish"): False,
    }
    assert "fish sauce" in notes["kimchi", "vegan"]["note"]
    assert (await check(client, items=["kefir"], diet="omnivore"))["diet_notes"] == []


async def test_talk_to_follows_from_matches(client: httpx.AsyncClient) -> None:
    async def talk(**asked: Any) -> list[str]:
        return [advice["who"] for advice in (await check(client, **asked))["talk_to"]]

    assert "pharmacist" in await talk(items=["natto"], medicines=["warfarin"])
    assert "pharmacist" not in await talk(items=["natto"], conditions=["hypertension"])
    assert "midwife or obstetric team" in await talk(items=["kombucha"], life_stages=["pregnancy"])
    assert "midwife or obstetric team" not in await talk(items=["kombucha"], life_stages=["child"])
    assert "paediatrician or child health nurse" in await talk(items=["kombucha"], life_stages=["child"])
    assert "doctor or treating team" in await talk(items=["banana"], conditions=["ckd"])
    assert "dietitian" in await talk(items=["onion"], diet="vegan")
    assert "allergy specialist" in await talk(items=["kefir"], allergies=["milk"])
    assert "physiotherapist" in await talk(items=["jumping"], conditions=["vertebral-fracture"])


async def test_guide_item_stands_for_all_its_entries(client: httpx.AsyncClient) -> None:
    kinds = {"food-sources", "prebiotics", "bone-foods", "supplements", "activities"}
    sections = (await client.get("/v1/guide")).json()["data"]["sections"]
    shown = {
        entry["href"].removeprefix("/v1/")
        for section in sections
        for entry in section["entries"]
        if entry["kind"] in kinds
    }
    person = {"life_stages": ["older_adult"], "conditions": ["ibs"], "medicines": ["warfarin"]}
    whole = await check(client, items=["Guide"], **person)
    named = await check(client, items=sorted(shown), **person)
    assert whole | {"understood": []} == named | {"understood": []}
    assert len(shown) > 20
    assert all(first != second for first, second in pairwise(slugs(whole)))
