"""Read the research record that the content was written from, if it is beside the checkout."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FOUND = sorted(ROOT.parent.glob("*/content/evidence.yaml"))[:1]

needs_record = pytest.mark.skipif(not FOUND, reason="the research record does not lie beside the checkout")


@cache
def record(name: str) -> dict[str, Any]:
    """Return a file of the record: evidence, foods or cautions."""
    text = FOUND[0].with_name(f"{name}.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document


@cache
def studies() -> list[dict[str, Any]]:
    """Return the studies of both records."""
    return [*record("evidence")["studies"], *record("evidence-2")["studies"]]


@cache
def claims() -> list[dict[str, Any]]:
    """Return the claims of both records, with what was decided after them."""
    both = [*record("evidence")["claims"], *record("evidence-2")["claims"]]
    return [claim | DECIDED_LATER.get(claim["id"], {}) for claim in both]


DECIDED_LATER: dict[str, dict[str, Any]] = {
    "bone-steroid-tablets": {"grade": "moderate"},
    "bone-low-weight": {"grade": "moderate"},
    "supp-consult": {"grade": "not_graded", "direction_code": "insufficient", "basis": "consensus"},
    "pre-whole-grains": {"direction_code": "insufficient"},
}
"""Grades and directions that a correction or the rule on large effects changed."""

NOT_FROM_MEMORY = {
    "year": ("year", "print year"),
    "journal": ("journal",),
    "volume": ("volume",),
    "title": ("title", "title wording"),
    "authors": ("authors", "first author"),
    "first_author": ("authors", "first author"),
}
"""Fields that are null where the record has them from memory alone, with its words for them."""


def published(study: dict[str, Any], name: str) -> Any:
    """Return a field of a study as it may be published: null where it is from memory."""
    from_memory = study["verification"]["from_memory"]
    return None if set(NOT_FROM_MEMORY.get(name, ())) & set(from_memory) else study[name]


@cache
def _sources() -> dict[str, dict[str, Any]]:
    names = ("foods", "foods-2", "portions", "cautions-2", "cautions")
    return {key: page for name in names for key, page in record(name)["sources"].items()}


@cache
def cautions() -> list[dict[str, Any]]:
    """Return the cautions of both records, those of the first as corrected by the second."""
    second = record("cautions-2")
    changes = {one["caution_id"]: one["change"] for one in second["corrections"]}
    first = [
        caution | {name: change["new"] for name, change in changes.get(caution["id"], {}).items()}
        for caution in record("cautions")["cautions"]
    ]
    kinds = second["kind_of_for_first_record"]
    first = [caution | {"kind_of": caution.get("kind_of") or kinds[caution["id"]]} for caution in first]
    return [*first, *second["cautions"]]


@cache
def pages() -> dict[str, dict[str, Any]]:
    """Return the sources of foods and cautions, by the slug they are served under."""
    both = _sources()
    return {page["same_as"] or key.replace("_", "-"): page for key, page in both.items()}


def slugs(keys: list[str] | None) -> list[str]:
    """Return the slugs that sources are served under, each once, in order."""
    both = _sources()
    named = [both[key]["same_as"] or key.replace("_", "-") if key in both else key for key in keys or ()]
    return list(dict.fromkeys(named))


@cache
def foods() -> list[dict[str, Any]]:
    """Return the foods of both records, those of the first as corrected."""
    first = [food | CORRECTED_FOODS.get(food["id"], {}) for food in record("foods")["foods"]]
    for food in first:
        if food["id"] in NOT_FREE_FROM_ALCOHOL:
            codes = food["codes"]
            food["codes"] = codes | {"free_from": [code for code in codes["free_from"] if code != "alcohol"]}
            food["codes_doubtful"] = [*food["codes_doubtful"], {"code": "free_from: alcohol"}]
    return [*first, *record("foods-2")["foods"]]


NOT_FREE_FROM_ALCOHOL = {"sauerkraut", "kimchi"}
CORRECTED_FOODS: dict[str, dict[str, Any]] = {
    "natto": {
        "serving": {"grams": 40, "other": [{"description": "1 cup", "grams": 175}]},
        "sodium": {"level": "low", "mg_per_serving": 3, "percent_of_2300_mg": 0},
    }
}
"""A serving that nobody eats, and its sodium."""


@cache
def portions() -> dict[str, dict[str, Any]]:
    """Return the recorded portions by food, with what is claimed less of than recorded."""
    return {
        portion["food_id"]: portion | CLAIMED_LESS.get(portion["food_id"], {})
        for portion in record("portions")["portions"]
    }


CLAIMED_LESS: dict[str, dict[str, Any]] = {
    "banana": {"narrowed_bowel": "ask"},
    "eggs": {"texture": "regular"},
    "sardines-canned": {"texture": "regular"},
    "salmon-canned": {"texture": "regular"},
    "cottage-cheese": {"texture": "mixed"},
    "wheat-bran": {"texture_can_be": []},
}
"""Soft textures and a narrowed bowel that the README of the record calls generous."""


@cache
def keys() -> dict[str, str]:
    """Return `<kind>/<slug>` of every food, supplement and activity, by its id."""
    kinds = {"fermented": "food-sources", "bone_food": "bone-foods"}
    recorded = {food["id"]: f"{kinds.get(food['group'], 'prebiotics')}/{food['id']}" for food in foods()}
    rest = {
        entry["slug"]: f"{kind}/{entry['slug']}"
        for kind in ("supplements", "activities")
        for entry in record("cautions")[kind]
    }
    return recorded | rest


def effect(recorded: dict[str, Any]) -> dict[str, Any]:
    """Return a recorded effect with the names under which it is served."""
    value, interval = recorded.get("value"), recorded.get("ci95") or [None, None]
    return {
        "value": None if isinstance(value, str) else value,
        "value_text": value if isinstance(value, str) else None,
        "difference": recorded.get("difference"),
        "ci95_low": interval[0],
        "ci95_high": interval[1],
        "standard_error": recorded.get("se"),
        "i2_percent": recorded.get("i2"),
    }


def numbers_in(value: object) -> set[str]:
    """Return every number in a value, the names of nested values included; 1,642 is 1642."""
    if isinstance(value, dict):
        return {number for name, one in value.items() for number in numbers_in(name) | numbers_in(one)}
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", str(value))))
