"""What a caution holds: for whom, with what, why, and what to do."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import EntryPath, Note, OptionalLongText, ShortText, SlugOrSynonym
from app.core.references import FOOD_KINDS, USABLE_KINDS, Reference, ReferenceValidator, SourceRef
from app.schemas.entries import AppliesWhen, Document, Entry, MustDisplay, UrgentSigns, WhatToDo, Who, Why
from app.schemas.filters import ListQuery, field_in, overlaps
from app.schemas.grading import must_display
from app.schemas.kind import Documents, Kind, RuleViolation
from app.vocabulary.content import Relation
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Concern, Form, LifeStage, Severity

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


class Caution(CautionFields, Entry):
    """Who should take care with what, why, and what to do."""


def check_display(_key: str, caution: CautionFields, _documents: Documents) -> Iterator[RuleViolation]:
    """`must_display` follows its rule, and what must be shown says what to do."""
    expected = must_display(
        caution.severity,
        caution.concerns,
        caution.who.life_stages,
        names_medicine=bool(caution.who.medicines),
        names_allergy=bool(caution.who.allergies),
    )
    if caution.must_display is not expected:
        yield "must_display", f"by its severity, concerns and who, this must be {str(expected).lower()}"
    if caution.must_display and not caution.what_to_do:
        yield "what_to_do", "a caution that must be shown says at least one concrete thing to do"


def check_reach(_key: str, caution: CautionFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A caution applies to something, and a form narrows only what it applies to."""
    applies = caution.applies_to
    named = [*applies.foods, *applies.supplements, *applies.activities]
    if not named and not applies.any_activity:
        yield "applies_to", "name at least one food, supplement or activity, or set any_activity"
    if (caution.form is None) != (not caution.form_scope):
        yield "form_scope", "form and form_scope belong together; give both or neither"
    if caution.form is not None and caution.applies_when is None:
        yield "applies_when", "say in words which form the caution holds for"
    for scoped in caution.form_scope:
        if scoped.id not in {entry.id for entry in named}:
            yield "form_scope", f"{scoped.id} is not in applies_to; add it there or remove it here"


def check_sources(_key: str, caution: CautionFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A caution without a source says so by its verification."""
    if not caution.sources and caution.verification not in {"unverified", "general_knowledge", "inference"}:
        yield "sources", "name the source, or set verification to unverified"


def has_caution(key: str, document: Document, documents: Documents) -> Iterator[RuleViolation]:
    """An entry has either a caution or the reason why none is known."""
    warned = bool(document.cautions) or any(_applies(other, key) for other in documents.values())
    if not warned and document.cautions_none_known is None:
        yield "cautions_none_known", "no caution applies; say here why none is known"
    if warned and document.cautions_none_known is not None:
        yield "cautions_none_known", "a caution applies; remove this field"


def _applies(document: Model, key: str) -> bool:
    if not isinstance(document, CautionFields):
        return False
    applies = document.applies_to
    if applies.any_activity and key.startswith("activities/"):
        return True
    return any(entry.id == key for entry in (*applies.foods, *applies.supplements, *applies.activities))


class CautionQuery(ListQuery):
    """Filters of cautions; they match cautions that name the requested value."""

    severity: tuple[Severity, ...] = Field((), description="Cautions of any of these severities.")
    applies_to: tuple[EntryPath, ...] = Field(
        (), description="Cautions on any of these foods, supplements or activities, as `<kind>/<slug>`."
    )
    condition: tuple[SlugOrSynonym, ...] = Field(
        (), description="Cautions for people with any of these conditions; slugs or synonyms."
    )
    medicine: tuple[SlugOrSynonym, ...] = Field(
        (), description="Cautions for people who take any of these medicines; slugs, examples or synonyms."
    )
    life_stage: tuple[LifeStage, ...] = Field((), description="Cautions for any of these stages of life.")


def target_ids(caution: Caution) -> list[str]:
    """Return the `<kind>/<slug>` of all entries that a caution names."""
    applies = caution.applies_to
    return [entry.id for entry in (*applies.foods, *applies.supplements, *applies.activities)]


KIND = Kind(
    path="cautions",
    singular="caution",
    title="caution",
    fields=CautionFields,
    entry=Caution,
    query=CautionQuery,
    filters={
        "severity": field_in("severity"),
        "applies_to": overlaps(target_ids),
        "condition": overlaps(lambda caution: [condition.slug for condition in caution.who.conditions]),
        "medicine": overlaps(lambda caution: [medicine.slug for medicine in caution.who.medicines]),
        "life_stage": overlaps(lambda caution: caution.who.life_stages),
    },
    reference_parameters={
        "applies_to": USABLE_KINDS,
        "condition": ("conditions",),
        "medicine": ("medicines",),
    },
    rules=(check_display, check_reach, check_sources),
)
