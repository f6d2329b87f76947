"""The sentence of a caution: for whom, what to do with what, and when."""

import re
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.kinds.caution_sentence import caution_sentence, noun
from app.schemas.entries import MAX_SENTENCE
from app.vocabulary.safety import Allergen, Form, LifeStage
from tests.api.test_lists import everything

KINDS_OF_TRAITS = ("conditions", "medicines")
NAMES = {
    "food-sources/kefir": "Kefir",
    "food-sources/natto": "Natto",
    "food-sources/miso": "Miso",
    "supplements/garlic": "Garlic supplement",
    "activities/fermenting": "Making ferments at home",
    "conditions/dialysis": "Dialysis",
    "conditions/line": "Central line",
    "conditions/food-allergy": "Food allergy",
    "medicines/warfarin": "Warfarin",
    "medicines/ace": "ACE inhibitors",
}
CLAUSES = {"conditions/dialysis": "you are on dialysis"}


def reference(key: str) -> SimpleNamespace:
    return SimpleNamespace(id=key, kind=key.partition("/")[0])


def sentence(action: str, *items: str, **parts: Any) -> str:
    """Return the sentence of a caution with these parts, for items given by the end of their key."""
    who = {"life_stages": (), "conditions": (), "medicines": (), "allergies": ()} | parts.pop("who", {})
    for name in ("conditions", "medicines"):
        who[name] = tuple(reference(f"{name}/{slug}") for slug in who[name])
    keys = [key for item in items for key in NAMES if key.endswith(f"/{item}")]
    scope = tuple(reference(key) for key in keys if key.rpartition("/")[2] in parts.pop("scope", ()))
    caution = {"action": action, "unless": None, "form": None, "form_scope": scope} | parts
    return caution_sentence(SimpleNamespace(**caution, who=SimpleNamespace(**who)), NAMES, CLAUSES, keys)


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
        ({"conditions": ["food-allergy"], "allergies": list(Allergen)}, "If you have a food allergy: "),
        ({"life_stages": [LifeStage.ADULT, LifeStage.OLDER_ADULT]}, "If you are an adult: "),
    ],
)
def test_sentence_begins_with_whom_it_is_for(who: dict[str, Any], start: str) -> None:
    assert sentence("Eat {item}.", "kefir", who=who) == f"{start}eat kefir."


@pytest.mark.parametrize(
    ("items", "item"),
    [
        (["kefir"], "kefir"),
        (["garlic"], "a garlic supplement"),
        (["kefir", "natto"], "kefir or natto"),
        (["kefir", "natto", "miso"], "these foods"),
        (["kefir", "natto", "garlic"], "these foods or supplements"),
    ],
)
def test_sentence_names_up_to_two_items(items: list[str], item: str) -> None:
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
    assert said == "For everyone: tell your clinic before making ferments at home."


def test_long_sentence_counts_the_groups_that_do_not_fit() -> None:
    who = {
        "life_stages": [LifeStage.PREGNANCY, LifeStage.BREASTFEEDING, LifeStage.CHILD],
        "conditions": ["dialysis", "line"],
        "medicines": ["warfarin", "ace"],
        "allergies": [Allergen.MILK, Allergen.SOY],
    }
    said = sentence("Ask your own doctor or your pharmacist before {item}.", "kefir", who=who)
    assert len(said) <= MAX_SENTENCE
    assert said.startswith("If you are pregnant or breastfeeding, or are in one of 7 other groups: ask")


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


async def checked(client: httpx.AsyncClient, **asked: list[str]) -> dict[str, str]:
    """Return the sentence of each caution of a check that concerns the reader, by slug."""
    answer = await client.post("/v1/check", json=asked)
    return {flag["slug"]: flag["sentence"] for flag in answer.json()["data"]["for_you"]}


async def test_flag_names_the_reader_and_nobody_else(client: httpx.AsyncClient) -> None:
    said = await checked(client, items=["kefir", "natto"], life_stages=["78"], medicines=["warfarin 3mg"])
    assert said["listeria-high-risk-raw-foods"] == (
        "If you are an older adult: choose pasteurised dairy; prefer cooked fermented foods."
    )
    assert said["warfarin-natto"] == "If you take warfarin: do not have natto unless your clinic says so."
    both = await checked(client, items=["miso"], conditions=["high blood pressure"], medicines=["amlodipine"])
    assert both["hypertension-sodium"].startswith(
        "If you have high blood pressure, or take calcium channel blockers: eat small portions of miso"
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
    assert said["fracture-red-flag"].startswith(
        "If you are an older adult, have osteoporosis, or take alendronate: "
    )
    assert "menopause" not in said["fracture-red-flag"]
