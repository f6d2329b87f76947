"""What a compound holds: its class, what it is made from and by which microbes."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Effect, Entry
from app.envelopes import Item, Page
from app.model import Model
from app.references import Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.food import CompoundClass
from app.vocabulary.grading import Verification

MakingMicrobe = Annotated[Reference, Relates(Relation.MADE_BY, "microbes")]
ParentCompound = Annotated[Reference, Relates(Relation.MADE_FROM, "compounds")]
LargerGroup = Annotated[Reference, Relates(Relation.BELONGS_TO, "compounds")]


class Maker(Model):
    """A microbe that makes the compound, and how that is known."""

    microbe: MakingMicrobe
    sources: tuple[SourceRef, ...] = ()
    verification: Verification


class CompoundFields(Model):
    """What a compound is and does."""

    compound_class: Annotated[CompoundClass, Field(alias="class")]
    what_it_does: fields.Prose
    made_from: tuple[ParentCompound, ...] = ()
    made_by: tuple[Maker, ...] = ()
    belongs_to: tuple[LargerGroup, ...] = ()
    mechanisms: tuple[Effect, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    verification: Verification


class CompoundDocument(CompoundFields, Document):
    """A compound in YAML."""


class Compound(CompoundFields, Entry):
    """A compound that microbes make, foods hold or the body sends."""


class CompoundItem(Item[Compound]):
    """One compound."""


class CompoundPage(Page[Compound]):
    """A page of compounds."""
