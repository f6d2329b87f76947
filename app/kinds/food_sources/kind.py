"""The declaration of food sources: fermented foods."""

from pydantic import Field

from app.core.field_types import Slug
from app.kinds.food_query import FOOD_FILTERS, FoodQuery, level_in
from app.kinds.food_sources.schemas import FoodSource, FoodSourceDocument
from app.kinds.usable import has_caution, nulls_have_reasons
from app.schemas.filters import field_in, overlaps
from app.schemas.food import serving_figures
from app.schemas.kind import Kind
from app.vocabulary.food import Live, SodiumLevel


class FoodSourceQuery(FoodQuery):
    """Filters of fermented foods."""

    live: tuple[Live, ...] = Field((), description="Foods with live microbes as eaten: any of these.")
    sodium: tuple[SodiumLevel, ...] = Field(
        (), description="Foods at any of these sodium levels per serving."
    )
    mechanism: tuple[Slug, ...] = Field((), description="Foods that may bear on any of these mechanisms.")


KIND = Kind(
    path="food-sources",
    singular="food_source",
    title="fermented food",
    document=FoodSourceDocument,
    entry=FoodSource,
    query=FoodSourceQuery,
    filters={
        **FOOD_FILTERS,
        "live": field_in("live_as_eaten"),
        "sodium": level_in("sodium"),
        "mechanism": overlaps(lambda food: [effect.mechanism.slug for effect in food.mechanisms]),
    },
    reference_parameters={"mechanism": ("mechanisms",)},
    rules=(has_caution, nulls_have_reasons),
    derive=serving_figures,
)
