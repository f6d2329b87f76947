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
    assert data["summary"].startswith(f"You typed {word}. Did you mean {near}? ")


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


@pytest.mark.parametrize(
    ("typed", "name"), [("adrovancy", "Adrovance"), ("phosdo", "PhosLo"), ("alendronatte", "alendronate")]
)
async def test_near_name_shows_every_caution_of_the_name(
    client: httpx.AsyncClient, typed: str, name: str
) -> None:
    """Also of a tablet that is an item too, such as one for bones with vitamin D."""
    items = ["natto", "kefir", "calcium supplement", "brisk walking"]
    meant = await check(client, items=items, medicines=[name], conditions=["kidney disease"])
    said = await check(client, items=items, medicines=[typed], conditions=["kidney disease"])
    [unknown] = said["not_understood"]
    named = {flag["slug"] for flag in (*said["for_you"], *said["for_everyone"], *unknown["near"]["for_you"])}
    assert unknown["near"]["name"] == name
    assert named >= set(slugs(meant))


@pytest.mark.parametrize("text", ["broccoli, boiled", "Egg, hard-boiled", "chickpeas, canned, unsalted"])
async def test_how_a_food_is_made_is_no_other_food(client: httpx.AsyncClient, text: str) -> None:
    answer = await check(client, items=[text])
    assert answer["not_understood"] == []
    assert answer["understood"] + answer["known_not_recorded"]


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
    assert pairs["banana"]["note"].startswith("We have no warning about Banana with Warfarin.")


@pytest.mark.parametrize(
    "text",
    [
        "78 and frail",
        "frail and 78",
        "81 with osteoporosis",
        "I am 78 and have osteoporosis",
        "She's 80 but active",
    ],
)
@pytest.mark.parametrize("field", ["conditions", "life_stages"])
async def test_age_in_a_sentence_is_read(client: httpx.AsyncClient, field: str, text: str) -> None:
    answer = await check(client, items=["kefir"], **{field: [text]})
    assert "older_adult" in [meant["slug"] for one in answer["understood"] for meant in one["taken_for"]]


@pytest.mark.parametrize(
    "text", ["type 2 diabetes", "24 weeks pregnant", "BMI 31 and asthma", "gout for 70 years"]
)
async def test_other_figures_are_no_age(client: httpx.AsyncClient, text: str) -> None:
    answer = await check(client, items=["kefir"], conditions=[text])
    assert "older_adult" not in [meant["slug"] for one in answer["understood"] for meant in one["taken_for"]]


@pytest.mark.parametrize("food", ["kombucha", "sauerkraut", "kimchi", "kefir"])
@pytest.mark.parametrize("made", ["homemade", "home made", "home-made"])
async def test_what_is_made_at_home_is_the_food_too(client: httpx.AsyncClient, food: str, made: str) -> None:
    answer = await check(client, items=[f"{made} {food}"])
    taken = {meant["slug"] for one in answer["understood"] for meant in one["taken_for"]}
    assert taken == {"home-fermentation", food}


async def test_nuts_are_those_of_the_guide(client: httpx.AsyncClient) -> None:
    answer = await check(client, items=["nuts"], allergies=["nuts"])
    assert "allergy-emergency" in slugs(answer)


def near_of(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return the slugs of the cautions under each name that a word may be a misspelling of."""
    near = [one["near"] for one in data["not_understood"] if one["near"]]
    return {one["name"]: [flag["slug"] for flag in one["for_you"]] for one in near}


@pytest.mark.parametrize(
    ("asked", "names", "caution"),
    [
        (
            {"items": ["spinnach"], "medicines": ["warfrin 3mg nocte"]},
            {"spinach", "warfarin"},
            "warfarin-vitamin-k",
        ),
        ({"items": ["nato"], "medicines": ["warfarni"]}, {"natto", "warfarin"}, "warfarin-natto"),
        (
            {"items": ["kombuca"], "life_stages": ["pregnent"]},
            {"kombucha", "pregnant"},
            "pregnancy-kombucha",
        ),
        (
            {"items": ["kombuca"], "conditions": ["leukemai"]},
            {"kombucha", "leukaemia"},
            "kombucha-home-brew",
        ),
    ],
)
async def test_two_typing_errors_show_the_cautions_of_the_pair(
    client: httpx.AsyncClient, asked: dict[str, list[str]], names: set[str], caution: str
) -> None:
    data = await check(client, **asked)
    near = {one["near"]["name"]: one["near"] for one in data["not_understood"] if one["near"]}
    assert near.keys() == names
    assert caution in {flag["slug"] for one in near.values() for flag in one["for_you"]}
    assert all(set(near[name]["together_with"]) == names - {name} for name in names)
    assert "We found no warning" not in data["summary"]


async def test_each_word_of_an_entry_stands_in_one_list(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["kefir", "my special tea"])
    assert [one["given"] for one in data["known_not_recorded"]] == ["tea"]
    assert [one["given"] for one in data["not_understood"]] == ["special"]


async def test_two_misspelt_names_in_a_row_are_each_offered(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["natto"], medicines=["warfarni clopidogerl"])
    assert near_of(data).keys() == {"warfarin", "clopidogrel"}


async def test_a_near_name_that_is_only_perhaps_meant_is_not_certain(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["spinnach"], medicines=["warfrin"])
    [flag] = [one for word in data["not_understood"] for one in word["near"]["for_you"]]
    assert [one["certain"] for one in flag["matched"]["because"]] == [False]


@pytest.mark.parametrize(
    ("field", "text", "caution", "certain"),
    [
        ("medicines", "warfarin (my husband too)", "warfarin-natto", True),
        ("medicines", "my husband and I take warfarin", "warfarin-natto", True),
        ("medicines", "my grandmother takes warfarin", "warfarin-natto", False),
        *(
            ("medicines", f"my {who} is on warfarin", "warfarin-natto", False)
            for who in ("daughter", "son", "husband", "wife", "partner", "mum", "friend", "nan")
        ),
        ("conditions", "my mum has high BP and I have a transplant", "immunocompromised-probiotics", True),
        ("conditions", "I have a transplant and my mum has high BP", "immunocompromised-probiotics", True),
        ("conditions", "my son has leukaemia", "immunocompromised-probiotics", False),
    ],
)
async def test_somebody_elses_word_never_removes_a_caution(
    client: httpx.AsyncClient, field: str, text: str, caution: str, *, certain: bool
) -> None:
    data = await check(client, items=["natto", "kefir"], **{field: [text]})
    flag = next(one for one in data["for_you"] if one["slug"] == caution)
    assert [one["certain"] for one in flag["matched"]["because"]] == [certain]
    asked = [one["note"] for one in data["understood"] if one["note"]]
    assert certain or any("Is the check for you or for them?" in note for note in asked)
    assert certain or "Is the check for you or for somebody else?" in data["summary"]
    assert "You told us no illness" not in data["summary"]


@pytest.mark.parametrize("text", ["family history of osteoporosis", "at risk of osteoporosis"])
async def test_a_risk_is_no_illness(client: httpx.AsyncClient, text: str) -> None:
    data = await check(client, items=["jumping"], conditions=[text])
    [risk] = [one for one in data["understood"] if one["field"] == "condition"]
    assert (risk["status"], risk["taken_for"]) == ("family", [])
    assert risk["note"].startswith("You named this as a risk")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("stopped warfarin and now on apixaban", "apixaban"),
        ("not on warfarin and I take apixaban", "apixaban"),
    ],
)
async def test_what_is_over_never_removes_what_is_taken_now(
    client: httpx.AsyncClient, text: str, kept: str
) -> None:
    data = await check(client, items=["natto"], medicines=[text])
    [taken] = [one for one in data["understood"] if kept in one["given"] and one["field"] == "medicine"]
    assert taken["status"] == "current"
    assert taken["taken_for"]


@pytest.mark.parametrize(
    "text", ["warfarin5mg", "clopidogrel75", "Warfarin5", "apixaban5mg bd", "metformin500mg"]
)
async def test_dose_stuck_to_a_name_is_read(client: httpx.AsyncClient, text: str) -> None:
    data = await check(client, items=["natto"], medicines=[text])
    [taken] = [one for one in data["understood"] if one["field"] == "medicine"]
    assert taken["given"] == text
    assert taken["taken_for"]
    assert data["not_understood"] == []


async def test_trying_for_a_baby_is_not_called_pregnant(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["kombucha", "soy isoflavones"], life_stages=["trying for a baby"])
    assert "pregnancy-kombucha" in slugs(data)
    matched = [flag for flag in data["for_you"] if flag["matched"]["because"][0]["by"] == "life_stage"]
    assert {one["value"] for flag in matched for one in flag["matched"]["because"]} == {"trying_for_a_baby"}
    assert all(flag["sentence"].startswith("If you are trying for a baby") for flag in matched)
    assert "pregnancy" not in " ".join(one["why"] for one in data["talk_to"] if "stage of life" in one["why"])
    [row] = data["coverage"]
    assert row["cautions"] > 0


@pytest.mark.parametrize("none", ["none", "nil", "no"])
async def test_summary_says_when_no_illness_was_named(client: httpx.AsyncClient, none: str) -> None:
    for person in ({}, {"medicines": [none]}, {"life_stages": ["34"], "conditions": ["not pregnant"]}):
        data = await check(client, items=["kefir"], **person)
        assert "You told us no illness, medicine or allergy, so we checked none." in data["summary"]
    data = await check(client, items=["kefir"], medicines=["quixotamab"])
    assert "You told us no illness" not in data["summary"]


async def test_summary_finds_no_nothing_where_a_warning_is_for_everyone(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["kombucha"], life_stages=["34"])
    assert data["for_everyone"]
    assert "We found no warning" not in data["summary"]
    assert "For everyone: " in data["summary"]


@pytest.mark.parametrize(
    ("field", "text", "slugs_meant", "question"),
    [
        ("items", "cheese", {"cheddar", "parmesan", "brie", "cottage-cheese"}, "Which kind is it?"),
        ("items", "blue cheese", {"brie", "cheddar", "parmesan"}, "Which kind is it?"),
        ("items", "halloumi cheese", {"cottage-cheese"}, "Which kind is it?"),
        ("items", "parmesan cheese", {"parmesan"}, None),
        ("items", "brie cheese", {"brie"}, None),
        ("items", "camembert", {"brie"}, None),
        ("items", "soy sauce", {"miso"}, "We have no page on this, so we looked up miso. Which sauce is it?"),
        ("items", "potatoes", {"potato-cooled"}, "Do you eat them cold?"),
        ("life_stages", "60s", {"older_adult", "adult"}, "Are you 65 or older?"),
        ("life_stages", "might be pregnant", {"pregnancy", "trying_for_a_baby"}, "Are you pregnant?"),
        (
            "medicines",
            "prednisolone 5mg",
            {"high-dose-corticosteroids"},
            "Is it a high dose, or for a long time?",
        ),
        ("allergies", "gluten", {"wheat"}, "Is it coeliac disease, or an allergy to wheat?"),
    ],
)
async def test_what_may_be_several_things_is_asked(
    client: httpx.AsyncClient, field: str, text: str, slugs_meant: set[str], question: str | None
) -> None:
    data = await check(client, **({"items": ["kefir"]} | {field: [text]}))
    [word] = [one for one in data["understood"] if one["given"] == text]
    assert {one["slug"] for one in word["taken_for"]} == slugs_meant
    assert word["note"] == question
    assert {one["certain"] for one in word["taken_for"]} == {question is None}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("medicines", "apixaban x2 wk"),
        ("medicines", "started apixaban"),
        ("medicines", "off apixaban"),
        ("items", "spinach leaves, 2 tbsp"),
        ("items", "baby spinach leaves"),
        ("medicines", "ferrous iron 200mg"),
        ("conditions", "osteoporosis 3 yrs"),
    ],
)
async def test_words_around_a_name_leave_nothing_unknown(
    client: httpx.AsyncClient, field: str, text: str
) -> None:
    data = await check(client, **({"items": ["kefir"]} | {field: [text]}))
    assert data["not_understood"] == []


async def test_near_name_is_shown_as_a_name_and_not_as_a_slug(client: httpx.AsyncClient) -> None:
    data = await check(client, items=["kefir"], conditions=["heart failrue"])
    [unknown] = data["not_understood"]
    assert unknown["near"]["name"] == "Heart failure"
