"""What a prebiotic food holds beyond a food: its compounds with their amounts."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import HowChecked, Note, OptionalNumber, ShortText, Slug
from app.core.references import Reference, ReferenceValidator, Sources
from app.kinds.cautions import has_caution
from app.kinds.food_query import FOOD_FILTERS, FoodQuery
from app.schemas.entries import Entry
from app.schemas.filters import field_in, overlaps
from app.schemas.food import FoodFields, ServedFood, nulls_have_reasons, serving_figures
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.food import AmountUnit, FoodGroup

ContainedCompound = Annotated[Reference, ReferenceValidator(Relation.CONTAINS_COMPOUND, "compounds")]


class CompoundAmount(Model):
    """How much of a compound the food holds; min and max are equal where one figure is known."""

    compound: ContainedCompound | None = Field(
        None, description="The compound; null where it has no entry here."
    )
    description: ShortText = Field(description="The compound as the record words it.")
    amount_min: OptionalNumber = Field(
        None, description="Lowest amount in `unit`; null where no usable figure was found."
    )
    amount_max: OptionalNumber = Field(
        None, description="Highest amount in `unit`; null where no usable figure was found."
    )
    unit: AmountUnit
    basis: ShortText = Field(description="What the amount is a share of.")
    sources: Sources = ()
    verification: HowChecked
    note: Note = None


class PrebioticFields(FoodFields):
    """What a prebiotic food is and holds."""

    compounds: tuple[CompoundAmount, ...] = Field(description="The compounds it holds, with their amounts.")


class Prebiotic(ServedFood, PrebioticFields, Entry):
    """A food that feeds gut bacteria."""


class PrebioticQuery(FoodQuery):
    """Filters of prebiotic foods."""

    compound: tuple[Slug, ...] = Field((), description="Foods that hold any of these compounds.")
    group: tuple[FoodGroup, ...] = Field((), description="Foods of any of these groups.")


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
        "group": field_in("group"),
    },
    reference_parameters={"compound": ("compounds",)},
    rules=(has_caution, nulls_have_reasons),
    derive=serving_figures,
)
