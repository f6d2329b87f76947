"""Supplement guidance: schemas, filters and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, LongTexts
from app.core.references import Reference, ReferenceValidator
from app.schemas.entries import Entry, SourcedText
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
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


class Guidance(GuidanceFields, Entry):
    """One step on the way to a supplement."""


class GuidanceQuery(ListQuery):
    """Filters of supplement-guidance."""

    step: tuple[GuidanceStep, ...] = Field((), description="Guidance for any of these steps.")


KIND = Kind(
    path="supplement-guidance",
    singular="supplement_guidance_step",
    title="step of supplement guidance",
    fields=GuidanceFields,
    entry=Guidance,
    query=GuidanceQuery,
    filters={"step": field_in("step")},
)
