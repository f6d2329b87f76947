"""Reference implementation of the check, from the YAML files alone."""

import re
from pathlib import Path
from typing import Any

import httpx
import yaml
from hypothesis import strategies as st

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
CLEARING = re.compile(
    r"\b(safe|safely|safety|no risk|risk-free|fine|ok|okay|harmless|all clear)\b", re.IGNORECASE
)


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
NAMED = {
    "life_stage": ("life_stages", STAGES),
    "condition": ("conditions", tuple(CONDITIONS)),
    "medicine": ("medicines", tuple(MEDICINES)),
    "allergy": ("allergies", ALLERGIES),
}
"""Where a caution names what was asked, and all that can be asked."""


def expected_flags(asked: dict[str, Any]) -> list[str]:
    """Return the flags by the rule of the record, sorted, worked out from the files alone."""
    return sorted(
        slug
        for slug, caution in CAUTIONS.items()
        if concerns_an_item(slug, asked) and concerns_the_person(caution, asked)
    )


def concerns_an_item(slug: str, asked: dict[str, Any]) -> bool:
    """Return whether a caution names an item asked, or stands in its file, or holds for any plan."""
    applies = CAUTIONS[slug]["applies_to"]
    reach = set(applies.get("foods", []))
    reach |= {f"{kind}/{item}" for kind in ("supplements", "activities") for item in applies.get(kind, [])}
    reach |= {key for key, item in ITEMS.items() if slug in item.get("cautions", [])}
    return bool(applies.get("any_activity") or reach & set(asked["items"]))


def concerns_the_person(caution: dict[str, Any], asked: dict[str, Any]) -> bool:
    """Return whether a caution is for everyone, or names something of the person."""
    who = {key: set(value) for key, value in caution.get("who", {}).items() if key != "text"}
    person = {**asked, "life_stages": [asked["life_stage"]]}
    return not any(who.values()) or any(values & set(person[key]) for key, values in who.items())


def some(values: Any, most: int) -> st.SearchStrategy[list[str]]:
    """Draw a few of the values."""
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


async def check(client: httpx.AsyncClient, **asked: Any) -> Any:
    """Return the data of an answer."""
    answer = await client.post("/v1/check", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def slugs(data: Any) -> list[str]:
    """Return the slugs of the flags, in order."""
    return [flag["slug"] for flag in data["flags"]]


def generated_texts(data: Any) -> str:
    """Return all that check says itself, without the words of cautions and sources."""
    said = [data["summary"], *data["not_covered"]]
    for key in ("coverage", "diet_notes", "not_recognised"):
        said += [row["note"] for row in data[key]]
    return "\n".join([*said, *(row["why"] for row in data["talk_to"])])
