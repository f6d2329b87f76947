"""Outcomes: schemas and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, LongTexts, Name
from app.core.references import Reference, ReferenceValidator
from app.schemas.entries import Entry
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.grading import StudyDirection

TestedIn = Annotated[Reference, ReferenceValidator(Relation.TESTED_IN, "sources")]


class Measure(Model):
    """One way to measure the outcome."""

    name: Name = Field(description="Name of the measure.")
    tells: LongText = Field(description="What it tells.")
    limits: LongText = Field(description="What it does not tell.")


class Finding(Model):
    """What one study found for this outcome."""

    source: TestedIn = Field(description="The study.")
    direction: StudyDirection
    finding: LongText = Field(description="What it found, in plain words.")


class OutcomeFields(Model):
    """What an outcome means for a person and what studies found."""

    meaning: LongText = Field(description="What it means for a person.")
    measured_by: tuple[Measure, ...] = Field(
        description="Ways to measure it, with what each tells and does not."
    )
    who_was_studied: LongTexts = Field(description="Who was studied and who was not, one point an item.")
    findings: tuple[Finding, ...] = Field(
        description="Positive, null and negative results alike, newest first."
    )


class Outcome(OutcomeFields, Entry):
    """What research measured in people."""


KIND = Kind(path="outcomes", singular="outcome", title="outcome", fields=OutcomeFields, entry=Outcome)
