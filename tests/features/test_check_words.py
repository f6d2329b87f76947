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


def broader(parameter: str, slugs_found: set[str]) -> set[str]:
    """Return all that something is a kind of, by the files."""
    wider = {one for slug in slugs_found for one in PARAMETERS[parameter][slug].get("broader", ())}
    return wider | broader(parameter, wider) if wider else set()


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
        wider = {word: found[word] | broader(parameter, found[word]) for word in some.values()}
        assert {word for word in some.values() if not words[word] <= wider[word]} == set()
        assert data["not_understood"] == data["known_not_recorded"] == []


@pytest.mark.parametrize(
    ("parameter", "word", "slug"),
    [
        ("medicines", "Coumadin", ["warfarin"]),
        ("medicines", " l thyroxine", ["levothyroxine"]),
        ("medicines", "ACE-inhibitors", ["ace-inhibitors"]),
        ("conditions", "ibd", ["crohn-disease", "inflammatory-bowel-disease", "ulcerative-colitis"]),
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
    assert slugs(by_word) == slugs(by_slug)
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
    person = {"life_stages": ["older_adult"], "conditions": ["ibs"]}
    by_word, by_key = await check(client, items=[word], **person), await check(client, items=keys, **person)
    assert by_word | {"understood": []} == by_key | {"understood": []}


@pytest.mark.parametrize(
    ("place", "field", "word", "near"),
    [
        ("items", "item", "kefirr", "kefir"),
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
    [unknown] = data["not_understood"]
    assert (unknown["field"], unknown["given"]) == (field, word)
    assert unknown["near"]["name"] == near
    assert data["summary"].startswith(f"We could not look up {word}, so this answer leaves that out. ")


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("conditions", "milk"),
        ("conditions", "guide"),
        ("conditions", " "),
        ("medicines", "😀"),
        ("medicines", "../../etc/passwd"),
    ],
)
async def test_unknown_word_is_reported(client: httpx.AsyncClient, place: str, word: str) -> None:
    asked: dict[str, list[str]] = {"items": ["onion"]}
    asked[place] = [*asked.get(place, []), word]
    data = await check(client, **asked)
    [unknown] = data["not_understood"]
    assert unknown["given"] == word
    assert unknown["near"] is None
    assert slugs(data) == []


async def test_synonyms_of_one_entry_are_each_reported(client: httpx.AsyncClient) -> None:
    words = ["coumadin", "Warfarin", "warfarin", "warfarin"]
    data = await check(client, items=["natto"], medicines=words)
    assert [row["asked"] for row in data["coverage"]] == ["Warfarin", "coumadin", "warfarin"]
    flag = next(flag for flag in data["for_you"] if flag["slug"] == "warfarin-natto")
    assert [because["value"] for because in flag["matched"]["because"]] == ["warfarin"]


@pytest.mark.parametrize(
    ("item", "medicine"), [("food-sources/nato", "medicines/warfarine"), ("Nato", "Warfarine")]
)
def test_former_slug_is_indexed(catalog: Catalog, item: str, medicine: str) -> None:
    moved = {"food-sources/nato": "food-sources/natto", "medicines/warfarine": "medicines/warfarin"}
    renamed = replace(catalog, moved=moved)
    found = answer(renamed, CheckRequest(items=(item,), medicines=(medicine,)))
    assert found.not_understood == ()
    assert found.for_you == answer(catalog, CheckRequest(items=("natto",), medicines=("warfarin",))).for_you


async def test_near_name_shows_its_cautions_under_if_you_mean(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["natto"], medicines=["warfrin"])
    assert "warfarin-natto" not in slugs(data)
    [unknown] = data["not_understood"]
    assert unknown["near"]["name"] == "warfarin"
    assert "warfarin-natto" in [flag["slug"] for flag in unknown["near"]["for_you"]]


async def test_what_is_known_and_not_recorded_is_said_by_name(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["banana"], medicines=["sumatriptan 50mg"])
    [known] = data["known_not_recorded"]
    assert (known["given"], known["names"]) == ("sumatriptan 50mg", ["Migraine medicines"])
    assert "nothing is recorded here about sumatriptan 50mg" in data["summary"].lower()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("not on warfarin", "denied"),
        ("stopped warfarin last year", "past"),
        ("my mother takes warfarin", "somebody_else"),
    ],
)
async def test_denial_is_said_and_never_turned_into_the_opposite(
    client: httpx.AsyncClient, text: str, status: str
) -> None:
    data = await check(client, items=["natto"], medicines=[text])
    [denied] = [one for one in data["understood"] if one["field"] == "medicine"]
    assert (denied["given"], denied["status"], denied["taken_for"]) == (text, status, [])
    assert denied["note"].startswith("You said")
    assert data["for_you"] == []


async def test_ambiguous_words_show_all_they_may_mean_and_ask(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["natto"], medicines=["blood thinner"])
    [thinner] = [one for one in data["understood"] if one["field"] == "medicine"]
    assert {"warfarin", "antiplatelets"} <= {one["slug"] for one in thinner["taken_for"]}
    assert not any(one["certain"] for one in thinner["taken_for"])
    assert thinner["note"].startswith("Which one")
    natto = next(flag for flag in data["for_you"] if flag["slug"] == "warfarin-natto")
    assert not any(one["certain"] for one in natto["matched"]["because"])


async def test_each_word_stands_in_exactly_one_list(client: httpx.AsyncClient) -> None:
    asked = ["warfarin", "not on warfarin", "sumatriptan", "xqzzy", "none", "stopped omeprazole"]
    data = await check(client, items=["natto"], medicines=asked)
    lists = ("understood", "known_not_recorded", "not_understood", "contradictory")
    given = [(name, one["given"]) for name in lists for one in data[name] if one["field"] == "medicine"]
    assert sorted(word for _, word in given) == sorted(asked)
    assert ("contradictory", "not on warfarin") in given
    assert ("contradictory", "none") in given
    assert "warfarin-natto" in slugs(data)


async def test_several_stages_of_life_hold_at_once(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["yogurt", "jumping"], life_stages=["after the menopause", "78"])
    assert {"listeria-high-risk-raw-foods", "fracture-red-flag"} <= set(slugs(data))


async def test_every_pair_says_what_is_recorded(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["natto", "banana"], medicines=["warfarin"])
    pairs = {pair["item"]["slug"]: pair for pair in data["pairs"]}
    assert "warfarin-natto" in pairs["natto"]["cautions"]
    assert pairs["banana"]["cautions"] == []
    assert pairs["banana"]["note"].startswith("Nothing is recorded about Banana with Warfarin.")
