"""Conditions: schemas, rules and declaration."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, OptionalShortText, ShortTexts, WhatItIs
from app.kinds.broader import BroaderCondition, MayImply, check_broader
from app.kinds.cautions import check_listed_cautions
from app.schemas.entries import Entry
from app.schemas.kind import Kind
from app.vocabulary.grading import Verification


class ConditionFields(Model):
    """A condition that a caution or the article names."""

    clause: OptionalShortText = Field(
        None,
        description="The words after *if* in the sentence of a caution; null: *you have* and its name.",
        examples=["you are on dialysis"],
    )
    what_it_is: WhatItIs
    synonyms: ShortTexts = Field((), description="Other words for it, accepted wherever the slug is.")
    synonyms_source: Verification = Field(description="How closely the synonyms were checked.")
    what_changes: LongText = Field(description="What changes for a person who has it.")
    broader: tuple[BroaderCondition, ...] = Field(
        (), description="Wider conditions that it is a kind of: their cautions hold for it too."
    )
    may_imply_conditions: MayImply = ()


class Condition(ConditionFields, Entry):
    """A condition that a caution or the article names."""


KIND = Kind(
    path="conditions",
    singular="condition",
    title="condition",
    fields=ConditionFields,
    entry=Condition,
    rules=(check_broader, check_listed_cautions),
)
