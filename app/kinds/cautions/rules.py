"""The safety rules for cautions."""

from collections.abc import Iterator

from app.kinds.cautions.schemas import CautionDocument
from app.schemas.grading import must_display
from app.schemas.kind import Documents, RuleViolation


def check_display(_key: str, caution: CautionDocument, _documents: Documents) -> Iterator[RuleViolation]:
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


def check_reach(_key: str, caution: CautionDocument, _documents: Documents) -> Iterator[RuleViolation]:
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


def check_sources(_key: str, caution: CautionDocument, _documents: Documents) -> Iterator[RuleViolation]:
    """A caution without a source says so by its verification."""
    if not caution.sources and caution.verification not in {"unverified", "general_knowledge", "inference"}:
        yield "sources", "name the source, or set verification to unverified"


RULES = (check_display, check_reach, check_sources)
