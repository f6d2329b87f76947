"""Reference implementation of the check, from the YAML files alone."""

import re
from pathlib import Path
from typing import Any

import httpx
import yaml
from hypothesis import strategies as st

SEED = Path(__file__).resolve().parent.parent.parent / "seed_data"
KINDS = ("food-sources", "prebiotics", "bone-foods", "supplements", "activities")
STAGES = (
    "infant",
    "child",
    "adolescent",
    "adult",
    "pregnancy",
    "trying_for_a_baby",
    "breastfeeding",
    "perimenopause",
    "postmenopause",
    "older_adult",
)
ALLERGIES = (
    "milk",
    "soy",
    "wheat",
    "fish",
    "shellfish",
    "egg",
    "sesame",
    "nuts",
    "peanut",
    "yeast",
    "latex",
    "birch_pollen",
)
DIETS = ("omnivore", "pescatarian", "vegetarian", "vegan")
CLEARING = re.compile(
    r"\b(safe|safely|safety|no risk|risk-free|fine|ok|okay|harmless|all clear)\b", re.IGNORECASE
)


GRAVE = ("avoid", "seek_medical_advice", "caution", "info")


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
CONCEPTS: dict[str, dict[str, Any]] = {
    names["field"]: {concept["slug"]: concept for concept in names["concepts"]}
    for names in read("names").values()
    if "concepts" in names
}
NAMED = {
    "life_stage": ("life_stages", STAGES),
    "condition": ("conditions", tuple(CONDITIONS)),
    "medicine": ("medicines", tuple(MEDICINES)),
    "allergy": ("allergies", ALLERGIES),
}
"""Where a caution names what was asked, and all that can be asked."""


def expected_flags(asked: dict[str, Any]) -> list[str]:
    """Return the flags by the rule of the record, sorted, worked out from the files alone."""
    asked = asked | followed(asked)
    found = {slug: alarming(slug, asked) for slug in CAUTIONS}
    found = {slug: (items, traits) for slug, (items, traits) in found.items() if items and traits}
    return sorted(slug for slug in found if not is_superseded(slug, found))


def followed(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked with all that follows from it by the files of names."""
    found = {(field, value.rpartition("/")[2]) for field in CONCEPTS for value in asked.get(field, ())}
    todo = list(found)
    while todo:
        field, slug = todo.pop()
        concept = CONCEPTS[field].get(slug, {})
        wider = [("items", one) for one in concept.get("items", ())]
        if field not in ("conditions", "medicines"):
            wider += [(field, one) for key in ("broader", "possibly") for one in concept.get(key, ())]
        todo += [one for one in wider if one not in found]
        found |= set(wider)
    keys = [key for key in ITEMS if ("items", key.rpartition("/")[2]) in found]
    return {"items": keys} | {
        field: [slug for other, slug in found if other == field] for field in CONCEPTS if field != "items"
    }


def is_superseded(slug: str, found: dict[str, tuple[set[str], set[str]]]) -> bool:
    """Return whether closer cautions say all that a caution says here."""
    items, traits = found[slug]
    closer = [one for one in CAUTIONS[slug].get("superseded_by", ()) if one in found]
    place = GRAVE.index(CAUTIONS[slug]["severity"])
    outweighing = [
        one
        for one in closer
        if GRAVE.index(CAUTIONS[one]["severity"]) < place
        or (CAUTIONS[one]["severity"] == CAUTIONS[slug]["severity"] and not traits & found[one][1])
    ]
    if outweighing and items <= {item for one in outweighing for item in found[one][0]}:
        return True
    all_items = {item for one in closer for item in found[one][0]}
    all_traits = {trait for one in closer for trait in found[one][1]}
    return bool(closer) and items <= all_items and traits <= all_traits


def most_per_100g(food: dict[str, Any], nutrient: str) -> float | None:
    """Return the figure of the food table, or else the highest of any label."""
    labels = {one["nutrient"]: one["highest"] for one in (food.get("label_figures") or {}).get("figures", ())}
    figure = food["nutrients_per_100g"][nutrient]
    return labels.get(nutrient) if figure is None else figure


def applies_by(attribute: dict[str, Any], caution: dict[str, Any], key: str, food: dict[str, Any]) -> bool:
    """Return whether a caution applies to an item by an attribute, by the words of the documentation."""
    if "nutrients_per_100g" not in food:
        return False
    grams, least = food["serving"].get("grams"), attribute.get("figure")
    figure = least and most_per_100g(food, least["nutrient"])
    allergens = list(food["allergens"])
    if caution.get("who", {}).get("allergies"):
        allergens += food["allergens_possible"]
    doubts = {doubt.get("value") for doubt in food.get("doubts", ()) if doubt["field"] == "free_from"}
    held = {
        "kind": [key.partition("/")[0]],
        "allergen": allergens,
        "form": food.get("forms") or [],
        "fodmap": [food["fodmap"]["level"]],
        "live": [food.get("live_as_eaten", "no") != "no"],
        "not_certainly_free_from": doubts - set(food["free_from"]),
    }
    enough = least is None or bool(figure and grams and figure * grams / 100 >= least["at_least"])
    return enough and all(value in held[name] for name, value in attribute.items() if name != "figure")


def alarming(slug: str, asked: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the items and traits that a caution matches, without foods that hold other allergens only."""
    caution = CAUTIONS[slug]
    items, traits = items_of(slug, asked), traits_of(caution, asked)
    named = {attribute.get("allergen") for attribute in caution["applies_to"].get("attributes", ())}
    wanted = {trait.partition("/")[2] for trait in traits if trait.startswith("allergies/")}
    if len(wanted) < len(traits):
        return items, traits
    kept = set()
    for key in items:
        food = ITEMS[key]
        held = named & {*food.get("allergens", ()), *food.get("allergens_possible", ())}
        is_gluten_free = "free_from" not in food or "gluten" in food["free_from"]
        if not held and not is_gluten_free:
            held = named & {"wheat"}
        if not held or held & wanted:
            kept.add(key)
    return kept, traits


def items_of(slug: str, asked: dict[str, Any]) -> set[str]:
    """Return the items that a caution names or that name it in their file; all if it is for any plan."""
    caution = CAUTIONS[slug]
    applies = caution["applies_to"]
    reach = set(applies.get("foods", []))
    reach |= {
        key
        for key, item in ITEMS.items()
        if any(applies_by(attribute, caution, key, item) for attribute in applies.get("attributes", ()))
    }
    reach |= {f"{kind}/{item}" for kind in ("supplements", "activities") for item in applies.get(kind, [])}
    reach |= {key for key, item in ITEMS.items() if slug in item.get("cautions", [])}
    reach |= {key for key, item in ITEMS.items() if not reach.isdisjoint(wider_products(key, item))}
    return set(asked["items"]) if applies.get("any_activity") else reach & set(asked["items"])


def wider_products(key: str, item: dict[str, Any]) -> list[str]:
    """Return the products that one is a kind of, all the way up."""
    found = [f"{key.partition('/')[0]}/{wider}" for wider in item.get("broader", ())]
    for one in found:
        found += wider_products(one, ITEMS[one])
    return found


def broader(kind: str, slug: str) -> list[tuple[str, str]]:
    """Return the conditions and medicines that one belongs to, implies or may imply."""
    entry = {"conditions": CONDITIONS, "medicines": MEDICINES}.get(kind, {}).get(slug, {})
    implied = [*entry.get("implies_conditions", ()), *entry.get("may_imply_conditions", ())]
    return [(kind, one) for one in entry.get("broader", ())] + [("conditions", one) for one in implied]


def with_broader(kind: str, slug: str) -> list[tuple[str, str]]:
    """Return a condition, a medicine or any other trait, and everything broader, all the way up."""
    held = [(kind, slug)]
    for one in held:
        held += [wider for wider in broader(*one) if wider not in held]
    return held


def traits_of(caution: dict[str, Any], asked: dict[str, Any]) -> set[str]:
    """Return the traits of the person that a caution names, or that belong to what it names."""
    who = {key: set(value) for key, value in caution.get("who", {}).items() if key != "text"}
    if not any(who.values()):
        return {"everyone"}
    person = [("life_stages", stage) for stage in asked["life_stages"]]
    person += [(kind, slug) for kind in ("conditions", "medicines", "allergies") for slug in asked[kind]]
    return {
        f"{kind}/{value}"
        for kind, value in person
        if any(one in who.get(name, ()) for name, one in with_broader(kind, value))
    }


def some(values: Any, most: int) -> st.SearchStrategy[list[str]]:
    """Draw a few of the values."""
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True)


PEOPLE = st.fixed_dictionaries(
    {
        "items": st.lists(st.sampled_from(sorted(ITEMS)), min_size=1, max_size=6, unique=True),
        "life_stages": some(STAGES, 2),
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


def flags(data: Any) -> list[Any]:
    """Return the cautions for this person, and those for everyone."""
    return [*data["for_you"], *data["for_everyone"]]


def slugs(data: Any) -> list[str]:
    """Return the slugs of the flags, in order."""
    return [flag["slug"] for flag in flags(data)]


def generated_texts(data: Any) -> str:
    """Return all that check says itself, without the words of cautions and sources."""
    said = [data["summary"], *data["not_covered"]]
    for key in ("coverage", "diet_notes", "not_understood", "known_not_recorded", "pairs", "contradictory"):
        said += [row["note"] for row in data[key]]
    return "\n".join([*said, *(row["why"] for row in data["talk_to"])])
