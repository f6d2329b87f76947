"""The nutrition table of a food: its figures, and bars where a daily value is on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.kinds.food_sources.schemas import FoodSource
from app.kinds.nutrients.schemas import DailyReference, Nutrient
from app.kinds.prebiotics.schemas import Prebiotic
from app.schemas.food_figures import NUTRIENT_NAMES

Food = FoodSource | Prebiotic

FULL = 100
"""Percent of a daily value at which its bar is full."""


@dataclass(frozen=True)
class Row:
    """One nutrient: its figures (null: `reason` says why) and its share of the daily value, if one is known.

    `percent` is of one serving, or of 100 g where the serving has no weight.
    """

    name: str
    per_100g: float | None
    per_serving: float | None
    reason: str | None
    reference: DailyReference | None
    percent: int | None

    @property
    def bar(self) -> int:
        """Return how long the bar is, from 0 to 100."""
        return min(self.percent or 0, FULL)


def nutrition_rows(catalog: Catalog, food: object) -> list[Row]:
    """Return the rows of a food's table; none for what is no food."""
    if not isinstance(food, Food):
        return []
    return list(_rows(food, daily_references(catalog)))


def daily_references(catalog: Catalog) -> Mapping[str, DailyReference]:
    """Return the daily values on record, by the name of the figure they measure: `sodium_mg`."""
    found = {}
    for nutrient in catalog.kinds["nutrients"]:
        if isinstance(nutrient, Nutrient) and nutrient.daily_reference:
            unit = nutrient.daily_reference.unit.partition(" ")[0]
            found[f"{nutrient.slug.replace('-', '_')}_{unit}"] = nutrient.daily_reference
    return found


def _rows(food: Food, references: Mapping[str, DailyReference]) -> Iterator[Row]:
    serving = food.nutrients_per_serving
    for name in NUTRIENT_NAMES:
        per_100g = getattr(food.nutrients_per_100g, name)
        per_serving = getattr(serving, name) if serving is not None else None
        reference = references.get(name)
        measured = per_100g if serving is None else per_serving
        percent = round(100 * measured / reference.amount) if reference and measured is not None else None
        reason = getattr(food.nutrients_null_reasons, name)
        yield Row(name, per_100g, per_serving, reason, reference, percent)
