"""What a step of supplement guidance holds: what to do, what to look for, what that does not tell."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, LongTexts
from app.core.references import Reference, ReferenceValidator
from app.schemas.entries import Document, Entry, SourcedText
from app.vocabulary.content import GuidanceStep, Relation

UsedSupplement = Annotated[Reference, ReferenceValidator(Relation.USES, "supplements")]


class GuidanceFields(Model):
    """One step on the way to a supplement, or away from one."""

    step: GuidanceStep
    advice: LongTexts = Field(description="What to do, one point an item.")
    look_for: tuple[SourcedText, ...] = Field((), description="What to look for, each with its sources.")
    does_not_tell: LongText = Field(description="What this step cannot tell you.")
    supplements: tuple[UsedSupplement, ...] = Field(
        (), description="Supplements it concerns; their cautions are on it too."
    )


class GuidanceDocument(GuidanceFields, Document):
    """A step of supplement guidance in YAML."""


class Guidance(GuidanceFields, Entry):
    """One step on the way to a supplement."""
