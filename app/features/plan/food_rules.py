"""Rules for foods in a plan: nutrient figures, meal, and the choices that a food does not fit."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.features.plan.caution_effects import EVERYONE, Choice
from app.vocabulary.content import Moment
from app.vocabulary.food import Diet, Fodmap, FoodGroup, FreeFrom, SodiumLevel
from app.vocabulary.planning import Avoidance

UNITS_PER_FIGURE = 10_000
"""Figures have four decimals; as integers in this unit, their sums are exact."""

SODIUM_DAILY_VALUE_MG = 2300
"""The daily value of the US Food and Drug Administration (source `fda-sodium`)."""

MEALS = {Moment.BREAKFAST, Moment.LUNCH, Moment.SNACK, Moment.DINNER}
USUAL_MEALS = {
    FoodGroup.DAIRY: Moment.BREAKFAST,
    FoodGroup.FERMENTED_VEGETABLE: Moment.LUNCH,
    FoodGroup.FRUIT: Moment.SNACK,
    FoodGroup.TEA: Moment.LUNCH,
    FoodGroup.WHOLE_GRAIN: Moment.LUNCH,
}
FODMAP_REASONS = {
    Fodmap.HIGH: "It is high in FODMAP.",
    Fodmap.DEPENDS: "Whether it is low in FODMAP depends on the portion or the recipe.",
}


class ServingNutrients(NamedTuple):
    """Nutrients of one serving, in ten-thousandths of their unit; None if unknown."""

    calcium_mg: int | None
    fibre_g: int | None
    sodium_mg: int | None


def serving_nutrients(food: Any) -> ServingNutrients:
    """Return the nutrients of a serving."""
    serving = food.nutrients_per_serving
    values = [None if serving is None else getattr(serving, name) for name in ServingNutrients._fields]
    return ServingNutrients(*(None if value is None else round(value * UNITS_PER_FIGURE) for value in values))


def meal_of(food: Any, actions: Iterable[Any]) -> Moment:
    """Return the meal of the first daily action that uses a food, else the usual meal of its group."""
    meals = (action.moment for action in actions if action.moment in MEALS)
    return next(meals, USUAL_MEALS.get(food.group, Moment.DINNER))


def misfits(food: Any) -> Iterator[tuple[Choice, str]]:
    """Yield every choice that a food does not definitely fit, with the reason."""
    if food.group is FoodGroup.FIBRE_INGREDIENT:
        yield EVERYONE, "It is a purified fibre, not a food for the table."
    sodium = serving_nutrients(food).sodium_mg
    if sodium is not None and sodium > SODIUM_DAILY_VALUE_MG * UNITS_PER_FIGURE:
        yield EVERYONE, "One serving holds more sodium than the daily value."
    for diet in Diet:
        if diet not in food.diets:
            yield ("diet", diet.value), f"It does not definitely fit the diet: {diet.label.lower()}."
    for wanted in FreeFrom:
        if wanted not in food.free_from:
            yield ("free_from", wanted.value), f"It is not definitely free from {wanted.label.lower()}."
    yield from _avoidance_misfits(food)


def _avoidance_misfits(food: Any) -> Iterator[tuple[Choice, str]]:
    if food.sodium.level is None:
        yield ("avoid", Avoidance.HIGH_SODIUM.value), "It has no sodium figure."
    elif food.sodium.level is SodiumLevel.HIGH:
        yield ("avoid", Avoidance.HIGH_SODIUM.value), "It is high in sodium."
    if food.fodmap.level is not Fodmap.LOW:
        reason = FODMAP_REASONS.get(food.fodmap.level, "No FODMAP rating was found.")
        yield ("avoid", Avoidance.FODMAP.value), reason
    caffeine = [flag.value for flag in food.dietary_flags if flag.flag == "caffeine"]
    if caffeine != ["no"]:
        reason = f"Caffeine: {caffeine[0]}." if caffeine else "Whether it holds caffeine is not recorded."
        yield ("avoid", Avoidance.CAFFEINE.value), reason
