"""Mechanisms: schemas, filters and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, Slug
from app.core.references import ClaimRef, Reference, ReferenceValidator, Sources
from app.schemas.entries import Entry, OutcomeEffects
from app.schemas.filters import ListQuery, overlaps
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty, SeenIn

InvolvedNutrient = Annotated[Reference, ReferenceValidator(Relation.INVOLVES, "nutrients")]
InvolvedCompound = Annotated[Reference, ReferenceValidator(Relation.INVOLVES, "compounds")]
InvolvedMicrobe = Annotated[Reference, ReferenceValidator(Relation.INVOLVES, "microbes")]


class Step(Model):
    """One step of a mechanism: what happens, how sure that is, and in whom it was seen."""

    text: LongText = Field(description="What happens.")
    seen_in: tuple[SeenIn, ...] = Field(description="In whom it was seen.")
    certainty: Certainty
    claim: ClaimRef | None = Field(None, description="The claim that grades the step; null where none does.")
    sources: Sources = ()


class MechanismFields(Model):
    """How a mechanism is thought to work, and what it ties together."""

    steps: tuple[Step, ...] = Field(min_length=1, description="In order, from gut to bone.")
    known_in_people: LongText = Field(description="What is known from people, in words.")
    known_in_animals: LongText = Field(description="What is known from animals, in words.")
    nutrients: tuple[InvolvedNutrient, ...] = Field((), description="Nutrients that take part.")
    compounds: tuple[InvolvedCompound, ...] = Field((), description="Compounds that take part.")
    microbes: tuple[InvolvedMicrobe, ...] = Field((), description="Microbes that take part.")
    outcomes: OutcomeEffects = ()


class Mechanism(MechanismFields, Entry):
    """A way in which gut and bone may influence each other."""


class MechanismQuery(ListQuery):
    """Filters of mechanisms."""

    outcome: tuple[Slug, ...] = Field((), description="Mechanisms that may bear on any of these outcomes.")


KIND = Kind(
    path="mechanisms",
    singular="mechanism",
    title="mechanism",
    fields=MechanismFields,
    entry=Mechanism,
    query=MechanismQuery,
    filters={"outcome": overlaps(lambda mechanism: [effect.outcome.slug for effect in mechanism.outcomes])},
    reference_parameters={"outcome": ("outcomes",)},
)
