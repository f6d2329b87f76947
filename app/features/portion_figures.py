"""Nutrient figures of one portion of a food, as shares of the daily reference values of a person."""

from collections.abc import Iterable

from pydantic import Field

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.features.reference_values import ReferenceValueQuery, reference_values_of
from app.kinds.foods import Food
from app.kinds.nutrients import ReferenceValue
from app.schemas.food import NUTRIENT_NAMES, Nutrients
from app.vocabulary.nutrition import ReferenceAuthority, ReferenceValueType

MIDDLE_ADULT = ReferenceValueQuery(age=40, authority=(ReferenceAuthority.IOM,))
"""For a reader who said nothing: an adult, by the authority that has a value for most nutrients."""

GOALS = (ReferenceValueType.RDA, ReferenceValueType.PRI, ReferenceValueType.RNI, ReferenceValueType.AI)
LIMITS = (ReferenceValueType.CDRR,)
LIMITED = frozenset({"sodium_mg"})
"""Nutrients of which less is better: their share is of the most to have a day."""

NOT_COMPARED = frozenset({"vitamin_k1_ug", "vitamin_k2_mk4_ug", "vitamin_k2_mk7_ug"})
"""Forms of vitamin K: the value for a day is not for one of them."""

UNITS = {"ug": "µg"}


class PortionFigure(Model):
    """One nutrient in a portion, and its share of a day."""

    nutrient: str = Field(description="Name of the figure, as in `nutrients_per_portion`.")
    amount: float | None = Field(description="Amount in a portion; null where not known.")
    unit: str = Field(description="Unit of the amount.")
    reference: ReferenceValue | None = Field(description="The value for a day; null where none applies.")
    percent: int | None = Field(description="Share of it in percent, or null.")


def portion_figures(
    catalog: Catalog, food: Food, person: ReferenceValueQuery = MIDDLE_ADULT
) -> tuple[PortionFigure, ...]:
    """Return the figures of one portion."""
    values = {
        one.nutrient.slug.replace("-", "_"): one.values
        for one in reference_values_of(catalog, person, ()).nutrients
    }
    return tuple(_figure(name, food.nutrients_per_portion, values) for name in NUTRIENT_NAMES)


def _figure(name: str, figures: Nutrients, values: dict[str, tuple[ReferenceValue, ...]]) -> PortionFigure:
    nutrient, _, suffix = name.rpartition("_")
    unit = UNITS.get(suffix, suffix)
    amount = getattr(figures, name)
    wanted = LIMITS if name in LIMITED else GOALS
    known = () if name in NOT_COMPARED else values.get(nutrient, ())
    reference = _largest(value for value in known if value.type in wanted and value.unit == f"{unit}/day")
    percent = None
    if amount is not None and reference is not None and reference.amount:
        percent = round(100 * amount / reference.amount)
    return PortionFigure(nutrient=name, amount=amount, unit=unit, reference=reference, percent=percent)


def _largest(values: Iterable[ReferenceValue]) -> ReferenceValue | None:
    """Return the largest of the values that apply: no share is then too high."""
    return max((value for value in values if value.amount), key=lambda value: value.amount or 0, default=None)
