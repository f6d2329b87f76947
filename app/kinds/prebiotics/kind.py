"""The declaration of prebiotics: foods that feed gut bacteria."""

from pydantic import Field

from app.core.field_types import Slug
from app.kinds.food_query import FOOD_FILTERS, FoodQuery
from app.kinds.prebiotics.schemas import Prebiotic, PrebioticDocument
from app.kinds.usable import has_caution, nulls_have_reasons
from app.schemas.filters import field_in, overlaps
from app.schemas.food import serving_figures
from app.schemas.kind import Kind
from app.vocabulary.food import FoodGroup


class PrebioticQuery(FoodQuery):
    """Filters of prebiotic foods."""

    compound: tuple[Slug, ...] = Field((), description="Foods that hold any of these compounds.")
    group: tuple[FoodGroup, ...] = Field((), description="Foods of any of these groups.")


KIND = Kind(
    path="prebiotics",
    singular="prebiotic",
    title="prebiotic food",
    document=PrebioticDocument,
    entry=Prebiotic,
    query=PrebioticQuery,
    filters={
        **FOOD_FILTERS,
        "compound": overlaps(
            lambda food: [amount.compound.slug for amount in food.compounds if amount.compound]
        ),
        "group": field_in("group"),
    },
    reference_parameters={"compound": ("compounds",)},
    rules=(has_caution, nulls_have_reasons),
    derive=serving_figures,
)
