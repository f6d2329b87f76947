"""Rules for foods in a plan: amounts with their figures, and why a food does not fit a choice or a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.features.plan.caution_effects import EVERYONE, Choice
from app.features.plan.rules import Adaptation
from app.vocabulary.food import Diet, Fermentable, Fodmap, FoodGroup, FreeFrom, SodiumLevel, Texture
from app.vocabulary.planning import Avoidance
from app.vocabulary.safety import Allergen

UNITS_PER_FIGURE = 10_000
"""Figures have four decimals; as integers in this unit, their sums are exact."""

AMOUNT_FIGURES = (
    "calcium_mg",
    "fibre_g",
    "sodium_mg",
    "potassium_mg",
    "phosphorus_mg",
    "protein_g",
    "vitamin_d_ug",
)
LEAST_UPTAKE_PERCENT = 15
"""Below this share the calcium of a food counts as none."""

LEAST_DRINK_GRAMS = 100
"""The least portion of a liquid food that is a drink, not a spoonful in a dish."""

FODMAP_REASONS = {
    Fodmap.HIGH: "It is high in FODMAP.",
    Fodmap.DEPENDS: "Whether it is low in FODMAP depends on the portion or the recipe.",
}


@dataclass(frozen=True)
class Amount:
    """An amount of a food: in words and grams, with its figures in ten-thousandths of their unit.

    A figure that is not known is None. Calcium of which the body takes up little is 0. `inulin` is the
    highest figure seen, as the lists disagree.
    """

    words: str
    grams: float
    figures: Mapping[str, int | None]
    inulin: int

    def figure(self, name: str) -> int:
        """Return a figure, 0 if it is not known."""
        return self.figures[name] or 0

    @property
    def is_known(self) -> bool:
        """Return whether any figure is known."""
        return any(figure is not None for figure in self.figures.values())


def amounts_of(food: Any) -> tuple[Amount, Amount]:
    """Return what a plan offers of a food in its first week, and later: a small start, then the portion."""
    portion = food.portion
    full = _amount(food, portion.description, portion.grams, portion.inulin.per_portion)
    if portion.start_grams is None or portion.start_grams == portion.grams:
        return full, full
    words = f"to start with, {portion.start_description}"
    return _amount(food, words, portion.start_grams, portion.inulin.per_start), full


def _amount(food: Any, words: str, grams: float, inulin: float | None) -> Amount:
    ratio = grams / food.portion.grams
    values = {name: getattr(food.nutrients_per_portion, name) for name in AMOUNT_FIGURES}
    figures = {
        name: None if value is None else round(value * ratio * UNITS_PER_FIGURE)
        for name, value in values.items()
    }
    if figures["calcium_mg"] is not None and _is_taken_up_little(food):
        figures["calcium_mg"] = 0
    return Amount(words, grams, figures, round((inulin or 0) * UNITS_PER_FIGURE))


def _is_taken_up_little(food: Any) -> bool:
    uptake = getattr(food, "calcium_uptake", None)
    return uptake is not None and uptake.percent is not None and uptake.percent < LEAST_UPTAKE_PERCENT


def is_milk_drink(food: Any) -> bool:
    """Return whether a food is drunk like milk: some in a day are enough."""
    portion = food.portion
    is_drink = portion.texture is Texture.LIQUID and portion.grams >= LEAST_DRINK_GRAMS
    return is_drink and food.group in (FoodGroup.DAIRY, FoodGroup.SOY)


def misfits(food: Any) -> Iterator[tuple[Choice, str]]:
    """Yield every choice that a food does not definitely fit, with the reason."""
    if food.group is FoodGroup.FIBRE_INGREDIENT:
        yield EVERYONE, "It is a fibre powder, not a food for the table."
    if food.portion.fermentable is Fermentable.FRUCTANS and food.portion.inulin.per_portion is None:
        yield EVERYONE, "How much inulin it holds is not known."
    for diet in Diet:
        if diet not in food.diets:
            yield ("diet", diet.value), f"It may not fit a {diet.label.lower()} diet."
    for wanted in FreeFrom:
        if wanted not in food.free_from:
            yield ("free_from", wanted.value), f"It may hold {wanted.label.lower()}."
    for allergen in Allergen:
        if allergen in food.allergens:
            yield ("allergies", allergen.value), f"It holds an allergen: {allergen.label.lower()}."
        elif allergen in food.allergens_possible:
            yield ("allergies", allergen.value), f"Some products hold an allergen: {allergen.label.lower()}."
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


def adaptation_reason(
    key: str, food: Any, cautions: set[str], adaptation: Adaptation, found: list[tuple[Choice, str]]
) -> str | None:
    """Return why an adaptation leaves out a food, or None. `found` is what the food does not fit."""
    unfit = {choice for choice, _ in found}
    wanted: set[Choice] = {("free_from", one) for one in adaptation.free_from}
    wanted |= {("avoid", one) for one in adaptation.avoid}
    has_fructans = food.portion.fermentable is Fermentable.FRUCTANS and not adaptation.fructans
    if key in adaptation.foods or has_fructans or unfit & wanted or cautions & adaptation.cautions:
        return adaptation.reason
    full = amounts_of(food)[1]
    for name in {**adaptation.in_a_day, **adaptation.in_a_portion}:
        label = name.partition("_")[0]
        if full.figures[name] is None:
            return f"Its {label} is not known."
        most = adaptation.in_a_portion.get(name)
        if most is not None and full.figure(name) >= most * UNITS_PER_FIGURE:
            return f"A portion holds much {label}: {full.figure(name) / UNITS_PER_FIGURE:.0f} mg."
    return None
