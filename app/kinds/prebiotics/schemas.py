"""What a prebiotic food holds beyond a food: its compounds with their amounts."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import HowChecked, Note, OptionalNumber, ShortText
from app.core.references import Reference, ReferenceValidator, Sources
from app.schemas.entries import Document, Entry
from app.schemas.food import FoodFields, ServedFood
from app.vocabulary.content import Relation
from app.vocabulary.food import AmountUnit

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


class PrebioticDocument(PrebioticFields, Document):
    """A prebiotic food in YAML."""


class Prebiotic(ServedFood, PrebioticFields, Entry):
    """A food that feeds gut bacteria."""
