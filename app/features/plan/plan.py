"""The plan: days composed, each item with its reason, its grade and its cautions."""

from typing import Any

from app.catalog import Catalog
from app.entries import ClaimCard, Entry
from app.features.person import Person
from app.features.plan.days import Day, compose, totals
from app.features.plan.notes import notes_of
from app.features.plan.pool import Fitting, fitting
from app.features.plan.schemas import Excluded, Plan, PlanDay, PlanItem, PlanQuery, Why
from app.references import FOOD_KINDS, Reference
from app.vocabulary.content import Moment
from app.vocabulary.food import FoodGroup
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import LifeStage

MOMENTS = {
    FoodGroup.DAIRY: Moment.BREAKFAST,
    FoodGroup.WHOLE_GRAIN: Moment.BREAKFAST,
    FoodGroup.FERMENTED_VEGETABLE: Moment.LUNCH,
    FoodGroup.VEGETABLE: Moment.LUNCH,
    FoodGroup.FRUIT: Moment.SNACK,
    FoodGroup.TEA: Moment.SNACK,
    FoodGroup.SOY: Moment.DINNER,
    FoodGroup.ALLIUM: Moment.DINNER,
}
DAY_ORDER = list(Moment)


def plan_of(catalog: Catalog, query: PlanQuery, person: Person) -> Plan:
    """Return the plan for these choices: the same choices and release, the same plan."""
    if query.life_stage is LifeStage.INFANT:
        return Plan(
            days=(), excluded=(), notes=("This guide holds no plan for babies: ask a health visitor.",)
        )
    found = fitting(catalog, query, person)
    found = _with_reasons(catalog, found)
    days = compose(found, query)
    shown = tuple(_day(catalog, found, number, day) for number, day in enumerate(days, start=1))
    excluded = tuple(
        Excluded(entry=_reference(catalog.entry(*key.split("/"))), because=reason)
        for key, reason in found.excluded.items()
    )
    return Plan(days=shown, excluded=excluded, notes=notes_of(found, query, shown))


def _with_reasons(catalog: Catalog, found: Fitting) -> Fitting:
    """Leave out what no claim of this guide speaks of: an item without a reason is no advice."""
    reasonless = [
        key for key, entry in (found.foods | found.actions).items() if _claim(catalog, entry) is None
    ]
    excluded = found.excluded | dict.fromkeys(reasonless, "No claim of this guide speaks of it.")
    foods = {key: entry for key, entry in found.foods.items() if key not in reasonless}
    actions = {key: entry for key, entry in found.actions.items() if key not in reasonless}
    return Fitting(foods, actions, excluded, found.minded)


def _day(catalog: Catalog, found: Fitting, number: int, day: Day) -> PlanDay:
    items = [_item(catalog, found, found.foods[key]) for key in day.foods]
    items += [_item(catalog, found, found.actions[key]) for key in day.habits]
    items.sort(key=lambda item: (DAY_ORDER.index(item.moment), item.entry.id))
    return PlanDay(day=number, items=tuple(items), totals=totals(found, day.foods))


def _item(catalog: Catalog, found: Fitting, entry: Any) -> PlanItem:
    claim = _claim(catalog, entry)
    if claim is None:
        raise LookupError(entry.slug)
    is_food = entry.kind in FOOD_KINDS
    return PlanItem.model_construct(
        moment=MOMENTS[entry.group] if is_food else getattr(entry, "moment", Moment.ANY_TIME),
        entry=_reference(entry),
        text=entry.how_to_use[0] if is_food else getattr(entry, "start_small", None) or entry.action,
        serving=entry.serving.description if is_food else None,
        serving_g=entry.serving.grams if is_food else None,
        mind=found.minded[f"{entry.kind}/{entry.slug}"],
        why=Why(text=claim.statement, claim=_reference(catalog.entry("claims", claim.slug))),
        certainty=claim.certainty,
        cautions=entry.cautions,
    )


def _claim(catalog: Catalog, entry: Any) -> ClaimCard | None:
    """Return the surest claim about an entry, else about something it uses."""
    claims = list(entry.claims)
    for used in getattr(entry, "uses", ()):
        claims += catalog.entry(used.kind, used.slug).claims
    order = list(Certainty)
    return min(claims, key=lambda claim: order.index(claim.certainty), default=None)


def _reference(entry: Entry) -> Reference:
    return Reference(kind=entry.kind, slug=entry.slug, name=entry.name, href=entry.href)
