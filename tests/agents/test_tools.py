"""The tools for assistants: small, cautions and grades in every answer, the unknown first."""

import json
from typing import Any

import pytest

from app.agents.tools import TOOLS, ToolError, call_tool
from app.catalog.catalog import Catalog

CALLS: dict[str, dict[str, Any]] = {
    "search": {"q": "sauerkraut for bones"},
    "answer": {"about": "kefir"},
    "entry": {"entry": "food-sources/natto"},
    "check": {
        "items": ["natto", "kale"],
        "medicines": ["warfarin 3mg", "water tablet"],
        "life_stages": ["78"],
    },
    "plan": {"days": 2, "medicines": ["warfarin"]},
    "evidence": {"claim": "ff-kefir"},
    "cite": {"items": ["food-sources/kefir"]},
}
MAX_LIST_BYTES = 8_000
MAX_ANSWER_BYTES = 20_000


def call(catalog: Catalog, name: str, **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(call_tool(catalog, name, arguments))
    return answer


def test_at_most_seven_tools_whose_list_is_small() -> None:
    listed = [
        {"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema}
        for tool in TOOLS
    ]
    assert len(TOOLS) == 7
    assert len(json.dumps(listed)) < MAX_LIST_BYTES
    assert CALLS.keys() == {tool.name for tool in TOOLS}


@pytest.mark.parametrize("name", CALLS)
def test_each_answer_is_small_and_has_cautions_and_grades(catalog: Catalog, name: str) -> None:
    text = call_tool(catalog, name, CALLS[name])
    answer = json.loads(text)
    assert len(text.encode()) < MAX_ANSWER_BYTES
    assert answer["disclaimer"] == catalog.meta.disclaimer
    assert answer["for_you"] if name == "check" else answer["cautions"]
    if name != "check":
        assert any(word in text for word in ("very_low", "low", "moderate", "high", "not_graded"))


def test_every_caution_of_an_entry_is_in_its_answers(catalog: Catalog) -> None:
    for entry in (*catalog.entries_by_kind["food-sources"], *catalog.entries_by_kind["supplements"]):
        key = f"{entry.kind}/{entry.slug}"
        sentences = {f"{line.severity}: {line.sentence}" for line in entry.cautions}
        for answer in (call(catalog, "answer", about=key), call(catalog, "entry", entry=key)):
            assert sentences <= set(answer["cautions"]), key


def test_unknown_input_comes_first_and_is_never_dropped(catalog: Catalog) -> None:
    answer = call(catalog, "check", items=["natto"], medicines=["qwertyzol"])
    assert next(iter(answer)) == "not_understood"
    assert answer["not_understood"][0]["given"] == "qwertyzol"
    assert call(catalog, "answer", about="qwertyzol xyzzy")["not_understood"] == ["qwertyzol xyzzy"]
    assert call(catalog, "search", q="qwertyzol xyzzy")["not_understood"] == ["qwertyzol xyzzy"]


def test_misspelt_medicine_brings_the_cautions_of_the_near_name(catalog: Catalog) -> None:
    (unknown,) = call(catalog, "check", items=["natto"], medicines=["warfrin"])["not_understood"]
    assert unknown["if_you_mean"] == "warfarin"
    assert any("natto" in flag["caution"] for flag in unknown["for_you"])


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("nope", {}, "There is no tool nope"),
        ("check", {}, "needs items"),
        ("check", {"items": ["natto"], "medicine": ["warfarin"]}, "no argument medicine"),
        ("check", {"items": []}, "items"),
        ("check", {"items": "natto"}, "items"),
        ("check", {"items": ["natto"] * 51}, "items"),
        ("plan", {"days": 99}, "days"),
        ("plan", {"medicines": ["qwertyzol"]}, "medicines"),
        ("evidence", {"claim": "ff-kefirr"}, "Did you mean ff-kefir"),
        ("cite", {"items": ["food-sources/kefirr"]}, "kefir"),
        ("search", {"q": ""}, "q"),
        ("search", {"q": 5}, "q"),
        ("search", {"q": "a" * 201}, "q"),
        ("search", {"q": "a", "limit": "many"}, "wrong form"),
        ("entry", {"entry": 7}, "wrong form"),
    ],
)
def test_wrong_arguments_get_a_sentence(
    catalog: Catalog, name: str, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(ToolError) as raised:
        call_tool(catalog, name, arguments)
    assert told in str(raised.value)


PATIENTS = {
    "Can I eat natto with warfarin?": ({"items": ["natto"], "medicines": ["warfarin"]}, "natto"),
    "kefir, fosamax in the morning": ({"items": ["kefir"], "medicines": ["fosamax"]}, "kefir"),
    "thyroid tablet and yogurt": ({"items": ["yogurt"], "medicines": ["levothyroxine"]}, "levothyroxine"),
    "milk allergy, kefir": ({"items": ["kefir"], "allergies": ["milk"]}, "milk"),
    "pregnant, kimchi": ({"items": ["kimchi"], "life_stages": ["pregnant"]}, "regnan"),
    "kidney disease, prunes": ({"items": ["prunes"], "conditions": ["CKD stage 4"]}, "kidney"),
    "water tablet, potassium": ({"items": ["banana"], "medicines": ["spironolactone"]}, "potassium"),
    "MAOI and miso": ({"items": ["miso"], "medicines": ["phenelzine"]}, "phenelzine"),
    "chemotherapy, probiotics": (
        {"items": ["probiotic-supplement"], "conditions": ["neutropenia"]},
        "probiotic",
    ),
    "IBS and garlic": ({"items": ["garlic"], "conditions": ["ibs"]}, "IBS"),
    "coeliac, oats": ({"items": ["oats"], "conditions": ["coeliac disease"]}, "oats"),
    "fish allergy, salmon": ({"items": ["salmon"], "allergies": ["fish"]}, "fish"),
    "soy allergy, tempeh": ({"items": ["tempeh"], "allergies": ["soy"]}, "soy"),
    "blood pressure, sauerkraut": ({"items": ["sauerkraut"], "conditions": ["high blood pressure"]}, "salt"),
    "histamine": ({"items": ["sauerkraut"], "conditions": ["histamine intolerance"]}, "istamine"),
    "stricture, fibre": ({"items": ["psyllium"], "conditions": ["bowel stricture"]}, "ibre"),
    "doxycycline and milk": ({"items": ["milk"], "medicines": ["doxycycline"]}, "doxycycline"),
    "infant, honey kefir": ({"items": ["kefir"], "life_stages": ["baby"]}, "kefir"),
    "egg allergy": ({"items": ["eggs"], "allergies": ["egg"]}, "egg"),
    "levodopa": ({"items": ["yogurt"], "medicines": ["levodopa"]}, "levodopa"),
}


@pytest.mark.parametrize("question", PATIENTS)
def test_twenty_questions_of_patients_carry_their_caution(catalog: Catalog, question: str) -> None:
    arguments, word = PATIENTS[question]
    answer = call(catalog, "check", **arguments)
    told = json.dumps([answer["for_you"], answer["understood"]], ensure_ascii=False)
    assert answer["for_you"]
    assert word.lower() in told.lower()
    assert "safe" not in answer["summary"].lower().replace("unsafe", "")
