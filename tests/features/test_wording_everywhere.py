"""No summary is more certain than the grades of its claims."""

from collections.abc import Iterator

from app.catalog.catalog import Catalog
from app.kinds.claims import Claim
from app.vocabulary.grading import Certainty
from app.vocabulary.wording import find_overclaims

NO_EFFECT_ON_PEOPLE = {
    "compounds/parathyroid-hormone": "what a hormone of the body does",
    "compounds/igf-1": "what a growth signal of the body does",
    "microbes/streptococcus-thermophilus": "milk sugar in live yogurt, which no claim of this guide grades",
    "microbes/lactobacillus-kefiranofaciens": "what holds a kefir grain together",
    "terms/gut-bone-axis": "the idea that a word stands for",
    "terms/prebiotic": "the definition of a word",
}
"""Summaries with a verb of effect that no claim grades, and what it says instead."""

UNGRADED_KINDS = {"sources", "cautions", "conditions", "medicines", "articles"}
"""What a study found, what to mind and what an article says is told, not claimed."""


def grades_of(catalog: Catalog, key: str) -> Iterator[Certainty]:
    entry = catalog.entry(*key.split("/"))
    claims = [entry] if isinstance(entry, Claim) else [catalog.entry("claims", c.slug) for c in entry.claims]
    for claim in claims:
        if isinstance(claim, Claim):
            yield claim.certainty
            yield from (part.certainty for part in claim.parts)


def too_sure(catalog: Catalog) -> dict[str, list[str]]:
    found = {}
    for key in (
        key for kind in catalog.entries_by_kind if kind not in UNGRADED_KINDS for key in catalog.keys(kind)
    ):
        grades = list(grades_of(catalog, key))
        if grades:
            surest = min(grades, key=list(Certainty).index)
            found[key] = find_overclaims(catalog.entry(*key.split("/")).summary, surest)
    return found


def test_summary_wording_matches_the_grades(catalog: Catalog) -> None:
    found = too_sure(catalog)
    assert len(found) > 150
    assert {key for key, promises in found.items() if promises} <= NO_EFFECT_ON_PEOPLE.keys()


def test_every_exception_is_still_needed(catalog: Catalog) -> None:
    found = too_sure(catalog)
    assert [key for key in NO_EFFECT_ON_PEOPLE if not found.get(key)] == []
