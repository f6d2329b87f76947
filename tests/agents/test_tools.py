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
MAX_ANSWER_BYTES = 28_000


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
        sentences = {line.slug: f"{line.severity}: {line.sentence}" for line in entry.cautions}
        for answer in (call(catalog, "answer", about=key), call(catalog, "entry", entry=key)):
            assert sentences.items() <= answer["cautions"].items(), key


def test_longest_answers_are_small(catalog: Catalog) -> None:
    keys = [f"{kind}/{entry.slug}" for kind, entries in catalog.entries_by_kind.items() for entry in entries]
    longest: dict[str, list[dict[str, Any]]] = {
        "plan": [{"days": 7}],
        "cite": [{"items": [key]} for key in keys]
        + [{"items": keys[at : at + 20]} for at in range(0, 700, 20)],
        "entry": [{"entry": key} for key in keys],
        "evidence": [{"claim": entry.slug} for entry in catalog.entries_by_kind["claims"]],
        "search": [{"q": words, "limit": 5} for words in ("kefir", "yogurt milk", "probiotic", "warfarin")],
    }
    for name, asked in longest.items():
        sizes = [(len(call_tool(catalog, name, arguments).encode()), arguments) for arguments in asked]
        assert max(size for size, _ in sizes) < MAX_ANSWER_BYTES, (name, max(sizes, key=lambda one: one[0]))


def test_references_are_given_in_turns(catalog: Catalog) -> None:
    item = "daily-actions/ask-a-pharmacist-about-a-medicine-and-a-food"
    found, total = list[str](), 1
    while len(found) < total:
        answer = call(catalog, "cite", items=[item], first=len(found) + 1)
        found, total = found + answer["references"], answer["references_in_all"]
    assert [int(one.partition(".")[0]) for one in found] == list(range(1, total + 1))
    assert total > 30


def test_numbers_of_a_step_are_cautions_of_the_plan(catalog: Catalog) -> None:
    plan = call(catalog, "plan", days=2, medicines=["warfarin"])
    assert plan["days"]
    for step in (step for day in plan["days"] for step in day):
        kind, _, slug = step["entry"].partition("/")
        lines = {line.slug for line in catalog.entry(kind, slug).cautions}
        texts = {plan["cautions"][str(number)] for number in step["cautions"]}
        assert len(texts) == len(step["cautions"]) == len(lines)
        assert {text.partition(":")[0] for text in texts} == {
            line.severity for line in catalog.entry(kind, slug).cautions
        }


def test_unknown_input_comes_first_and_is_never_dropped(catalog: Catalog) -> None:
    answer = call(catalog, "check", items=["natto"], medicines=["qwertyzol"])
    assert next(iter(answer)) == "not_understood"
    assert answer["not_understood"][0]["given"] == "qwertyzol"
    assert call(catalog, "answer", about="qwertyzol xyzzy")["not_understood"] == ["qwertyzol xyzzy"]
    assert call(catalog, "search", q="qwertyzol xyzzy")["not_understood"] == ["qwertyzol xyzzy"]
    words = "is qwertyzol allowed with natto"
    for name, parameter in (("search", "q"), ("answer", "about"), ("entry", "entry")):
        assert call(catalog, name, **{parameter: words})["not_understood"] == ["qwertyzol"]
    assert call(catalog, "answer", about="food-sources/natto")["not_understood"] == []
    assert call(catalog, "search", q="nato warfrin")["did_you_mean"]


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
        ("plan", {"days": 8}, "days is a number from 1 to 7"),
        ("cite", {"items": ["food-sources/kefir"], "first": 0}, "first is a number from 1."),
        ("plan", {"medicines": ["qwertyzol", "warfrin"]}, "medicines: qwertyzol: "),
        ("plan", {"medicines": ["qwertyzol", "warfrin"]}, "Did you mean warfarin?"),
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
