"""Nutrition table of a food: figures, and bars where the daily value is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.kinds.food_sources import FoodSource
from app.kinds.nutrients import DailyReference, Nutrient
from app.kinds.prebiotics import Prebiotic
from app.schemas.food import NUTRIENT_NAMES

Food = FoodSource | Prebiotic


@dataclass(frozen=True)
class NutritionRow:
    """One nutrient: its figures in the unit of its name, or the reason why they are null.

    `percent` is the share of the daily value in a serving, or in 100 g if the serving has no weight.
    """

    name: str
    per_100g: float | None
    per_serving: float | None
    reason: str | None
    reference: DailyReference | None
    percent: int | None


def nutrition_rows(catalog: Catalog, food: object) -> list[NutritionRow]:
    """Return the rows of a food's table; an empty list for other entries."""
    if not isinstance(food, Food):
        return []
    return list(_rows(food, daily_references(catalog)))


def daily_references(catalog: Catalog) -> Mapping[str, DailyReference]:
    """Return the known daily values by nutrient name: `sodium_mg`."""
    references = {}
    for nutrient in catalog.kinds["nutrients"]:
        if isinstance(nutrient, Nutrient) and nutrient.daily_reference:
            unit = nutrient.daily_reference.unit.partition(" ")[0]
            references[f"{nutrient.slug.replace('-', '_')}_{unit}"] = nutrient.daily_reference
    return references


def _rows(food: Food, references: Mapping[str, DailyReference]) -> Iterator[NutritionRow]:
    serving = food.nutrients_per_serving
    for name in NUTRIENT_NAMES:
        per_100g = getattr(food.nutrients_per_100g, name)
        per_serving = getattr(serving, name) if serving is not None else None
        reference = references.get(name)
        measured = per_100g if serving is None else per_serving
        percent = round(100 * measured / reference.amount) if reference and measured is not None else None
        reason = getattr(food.nutrients_null_reasons, name)
        yield NutritionRow(name, per_100g, per_serving, reason, reference, percent)
