"""What a mechanism holds: ordered steps, each with who it was seen in."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Entry, OutcomeEffect
from app.envelopes import Item, Page
from app.model import Model
from app.references import ClaimRef, Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty, SeenIn

InvolvedNutrient = Annotated[Reference, Relates(Relation.INVOLVES, "nutrients")]
InvolvedCompound = Annotated[Reference, Relates(Relation.INVOLVES, "compounds")]
InvolvedMicrobe = Annotated[Reference, Relates(Relation.INVOLVES, "microbes")]


class Step(Model):
    """One step of a mechanism: what happens, how sure that is, and in whom it was seen."""

    text: fields.Prose
    seen_in: tuple[SeenIn, ...]
    certainty: Certainty
    claim: ClaimRef | None = None
    sources: tuple[SourceRef, ...] = ()


class MechanismFields(Model):
    """How a mechanism is thought to work, and what it ties together."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1, description="In order, from gut to bone.")]
    known_in_people: fields.Prose
    known_in_animals: fields.Prose
    nutrients: tuple[InvolvedNutrient, ...] = ()
    compounds: tuple[InvolvedCompound, ...] = ()
    microbes: tuple[InvolvedMicrobe, ...] = ()
    outcomes: tuple[OutcomeEffect, ...] = ()


class MechanismDocument(MechanismFields, Document):
    """A mechanism in YAML."""


class Mechanism(MechanismFields, Entry):
    """A way in which gut and bone may influence each other."""


class MechanismItem(Item[Mechanism]):
    """One mechanism."""


class MechanismPage(Page[Mechanism]):
    """A page of mechanisms."""
