"""What a mechanism holds: ordered steps, each with who it was seen in."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText
from app.core.references import ClaimRef, Reference, ReferenceValidator, Sources
from app.schemas.entries import Document, Entry, OutcomeEffects
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty, SeenIn

InvolvedNutrient = Annotated[Reference, ReferenceValidator(Relation.INVOLVES, "nutrients")]
InvolvedCompound = Annotated[Reference, ReferenceValidator(Relation.INVOLVES, "compounds")]
InvolvedMicrobe = Annotated[Reference, ReferenceValidator(Relation.INVOLVES, "microbes")]


class Step(Model):
    """One step of a mechanism: what happens, how sure that is, and in whom it was seen."""

    text: Annotated[LongText, Field(description="What happens.")]
    seen_in: Annotated[tuple[SeenIn, ...], Field(description="In whom it was seen.")]
    certainty: Certainty
    claim: Annotated[
        ClaimRef | None, Field(description="The claim that grades the step; null where none does.")
    ] = None
    sources: Sources = ()


class MechanismFields(Model):
    """How a mechanism is thought to work, and what it ties together."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1, description="In order, from gut to bone.")]
    known_in_people: Annotated[LongText, Field(description="What is known from people, in words.")]
    known_in_animals: Annotated[LongText, Field(description="What is known from animals, in words.")]
    nutrients: Annotated[tuple[InvolvedNutrient, ...], Field(description="Nutrients that take part.")] = ()
    compounds: Annotated[tuple[InvolvedCompound, ...], Field(description="Compounds that take part.")] = ()
    microbes: Annotated[tuple[InvolvedMicrobe, ...], Field(description="Microbes that take part.")] = ()
    outcomes: OutcomeEffects = ()


class MechanismDocument(MechanismFields, Document):
    """A mechanism in YAML."""


class Mechanism(MechanismFields, Entry):
    """A way in which gut and bone may influence each other."""
