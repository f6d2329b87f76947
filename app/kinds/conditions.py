"""What a condition holds: what it is, other words for it, what changes for the person."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, ShortTexts, WhatItIs
from app.schemas.entries import Entry
from app.schemas.kind import Kind
from app.vocabulary.grading import Verification


class ConditionFields(Model):
    """A condition that a caution or the article names."""

    what_it_is: WhatItIs
    synonyms: ShortTexts = Field((), description="Other words for it, accepted wherever the slug is.")
    synonyms_source: Verification = Field(description="How closely the synonyms were checked.")
    what_changes: LongText = Field(description="What changes for a person who has it.")


class Condition(ConditionFields, Entry):
    """A condition that a caution or the article names."""


KIND = Kind(
    path="conditions",
    singular="condition",
    title="condition",
    fields=ConditionFields,
    entry=Condition,
)
