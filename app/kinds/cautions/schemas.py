"""What a caution holds: for whom, with what, why, and what to do."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import Note, OptionalLongText, ShortText
from app.core.references import FOOD_KINDS, USABLE_KINDS, Reference, ReferenceValidator, SourceRef
from app.schemas.entries import AppliesWhen, Document, Entry, MustDisplay, UrgentSigns, WhatToDo, Who, Why
from app.vocabulary.content import Relation
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Concern, Form, Severity

WarnedFood = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, *FOOD_KINDS)]
WarnedSupplement = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, "supplements")]
WarnedActivity = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, "activities")]
ScopedEntry = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, *USABLE_KINDS)]


class AppliesTo(Model):
    """The foods, supplements and activities a caution applies to."""

    foods: tuple[WarnedFood, ...] = Field((), description="Foods it applies to.")
    supplements: tuple[WarnedSupplement, ...] = Field((), description="Supplements it applies to.")
    activities: tuple[WarnedActivity, ...] = Field((), description="Activities it applies to.")
    any_activity: bool = Field(default=False, description="True: it matches every plan, whatever is in it.")


class CautionSource(Model):
    """A source of a caution, and how closely it was checked for it."""

    source: SourceRef = Field(description="The source.")
    verification: Verification


class Number(Model):
    """A figure of a caution, as its source gives it."""

    label: ShortText = Field(description="What the figure tells.")
    value: ShortText = Field(description="The figure as text, with its unit.")


class CautionFields(Model):
    """Whom a caution is for and what to do about it."""

    severity: Severity
    concerns: tuple[Concern, ...] = Field(min_length=1, description="What the risk is about.")
    must_display: MustDisplay
    applies_to: AppliesTo
    applies_when: AppliesWhen = None
    form: Form | None = Field(None, description="The form it holds for, for software; null: any form.")
    form_scope: tuple[ScopedEntry, ...] = Field(
        (), description="The entries that `form` narrows; the others match always."
    )
    who: Who
    why: Why
    what_to_do: WhatToDo
    urgent_signs: UrgentSigns = ()
    numbers: tuple[Number, ...] = Field((), description="Figures worth knowing; may be empty.")
    conflict: OptionalLongText = Field(
        None, description="Where sources disagree, and how; null where none do."
    )
    sources: tuple[CautionSource, ...] = Field(
        (), description="What it rests on, each with how closely it was checked; may be empty."
    )
    verification: Verification = Field(description="How closely the caution as a whole was checked.")
    notes: Note = None


class CautionDocument(CautionFields, Document):
    """A caution in YAML."""


class Caution(CautionFields, Entry):
    """Who should take care with what, why, and what to do."""
