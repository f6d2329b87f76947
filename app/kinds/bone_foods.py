"""Bone foods: schemas, filters, rules and declaration."""

from app.kinds.cautions import has_caution, is_covered
from app.kinds.food_query import FOOD_FILTERS, FoodQuery
from app.schemas.entries import Entry
from app.schemas.food import (
    FoodFields,
    ServedFood,
    derived_figures,
    nulls_have_reasons,
    small_starts_have_measures,
)
from app.schemas.kind import Kind


class BoneFoodFields(FoodFields):
    """What a bone food is and holds."""


class BoneFood(ServedFood, BoneFoodFields, Entry):
    """A food that brings calcium, vitamin D or protein for bone."""


KIND = Kind(
    path="bone-foods",
    singular="bone_food",
    title="bone food",
    fields=BoneFoodFields,
    entry=BoneFood,
    query=FoodQuery,
    filters=FOOD_FILTERS,
    rules=(has_caution, is_covered, nulls_have_reasons, small_starts_have_measures),
    derive=derived_figures,
)
