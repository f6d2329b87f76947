"""Compounds: schemas, filters and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText
from app.core.references import Reference, ReferenceValidator, Sources
from app.schemas.entries import Effects, Entry
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.food import CompoundClass
from app.vocabulary.grading import Verification

MakingMicrobe = Annotated[Reference, ReferenceValidator(Relation.MADE_BY, "microbes")]
ParentCompound = Annotated[Reference, ReferenceValidator(Relation.MADE_FROM, "compounds")]
LargerGroup = Annotated[Reference, ReferenceValidator(Relation.BELONGS_TO, "compounds")]


class Maker(Model):
    """A microbe that makes the compound, and how that is known."""

    microbe: MakingMicrobe = Field(description="The microbe.")
    sources: Sources = ()
    verification: Verification


class CompoundFields(Model):
    """What a compound is and does."""

    compound_class: CompoundClass = Field(alias="class")
    what_it_does: LongText = Field(description="What it does, and in whom that was seen.")
    made_from: tuple[ParentCompound, ...] = Field((), description="Compounds it is made from.")
    made_by: tuple[Maker, ...] = Field((), description="Microbes that make it.")
    belongs_to: tuple[LargerGroup, ...] = Field((), description="Larger groups of compounds it belongs to.")
    mechanisms: Effects = ()
    sources: Sources = ()
    verification: Verification


class Compound(CompoundFields, Entry):
    """A compound that microbes make, foods hold or the body sends."""


class CompoundQuery(ListQuery):
    """Filters of compounds."""

    compound_class: tuple[CompoundClass, ...] = Field(
        (), alias="class", description="Compounds of any of these classes."
    )


KIND = Kind(
    path="compounds",
    singular="compound",
    title="compound",
    fields=CompoundFields,
    entry=Compound,
    query=CompoundQuery,
    filters={"compound_class": field_in("compound_class")},
)
