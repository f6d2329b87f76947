"""Prebiotic foods: schemas, filters, rules and declaration."""

from pydantic import Field

from app.core.field_types import Slug
from app.kinds.cautions import has_caution, is_covered
from app.kinds.food_query import FOOD_FILTERS, FoodQuery
from app.schemas.entries import Entry
from app.schemas.filters import overlaps
from app.schemas.food import (
    FoodFields,
    ServedFood,
    derived_figures,
    nulls_have_reasons,
    small_starts_have_measures,
)
from app.schemas.kind import Kind


class PrebioticFields(FoodFields):
    """What a prebiotic food is and holds."""


class Prebiotic(ServedFood, PrebioticFields, Entry):
    """A food that feeds gut bacteria."""


class PrebioticQuery(FoodQuery):
    """Filters of prebiotic foods."""

    compound: tuple[Slug, ...] = Field((), description="Foods that hold any of these compounds.")


KIND = Kind(
    path="prebiotics",
    singular="prebiotic",
    title="prebiotic food",
    fields=PrebioticFields,
    entry=Prebiotic,
    query=PrebioticQuery,
    filters={
        **FOOD_FILTERS,
        "compound": overlaps(
            lambda food: [amount.compound.slug for amount in food.compounds if amount.compound]
        ),
    },
    reference_parameters={"compound": ("compounds",)},
    rules=(has_caution, is_covered, nulls_have_reasons, small_starts_have_measures),
    derive=derived_figures,
)
