"""What a prebiotic food holds beyond a food: its compounds with their amounts."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Entry
from app.envelopes import Item, Page
from app.food import FoodFields, ServedFood
from app.model import Model
from app.references import Reference, Relates, Sources
from app.vocabulary.content import Relation
from app.vocabulary.food import AmountUnit

ContainedCompound = Annotated[Reference, Relates(Relation.CONTAINS_COMPOUND, "compounds")]


class CompoundAmount(Model):
    """How much of a compound the food holds; min and max are equal where one figure is known."""

    compound: Annotated[
        ContainedCompound | None, Field(description="The compound; null where it has no entry here.")
    ] = None
    description: Annotated[fields.Line, Field(description="The compound as the record words it.")]
    amount_min: Annotated[
        fields.Figure, Field(description="Lowest amount in `unit`; null where no usable figure was found.")
    ] = None
    amount_max: Annotated[
        fields.Figure, Field(description="Highest amount in `unit`; null where no usable figure was found.")
    ] = None
    unit: AmountUnit
    basis: Annotated[fields.Line, Field(description="What the amount is a share of.")]
    sources: Sources = ()
    verification: fields.HowChecked
    note: fields.Note = None


class PrebioticFields(FoodFields):
    """What a prebiotic food is and holds."""

    compounds: Annotated[
        tuple[CompoundAmount, ...], Field(description="The compounds it holds, with their amounts.")
    ]


class PrebioticDocument(PrebioticFields, Document):
    """A prebiotic food in YAML."""


class Prebiotic(ServedFood, PrebioticFields, Entry):
    """A food that feeds gut bacteria."""


class PrebioticItem(Item[Prebiotic]):
    """One prebiotic food."""


class PrebioticPage(Page[Prebiotic]):
    """A page of prebiotic foods."""
