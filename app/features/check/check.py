"""The answer of check, put together."""

from app.catalog.catalog import Catalog
from app.features.check.advice import not_covered_of, summary_of, talk_to_of
from app.features.check.caution_matching import flags_of
from app.features.check.coverage import coverage_of
from app.features.check.diet_notes import diet_notes_of
from app.features.check.request_resolution import resolve_request
from app.features.check.schemas import CheckAnswer, CheckRequest


def check(catalog: Catalog, request: CheckRequest) -> CheckAnswer:
    """Return what is known of a plan for a person, and what is not.

    The same request and release give the same answer, in whatever order the words stand.
    """
    asked = resolve_request(catalog, request)
    flags = flags_of(catalog, asked)
    coverage = coverage_of(catalog, asked, flags)
    diet_notes = diet_notes_of(asked, request)
    return CheckAnswer(
        summary=summary_of(asked, flags, coverage),
        flags=flags,
        diet_notes=diet_notes,
        coverage=coverage,
        not_covered=not_covered_of(asked),
        not_recognised=asked.not_recognised,
        talk_to=talk_to_of(request, asked, flags, coverage, diet_notes),
    )
