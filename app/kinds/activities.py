"""Activities: schemas, rules and declaration."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import BottomLine, LongText, LongTexts, StartSmall, WhatItIs
from app.core.references import Sources
from app.kinds.cautions import has_caution
from app.schemas.entries import Entry, OutcomeEffects
from app.schemas.kind import Kind
from app.vocabulary.grading import Verification


class ActivityFields(Model):
    """Exercise or kitchen work, and how to go about it."""

    bottom_line: BottomLine
    what_it_is: WhatItIs
    how_to: LongTexts = Field(description="How to do it, one point an item.")
    start_small: StartSmall
    what_it_may_do: LongText = Field(description="What it may do for bone, in words as sure as the evidence.")
    outcomes: OutcomeEffects = ()
    sources: Sources = ()
    verification: Verification


class Activity(ActivityFields, Entry):
    """Exercise or kitchen work."""


KIND = Kind(
    path="activities",
    singular="activity",
    title="activity",
    fields=ActivityFields,
    entry=Activity,
    rules=(has_caution,),
)
