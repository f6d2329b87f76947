"""The sentence of a caution: for whom, what to do with what, and when."""

import re
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.kinds.caution_sentence import caution_sentence
from app.kinds.sentence_words import noun, sentence_words
from app.schemas.entries import MAX_SENTENCE
from app.vocabulary.safety import Allergen, Form, LifeStage
from tests.api.test_lists import everything

KINDS_OF_TRAITS = ("conditions", "medicines")
DRINK = {"texture": "liquid", "grams": 240}
ENTRIES: dict[str, dict[str, Any]] = {
    "food-sources/kefir": {"name": "Kefir", "group": "dairy", "portion": DRINK},
    "food-sources/kombucha": {"name": "Kombucha", "group": "tea", "portion": DRINK},
    "food-sources/natto": {"name": "Natto", "group": "soy", "portion": {"texture": "stringy", "grams": 40}},
    "food-sources/miso": {"name": "Miso", "group": "soy", "portion": {"texture": "liquid", "grams": 9}},
    "prebiotics/inulin": {"name": "Inulin", "group": "fibre_ingredient", "portion": DRINK},
    "prebiotics/pear": {"name": "Pear", "group": "fruit", "portion": {"texture": "regular", "grams": 120}},
    "supplements/garlic": {"name": "Garlic supplement"},
    "supplements/aged-garlic": {"name": "Aged garlic", "broader": ["supplements/garlic"]},
    "supplements/honey": {"name": "Honey"},
    "activities/fermenting": {"name": "Home-made ferments"},
    "conditions/dialysis": {"name": "Dialysis", "clause": "you are on dialysis"},
    "conditions/line": {"name": "Central line"},
    "conditions/angina": {"name": "Unstable angina or a recent heart attack"},
    "conditions/cancer": {"name": "Cancer", "clause": "you have or had cancer"},
    "conditions/fracture": {"name": "Spine fracture", "clause": "you have had a spine fracture"},
    "conditions/fall": {"name": "Recent falls", "clause": "you had a recent fall"},
    "conditions/narrow": {"name": "Narrowed bowel"},
    "conditions/crohn": {"name": "Crohn disease with a narrowed bowel", "broader": ["conditions/narrow"]},
    "conditions/osteoporosis": {"name": "Osteoporosis"},
    "conditions/food-allergy": {"name": "Food allergy"},
    "medicines/warfarin": {"name": "Warfarin", "broader": ["medicines/antagonists"]},
    "medicines/antagonists": {"name": "Warfarin or a similar medicine"},
    "medicines/ace": {"name": "ACE inhibitors"},
    "medicines/alendronate": {"name": "Alendronate", "may_imply_conditions": ["conditions/osteoporosis"]},
}


def reference(key: str) -> SimpleNamespace:
    return SimpleNamespace(id=key, kind=key.partition("/")[0])


def people(given: dict[str, Any]) -> SimpleNamespace:
    who = {"life_stages": (), "conditions": (), "medicines": (), "allergies": ()} | given
    for name in ("conditions", "medicines"):
        who[name] = tuple(reference(f"{name}/{slug}") for slug in who[name])
    return SimpleNamespace(**who)


def sentence(action: str, *items: str, **parts: Any) -> str:
    """Return the sentence of a caution with these parts, for items given by the end of their key.

    `reader` is who reads it.
    """
    who, reader = people(parts.pop("who", {})), parts.pop("reader", None)
    keys = [key for item in items for key in ENTRIES if key.endswith(f"/{item}")]
    scope = tuple(reference(key) for key in ENTRIES if key.rpartition("/")[2] in parts.get("scope", ()))
    caution = {
        "action": action,
        "unless": None,
        "group_noun": None,
        "form": None,
        "form_scope": scope,
    } | parts
    matched = None if reader is None else people(reader)
    made: Any = (SimpleNamespace(**caution, who=who), sentence_words(ENTRIES), keys, matched)
    return caution_sentence(*made)


def test_sentence_names_the_person_the_item_and_the_exception() -> None:
    said = sentence("Avoid {item}.", "natto", who={"medicines": ["warfarin"]}, unless="your clinic says so")
    assert said == "If you take warfarin: avoid natto unless your clinic says so."


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ({}, "For everyone: "),
        ({"life_stages": [LifeStage.PREGNANCY]}, "If you are pregnant: "),
        ({"conditions": ["dialysis"]}, "If you are on dialysis: "),
        (
            {"conditions": ["line"], "medicines": ["ace"]},
            "If you have a central line, or take ACE inhibitors: ",
        ),
        ({"allergies": [Allergen.FISH, Allergen.EGG]}, "If you have a fish allergy or an egg allergy: "),
        ({"allergies": [Allergen.NUTS, Allergen.MILK]}, "If you have a nut allergy or a milk allergy: "),
        ({"conditions": ["food-allergy"], "allergies": list(Allergen)}, "If you have a food allergy: "),
        ({"life_stages": [LifeStage.ADULT, LifeStage.OLDER_ADULT]}, "If you are an adult: "),
        (
            {"conditions": ["cancer", "line", "fracture", "fall"]},
            "If you have or had cancer, have a central line, or had a spine fracture or a recent fall: ",
        ),
        (
            {"conditions": ["angina", "line"]},
            "If you have unstable angina or a recent heart attack, or a central line: ",
        ),
        ({"conditions": ["narrow", "crohn"]}, "If you have a narrowed bowel: "),
    ],
)
def test_sentence_begins_with_whom_it_is_for(who: dict[str, Any], start: str) -> None:
    assert sentence("Have {item}.", "kefir", who=who) == f"{start}drink kefir."


@pytest.mark.parametrize(
    ("items", "item"),
    [
        (["kefir"], "kefir"),
        (["garlic"], "a garlic supplement"),
        (["kefir", "natto"], "kefir or natto"),
        (["kefir", "natto", "miso"], "kefir, natto or miso"),
        (["kefir", "natto", "miso", "pear"], "these foods"),
        (["kefir", "natto", "miso", "garlic"], "these foods or supplements"),
    ],
)
def test_sentence_names_up_to_three_items(items: list[str], item: str) -> None:
    assert sentence("Avoid {item}.", *items) == f"For everyone: avoid {item}."


def test_sentence_says_the_form_that_a_caution_holds_for() -> None:
    raw = {"form": Form.UNPASTEURISED, "scope": ["kefir"]}
    assert sentence("Avoid {item}.", "kefir", **raw) == "For everyone: avoid kefir if not pasteurised."
    fish = {"form": Form.CONTAINS_ALLERGEN, "scope": ["miso"], "who": {"allergies": [Allergen.FISH]}}
    assert sentence("Avoid {item}.", "miso", **fish) == (
        "If you have a fish allergy: avoid miso that may contain fish."
    )


def test_form_is_not_said_of_an_activity_that_it_does_not_narrow() -> None:
    said = sentence("Tell your clinic before {item}.", "fermenting", form=Form.SUPPLEMENT_DOSE)
    assert said == "For everyone: tell your clinic before home-made ferments."


def test_noun_of_a_group_stands_for_four_items_or_more() -> None:
    items = ("kefir", "natto", "miso", "pear")
    assert "avoid fermented foods." in sentence("Avoid {item}.", *items, group_noun="fermented foods")
    assert "avoid kefir or natto." in sentence("Avoid {item}.", *items[:2], group_noun="fermented foods")
    assert "avoid these foods." in sentence(
        "Avoid {item}.", *items, group_noun="fermented foods " + "x" * 120
    )


def test_form_of_a_supplement_holds_for_its_kinds() -> None:
    milk = {"form": Form.CONTAINS_ALLERGEN, "scope": ["garlic"], "who": {"allergies": [Allergen.MILK]}}
    assert sentence("Avoid {item}.", "aged-garlic", **milk).endswith(
        "avoid aged garlic that may contain milk."
    )
    many = ["kefir", "natto", "pear", "garlic"]
    assert sentence("Avoid {item}.", *many, **milk).endswith(
        "avoid these foods or supplements that may contain milk."
    )


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["kefir"], "drink kefir"),
        (["kefir", "kombucha"], "drink kefir or kombucha"),
        (["pear"], "eat pear"),
        (["miso"], "have miso"),
        (["inulin"], "take inulin"),
        (["garlic"], "take a garlic supplement"),
        (["honey"], "have honey"),
        (["fermenting"], "have home-made ferments"),
        (["kefir", "pear"], "have kefir or pear"),
    ],
)
def test_verb_fits_the_items(items: list[str], said: str) -> None:
    assert sentence("Ask before you have {item}.", *items) == f"For everyone: ask before you {said}."


def test_reader_with_a_group_and_a_wider_one_is_told_the_narrower() -> None:
    both = {"medicines": ["antagonists", "warfarin"]}
    said = sentence("Avoid {item}.", "natto", who={"medicines": ["antagonists"]}, reader=both)
    assert said == "If you take warfarin: avoid natto."


def test_reader_is_told_what_may_go_with_a_medicine() -> None:
    who = {"conditions": ["osteoporosis"]}
    alendronate = {"medicines": ["alendronate"]}
    said = sentence("Avoid {item}.", "natto", who=who, reader=alendronate)
    assert said == "If you take alendronate and may have osteoporosis: avoid natto."
    both = sentence("Avoid {item}.", "natto", who=who, reader={**who, **alendronate})
    assert both == "If you have osteoporosis: avoid natto."


CROWD: dict[str, Any] = {
    "life_stages": [LifeStage.PREGNANCY, LifeStage.BREASTFEEDING, LifeStage.CHILD],
    "conditions": ["dialysis", "line"],
    "medicines": ["warfarin", "ace"],
}


def test_long_sentence_leaves_an_afterthought_out_before_it_hides_anybody() -> None:
    who = CROWD | {"medicines": ["warfarin"], "life_stages": CROWD["life_stages"][:2]}
    said = sentence("Ask your team before you have {item}; bring the label.", "kefir", who=who)
    assert len(said) <= MAX_SENTENCE
    assert said.endswith("ask your team before you drink kefir.")
    assert "other group" not in said


def test_long_sentence_counts_the_groups_that_do_not_fit() -> None:
    who = CROWD | {"allergies": [Allergen.MILK, Allergen.SOY]}
    said = sentence("Ask your own doctor or your pharmacist before {item}.", "kefir", who=who)
    assert len(said) <= MAX_SENTENCE
    assert said.startswith(
        "If you are pregnant or on dialysis, take warfarin, or are in one of 6 other groups: ask"
    )


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Crohn disease", "Crohn disease"),
        ("Saccharomyces boulardii", "Saccharomyces boulardii"),
        ("Galacto-oligosaccharides (GOS)", "galacto-oligosaccharides"),
        ("Past infection of the heart lining", "a past infection of the heart lining"),
        ("Artificial heart valve", "an artificial heart valve"),
    ],
)
def test_noun_is_in_lower_case_unless_it_is_a_proper_name(name: str, inside: str) -> None:
    assert noun(name) == inside


async def test_every_caution_of_every_entry_has_a_sentence(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    lines = [line for entry in found.values() for line in entry["cautions"]]
    assert len(lines) > 1000
    for line in lines:
        assert len(line["sentence"]) <= MAX_SENTENCE
        assert re.fullmatch(r"(If (you|your) .+|For everyone): [a-z].+\.", line["sentence"]), line
        assert "{" not in line["sentence"]
    yogurt = found["daily-actions/yogurt-at-breakfast"]["cautions"]
    milk = next(line for line in yogurt if line["slug"] == "milk-allergy")
    assert milk["sentence"] == "If you have a milk allergy: avoid yogurt."


MOST_THAT_HIDE_GROUPS = 7
"""Distinct sentences in which not all groups of people fit."""

VERBS = {
    "eat": ("food-sources/brie", "food-sources/yogurt", "prebiotics/oats", "bone-foods/kale"),
    "drink": (
        *("bone-foods/milk", "bone-foods/mineral-water-calcium", "bone-foods/orange-juice-fortified"),
        *("bone-foods/lactose-free-milk", "bone-foods/soy-drink-fortified", "food-sources/buttermilk"),
        *("food-sources/kefir", "food-sources/kombucha", "food-sources/lassi", "food-sources/water-kefir"),
    ),
    "take": (
        *("supplements/calcium-supplement", "supplements/psyllium", "supplements/saccharomyces-boulardii"),
        *("supplements/vitamin-k-supplement", "prebiotics/chicory-root-inulin"),
    ),
    "have": (
        *("food-sources/miso", "supplements/honey", "supplements/yeast-extract"),
        "activities/home-fermentation",
    ),
}
"""What is done with an entry."""


@pytest.fixture
async def lines(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    """Return each entry with each of its sentences, of everything that the API serves."""
    parts = (await client.get("/v1/bundle")).json()["data"]["parts"]
    return [
        (key, line["sentence"])
        for key, part in parts.items()
        if isinstance(part, dict)
        for line in part.get("cautions") or ()
        if isinstance(line, dict) and "sentence" in line
    ]


async def test_every_sentence_is_one_plain_sentence(lines: list[tuple[str, str]]) -> None:
    said = {text for _, text in lines}
    assert len(said) > 1000
    for text in said:
        people, _, rest = text.partition(": ")
        assert len(text) <= MAX_SENTENCE, text
        assert text.count(":") == 1, text
        assert text.endswith("."), text
        assert rest[0].islower(), text
        groups = re.split(r", (?:or )?| or ", people.removeprefix("If ").removeprefix("you "))
        assert len(groups) == len(set(groups)), text
        assert not re.search(r"\bhave (?!or had)[^,]*\bor (?:have )?had\b", people), text
        assert not re.search(r"[^,] or you\b", people.removeprefix("If your baby")), text
    assert len([text for text in said if "other group" in text]) <= MOST_THAT_HIDE_GROUPS


async def test_verb_of_every_sentence_fits_its_entry(
    lines: list[tuple[str, str]], client: httpx.AsyncClient
) -> None:
    found = await everything(client)
    for fitting, keys in VERBS.items():
        for key in keys:
            name = re.escape(noun(found[key]["name"]))
            verbs = [
                verb
                for entry, text in lines
                if entry == key
                for verb in re.findall(rf"\b(eat|drink|take|have) {name}", text)
            ]
            assert set(verbs) <= {fitting}, (key, verbs)
            assert verbs or fitting == "have", key


async def test_condition_on_the_label_is_in_the_sentence(lines: list[tuple[str, str]]) -> None:
    said = dict.fromkeys(lines)
    for entry, text in (
        (
            "supplements/vitamin-k-supplement",
            "If you have a soy allergy: avoid a vitamin K supplement that may",
        ),
        (
            "supplements/saccharomyces-boulardii",
            "If you have a milk allergy: avoid Saccharomyces boulardii that may",
        ),
        (
            "supplement-guidance/ask-a-professional-first",
            "If you have a soy allergy: avoid these supplements that may",
        ),
        ("supplements/psyllium", "If you have a milk allergy: avoid psyllium husk that may"),
    ):
        assert any(key == entry and one.startswith(text) for key, one in said), entry


async def test_soft_cheese_with_mould_is_out_even_pasteurised(client: httpx.AsyncClient) -> None:
    for life_stage, start in (("78", "you are an older adult"), ("pregnancy", "you are pregnant")):
        said = await checked(client, items=["brie"], life_stages=[life_stage])
        assert said["mould-ripened-cheese"] == f"If {start}: avoid even pasteurised Brie unless piping hot."
        assert not any("not pasteurised" in text for text in said.values())
        assert "listeria-high-risk-raw-foods" not in said


async def test_allergy_comes_first_and_adrenaline_only_if_prescribed(client: httpx.AsyncClient) -> None:
    said = await checked(client, items=["eggs"], allergies=["egg"])
    assert said["allergy-emergency"] == (
        "If you have an egg allergy: avoid what you react to, and carry adrenaline if prescribed."
    )


async def checked(client: httpx.AsyncClient, **asked: list[str]) -> dict[str, str]:
    """Return the sentence of each caution of a check that concerns the reader, by slug."""
    answer = await client.post("/v1/check", json=asked)
    return {flag["slug"]: flag["sentence"] for flag in answer.json()["data"]["for_you"]}


async def test_flag_names_the_reader_and_nobody_else(client: httpx.AsyncClient) -> None:
    said = await checked(client, items=["kefir", "natto"], life_stages=["78"], medicines=["warfarin 3mg"])
    assert said["listeria-high-risk-raw-foods"] == (
        "If you are an older adult: choose pasteurised or well-cooked foods."
    )
    assert said["warfarin-natto"] == "If you take warfarin: do not eat natto unless your clinic says so."
    both = await checked(client, items=["miso"], conditions=["high blood pressure"], medicines=["amlodipine"])
    assert both["hypertension-sodium"].startswith(
        "If you have high blood pressure, or take calcium channel blockers: limit miso; count the salt."
    )


async def test_flag_names_the_allergy_that_was_told(client: httpx.AsyncClient) -> None:
    said = await checked(client, items=["yogurt"], allergies=["milk"])
    assert said["allergy-emergency"].startswith("If you have a milk allergy: ")


async def test_every_flag_for_one_trait_is_short_and_names_no_other_group(client: httpx.AsyncClient) -> None:
    known = {kind: (await client.get(f"/v1/{kind}?limit=100")).json()["data"] for kind in KINDS_OF_TRAITS}
    traits = [(kind, entry["slug"]) for kind, entries in known.items() for entry in entries]
    traits += [("life_stages", stage.value) for stage in LifeStage]
    traits += [("allergies", allergen.value) for allergen in Allergen]
    shown = 0
    for field, value in traits:
        said = await checked(client, items=["guide"], **{field: [value]})
        for slug, text in said.items():
            shown += 1
            assert len(text) <= MAX_SENTENCE, (slug, text)
            assert re.fullmatch(r"If (you|your) .+: [a-z].+\.", text), (slug, text)
            assert "other group" not in text, (slug, text)
    assert shown > 300


async def test_plan_says_its_cautions_to_the_reader(client: httpx.AsyncClient) -> None:
    asked = {"life_stage": "78", "conditions": "osteoporosis", "medicines": "alendronate"}
    plan = (await client.get("/v1/plan", params=asked)).json()["data"]
    said = {line["slug"]: line["sentence"] for line in plan["cautions"]}
    assert said["fracture-red-flag"].startswith("If you are an older adult, or have osteoporosis: ")
    assert "menopause" not in said["fracture-red-flag"]
