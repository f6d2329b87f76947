"""What a caution holds: for whom, with what, why, and what to do."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Entry, Who
from app.envelopes import Item, Page
from app.model import Model
from app.references import FOOD_KINDS, USABLE_KINDS, Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Concern, Form, Severity

WarnedFood = Annotated[Reference, Relates(Relation.WARNS_ABOUT, *FOOD_KINDS)]
WarnedSupplement = Annotated[Reference, Relates(Relation.WARNS_ABOUT, "supplements")]
WarnedActivity = Annotated[Reference, Relates(Relation.WARNS_ABOUT, "activities")]
ScopedEntry = Annotated[Reference, Relates(Relation.WARNS_ABOUT, *USABLE_KINDS)]


class AppliesTo(Model):
    """The foods, supplements and activities a caution applies to."""

    foods: tuple[WarnedFood, ...] = ()
    supplements: tuple[WarnedSupplement, ...] = ()
    activities: tuple[WarnedActivity, ...] = ()
    any_activity: Annotated[bool, Field(description="True: it matches every plan, whatever is in it.")] = False


class CautionSource(Model):
    """A source of a caution, and how closely it was checked for it."""

    source: SourceRef
    verification: Verification


class Number(Model):
    """A figure of a caution, as its source gives it."""

    label: fields.Line
    value: Annotated[fields.Line, Field(description="The figure as text, with its unit.")]


class CautionFields(Model):
    """Whom a caution is for and what to do about it."""

    severity: Severity
    concerns: Annotated[tuple[Concern, ...], Field(min_length=1, description="What the risk is about.")]
    must_display: Annotated[bool, Field(description="True: a client must show this caution with the entry.")]
    applies_to: AppliesTo
    applies_when: Annotated[
        fields.MaybeProse, Field(description="The form or amount it holds for; null: always.")
    ] = None
    form: Annotated[Form | None, Field(description="The form it holds for, for software; null: any form.")] = None
    form_scope: Annotated[
        tuple[ScopedEntry, ...], Field(description="The entries that `form` narrows; the others match always.")
    ] = ()
    who: Who
    why: fields.Prose
    what_to_do: fields.Texts
    urgent_signs: fields.Texts = ()
    numbers: tuple[Number, ...] = ()
    conflict: Annotated[fields.MaybeProse, Field(description="Where sources disagree, and how.")] = None
    sources: tuple[CautionSource, ...] = ()
    verification: Verification
    notes: fields.MaybeProse = None


class CautionDocument(CautionFields, Document):
    """A caution in YAML."""


class Caution(CautionFields, Entry):
    """Who should take care with what, why, and what to do."""


class CautionItem(Item[Caution]):
    """One caution."""


class CautionPage(Page[Caution]):
    """A page of cautions."""
