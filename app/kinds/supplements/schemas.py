"""What a class of supplement holds: what it is, what was tested, what to check."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Effect, Entry
from app.envelopes import Item, Page
from app.model import Model
from app.references import Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.grading import StudyDirection, Verification

TestedIn = Annotated[Reference, Relates(Relation.TESTED_IN, "sources")]
ContainedMicrobe = Annotated[Reference, Relates(Relation.CONTAINS_MICROBE, "microbes")]
ContainedCompound = Annotated[Reference, Relates(Relation.CONTAINS_COMPOUND, "compounds")]


class TestedProduct(Model):
    """One product or strain as it was tested; a result holds for that product alone."""

    product: fields.Prose
    dose: fields.MaybeLine = None
    source: TestedIn
    direction: StudyDirection
    result: fields.Prose


class SupplementFields(Model):
    """What a class of supplement is and what to check before taking one."""

    what_it_is: fields.Prose
    when_considered: Annotated[fields.Prose, Field(description="When one may be worth asking about.")]
    what_to_check: fields.Texts
    tested: tuple[TestedProduct, ...] = ()
    microbes: tuple[ContainedMicrobe, ...] = ()
    compounds: tuple[ContainedCompound, ...] = ()
    mechanisms: tuple[Effect, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    verification: Verification


class SupplementDocument(SupplementFields, Document):
    """A class of supplement in YAML."""


class Supplement(SupplementFields, Entry):
    """A class of supplement."""


class SupplementItem(Item[Supplement]):
    """One class of supplement."""


class SupplementPage(Page[Supplement]):
    """A page of supplement classes."""
