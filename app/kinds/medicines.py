"""Medicines and classes of medicines: schemas, rules and declaration."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, Note, ShortTexts, WhatItIs
from app.kinds.broader import BroaderMedicine, ImpliedCondition, MayImply, check_broader
from app.kinds.cautions import check_listed_cautions
from app.schemas.entries import Entry
from app.schemas.kind import Kind
from app.vocabulary.grading import Verification


class MedicineFields(Model):
    """A medicine, or a class of medicines, that a caution names."""

    what_it_is: WhatItIs
    examples: ShortTexts = Field((), description="Medicines of the class, accepted wherever the slug is.")
    synonyms: ShortTexts = Field((), description="Other words for it, accepted wherever the slug is.")
    synonyms_source: Verification = Field(description="How closely the examples and synonyms were checked.")
    notes: Note = None
    what_changes: LongText = Field(description="What changes for a person who takes it.")
    broader: tuple[BroaderMedicine, ...] = Field(
        (), description="Wider classes that it belongs to: their cautions hold for it too."
    )
    implies_conditions: tuple[ImpliedCondition, ...] = Field(
        (), description="Conditions that whoever takes it has: their cautions hold too."
    )
    may_imply_conditions: MayImply = ()


class Medicine(MedicineFields, Entry):
    """A medicine, or a class of medicines, that a caution names."""


KIND = Kind(
    path="medicines",
    singular="medicine",
    title="medicine",
    fields=MedicineFields,
    entry=Medicine,
    rules=(check_broader, check_listed_cautions),
)
