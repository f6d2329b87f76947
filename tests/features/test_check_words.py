"""Name resolution in the check: every spelling is recognised, and none is dropped."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.features.check.check import check as answer
from app.features.check.schemas import CheckRequest
from tests.features.reference_check import CONDITIONS, MEDICINES, check, slugs

PARAMETERS = {"conditions": CONDITIONS, "medicines": MEDICINES}


def words_of(entries: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """Return every word in the files and the slugs it stands for; a slug stands for itself alone."""
    words = defaultdict(set)
    for slug, entry in entries.items():
        for key in ("aliases", "synonyms", "examples"):
            for word in entry.get(key, []):
                words[word.lower()].add(slug)
        words[entry["name"].lower()].add(slug)
    return words | {slug: {slug} for slug in entries}


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("write", [str.lower, str.upper, str.title, "  {}  ".format])
async def test_every_name_resolves_to_its_entries(
    client: httpx.AsyncClient, parameter: str, write: Any
) -> None:
    words = words_of(PARAMETERS[parameter])
    asked = sorted(words)
    for start in range(0, len(asked), 30):
        some = {write(word): word for word in asked[start : start + 30]}
        data = await check(client, items=["onion"], **{parameter: list(some)})
        found = defaultdict(set)
        for row in data["coverage"]:
            found[some[row["asked"]]].add(row["resolved"]["slug"])
        assert found == {word: words[word] for word in some.values()}
        assert data["not_recognised"] == []


@pytest.mark.parametrize(
    ("parameter", "word", "slug"),
    [
        ("medicines", "Coumadin", ["warfarin"]),
        ("medicines", " l thyroxine", ["levothyroxine"]),
        ("medicines", "ACE-inhibitors", ["ace-inhibitors"]),
        ("conditions", "ibd", ["crohn-disease", "ulcerative-colitis"]),
        ("conditions", "Crohn\u2019s  Disease", ["crohn-disease"]),
        ("conditions", "High_Blood_Pressure", ["hypertension"]),
        ("conditions", "conditions/hypertension", ["hypertension"]),
    ],
)
async def test_synonym_resolves_to_its_slugs(
    client: httpx.AsyncClient, parameter: str, word: str, slug: list[str]
) -> None:
    by_word = await check(client, items=["guide"], **{parameter: [word]})
    by_slug = await check(client, items=["guide"], **{parameter: slug})
    assert by_word["flags"] == by_slug["flags"]
    assert [row["asked"] for row in by_word["coverage"]] == [word] * len(slug)
    assert [row["resolved"]["slug"] for row in by_word["coverage"]] == slug


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("food-sources/kefir", ["food-sources/kefir"]),
        ("Food-Sources/KEFIR", ["food-sources/kefir"]),
        ("YOGHURT", ["food-sources/yogurt"]),
        ("nattō", ["food-sources/natto"]),
        ("natto  beans", ["food-sources/natto"]),
        ("inulin powder", ["prebiotics/chicory-root-inulin", "supplements/prebiotic-fibre-supplement"]),
        ("stairs", ["activities/weight-bearing-exercise"]),
    ],
)
async def test_items_are_resolved_by_any_name(client: httpx.AsyncClient, word: str, keys: list[str]) -> None:
    person = {"life_stage": "older_adult", "conditions": ["ibs"]}
    assert await check(client, items=[word], **person) == await check(client, items=keys, **person)


@pytest.mark.parametrize(
    ("place", "field", "word", "near"),
    [
        ("items", "item", "kefirr", "kefir"),
        ("items", "item", "food-sources/kefr", "kefir"),
        ("conditions", "condition", "hypertention", "hypertension"),
        ("medicines", "medicine", "warfrin", "warfarin"),
    ],
)
async def test_unknown_name_is_listed_with_suggestions(
    client: httpx.AsyncClient, place: str, field: str, word: str, near: str
) -> None:
    asked: dict[str, list[str]] = {"items": ["onion"]}
    asked[place] = [*asked.get(place, []), word]
    data = await check(client, **asked)
    [unknown] = data["not_recognised"]
    assert (unknown["field"], unknown["given"]) == (field, word)
    assert near in unknown["near"]
    assert "1 word that was not recognised" in data["summary"]
    assert any("1 word that was not recognised" in line for line in data["not_covered"])
    asked_of_person = [row["asked"] for row in data["coverage"]]
    assert asked_of_person == ([] if place == "items" else [word])


@pytest.mark.parametrize(
    ("place", "word", "known_under"),
    [
        ("conditions", "coumadin", "`medicines`"),
        ("medicines", "hypertension", "`conditions`"),
        ("medicines", "kefir", "`items`"),
        ("conditions", "Pregnancy", "`life_stage`"),
        ("conditions", "milk", "`allergies`"),
        ("items", "daily-actions/yogurt-at-breakfast", "No entry"),
        ("conditions", "guide", "No entry"),
        ("conditions", " ", "No entry"),
        ("medicines", "😀", "No entry"),
        ("medicines", "../../etc/passwd", "No entry"),
    ],
)
async def test_name_in_the_wrong_field_is_reported(
    client: httpx.AsyncClient, place: str, word: str, known_under: str
) -> None:
    asked: dict[str, list[str]] = {"items": ["onion"]}
    asked[place] = [*asked.get(place, []), word]
    data = await check(client, **asked)
    [unknown] = data["not_recognised"]
    assert unknown["given"] == word
    assert known_under in unknown["note"]
    assert slugs(data) == []


async def test_synonyms_of_one_entry_are_each_reported(client: httpx.AsyncClient) -> None:
    words = ["coumadin", "Warfarin", "warfarin", "warfarin"]
    data = await check(client, items=["natto"], medicines=words)
    assert [row["asked"] for row in data["coverage"]] == ["Warfarin", "coumadin", "warfarin"]
    flag = next(flag for flag in data["flags"] if flag["slug"] == "warfarin-natto")
    assert [because["value"] for because in flag["matched"]["because"]] == ["warfarin"]


@pytest.mark.parametrize(
    ("item", "medicine"), [("food-sources/nato", "medicines/warfarine"), ("Nato", "Warfarine")]
)
def test_former_slug_is_indexed(catalog: Catalog, item: str, medicine: str) -> None:
    moved = {"food-sources/nato": "food-sources/natto", "medicines/warfarine": "medicines/warfarin"}
    renamed = replace(catalog, moved=moved)
    found = answer(renamed, CheckRequest(items=(item,), medicines=(medicine,)))
    assert found.not_recognised == ()
    assert found.flags == answer(catalog, CheckRequest(items=("natto",), medicines=("warfarin",))).flags
