"""What a plan may draw from: every entry either fits the choices or is left out for a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.catalog import Catalog
from app.entries import Entry
from app.features.person import Person, concerns, holds_outright, is_named
from app.features.plan.schemas import Mind, PlanQuery
from app.kinds.cautions.schemas import Caution
from app.references import FOOD_KINDS
from app.vocabulary.food import Fodmap, FoodGroup, SodiumLevel
from app.vocabulary.planning import Avoidance
from app.vocabulary.safety import Severity

ASK_FIRST = {
    Severity.CAUTION: "Take care",
    Severity.SEEK_MEDICAL_ADVICE: "Ask first",
    Severity.AVOID: "Avoid",
}

HABIT_KINDS = ("daily-actions", "lifestyle-tips")


@dataclass(frozen=True)
class Fitting:
    """What fits: foods, and actions that use nothing but what fits; and what was left out, with reasons."""

    foods: dict[str, Any]
    actions: dict[str, Any]
    excluded: dict[str, str]
    minded: dict[str, tuple[Mind, ...]]


def fitting(catalog: Catalog, query: PlanQuery, person: Person) -> Fitting:
    """Return everything that fits the choices of a person."""
    reach = _reach(catalog)
    foods: dict[str, Any] = {}
    excluded: dict[str, str] = {}
    for key in (key for kind in (*FOOD_KINDS, "activities") for key in catalog.keys(kind)):
        entry = catalog.entry(*key.split("/"))
        reason = next(_reasons(key, entry, query, person, reach.get(key, [])), None)
        if reason is not None:
            excluded[key] = reason
        elif not key.startswith("activities/"):
            foods[key] = entry
    actions = {}
    for key in (key for kind in HABIT_KINDS for key in catalog.keys(kind)):
        entry = catalog.entry(*key.split("/"))
        out = next((used.id for used in getattr(entry, "uses", ()) if used.id in excluded), None)
        if out is None:
            actions[key] = entry
        else:
            excluded[key] = f"It uses {out}, which was left out."
    minded = {key: _minded(key, reach, foods | actions, person) for key in foods | actions}
    return Fitting(foods, actions, excluded, minded)


def _reach(catalog: Catalog) -> dict[str, list[Caution]]:
    """Return the cautions that name each entry, by its key; those for any plan at all exclude nothing."""
    reach: dict[str, list[Caution]] = {}
    for caution in catalog.kinds["cautions"]:
        if not isinstance(caution, Caution):
            raise TypeError(caution)
        applies = caution.applies_to
        for named in (*applies.foods, *applies.supplements, *applies.activities):
            reach.setdefault(named.id, []).append(caution)
    return reach


def _reasons(
    key: str, entry: Any, query: PlanQuery, person: Person, cautions: list[Caution]
) -> Iterator[str]:
    for caution in cautions:
        outright = holds_outright(caution, key)
        if caution.severity is Severity.AVOID and outright and concerns(caution.who, person):
            yield f"{caution.name}: the caution says to avoid it."
        # Exercise that needs advice first is left out until that advice was given.
        asks = caution.severity is Severity.SEEK_MEDICAL_ADVICE and is_named(caution.who, person)
        if asks and outright and key.startswith("activities/"):
            yield f"{caution.name}: ask a clinician before doing it."
    if not key.startswith("activities/"):
        yield from _food_reasons(entry, query)


def _food_reasons(food: Any, query: PlanQuery) -> Iterator[str]:
    if food.group is FoodGroup.FIBRE_INGREDIENT:
        yield "It is an ingredient, not a food for the table."
    if query.diet not in food.diets:
        yield f"It does not definitely fit the diet {query.diet}."
    for wanted in query.free_from:
        if wanted not in food.free_from:
            yield f"It is not definitely free from {wanted}."
    if Avoidance.HIGH_SODIUM in query.avoid and food.sodium.level in {None, SodiumLevel.HIGH}:
        yield "It is high in sodium, or has no sodium figure."
    if Avoidance.FODMAP in query.avoid and food.fodmap.level is not Fodmap.LOW:
        yield "It is not definitely low in FODMAP."
    if Avoidance.CAFFEINE in query.avoid and _has_caffeine(food):
        yield "It holds caffeine."


def _has_caffeine(food: Any) -> bool:
    return any(flag.flag == "caffeine" and flag.value != "no" for flag in food.dietary_flags)


def _minded(
    key: str, reach: dict[str, list[Caution]], entries: dict[str, Entry], person: Person
) -> tuple[Mind, ...]:
    """Return what a person minds about an entry and all it uses; an `avoid` for a form comes first."""
    keys = [key, *(used.id for used in getattr(entries[key], "uses", ()))]
    found: dict[str, Mind] = {}
    for used in keys:
        for caution in reach.get(used, ()):
            if is_named(caution.who, person) or (
                caution.severity is Severity.AVOID and concerns(caution.who, person)
            ):
                found[caution.slug] = _mind(caution, used)
    return tuple(sorted(found.values(), key=lambda mind: -mind.severity.rank))


def _mind(caution: Caution, key: str) -> Mind:
    word = ASK_FIRST.get(caution.severity, "Good to know")
    when = f" {caution.applies_when}" if caution.applies_when and not holds_outright(caution, key) else ""
    return Mind(caution=caution.slug, severity=caution.severity, text=f"{word}{when}. {caution.name}.")
