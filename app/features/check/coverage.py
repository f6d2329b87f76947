"""How much is known of what was asked, by a rule that counts."""

from collections.abc import Iterable, Iterator

from app.catalog.catalog import Catalog
from app.core.references import Reference
from app.features.check.caution_matching import cautions_in, names
from app.features.check.request_resolution import ResolvedRequest, Trait, refer_to
from app.features.check.schemas import Coverage, Flag, NotRecognised
from app.features.check.vocabulary import AskedAs, CoverageLevel
from app.kinds.cautions.schemas import Caution
from app.vocabulary.grading import Verification

SOME = 2
MANY = 4
NOTES = {
    CoverageLevel.NONE: "No caution of this guide names it: nothing is known here about it, "
    "which does not mean that nothing is wrong.",
    CoverageLevel.SPARSE: "Little is known here about it: {count} it, {seen}. Much may be missing.",
    CoverageLevel.MODERATE: "Something is known here about it: {count} it, {seen}. More may be missing.",
    CoverageLevel.GOOD: "More is known here about it: {count} it, {seen}. Even so, this is never complete.",
}
ELSEWHERE = " None is about what is planned."
NOT_KNOWN = "This word is not known here, so nothing was looked up: nothing is known here about it."


def level_of(count: int, seen: int) -> CoverageLevel:
    """Return the level for a number of cautions, of which some were seen in their source."""
    if count == 0:
        return CoverageLevel.NONE
    if count >= MANY and 2 * seen > count:
        return CoverageLevel.GOOD
    if count >= SOME and seen >= 1:
        return CoverageLevel.MODERATE
    return CoverageLevel.SPARSE


def coverage_of(catalog: Catalog, asked: ResolvedRequest, flags: Iterable[Flag]) -> tuple[Coverage, ...]:
    """Return how much is known of each condition, medicine, stage of life and allergy asked."""
    cautions = tuple(cautions_in(catalog))
    flagged = {(because.by, because.value) for flag in flags for because in flag.matched.because}
    rows = [_row(cautions, trait, matched=(trait.by, trait.value) in flagged) for trait in asked.traits]
    return (*rows, *_unknown(asked.not_recognised))


def _row(cautions: tuple[Caution, ...], trait: Trait, *, matched: bool) -> Coverage:
    naming = [caution for caution in cautions if names(caution.who, trait)]
    seen = sum(caution.verification is Verification.EXCERPT for caution in naming)
    level = level_of(len(naming), seen)
    note = NOTES[level].format(count=_count(len(naming)), seen=_seen(len(naming), seen))
    entry = trait.entry
    named = {caution.slug for caution in naming}
    return Coverage(
        asked=trait.asked,
        field=trait.by,
        resolved=refer_to(entry) if entry else None,
        level=level,
        cautions=len(naming),
        seen_in_source=seen,
        note=note if matched or not naming else note + ELSEWHERE,
        see_also=tuple(
            Reference(kind="cautions", slug=card.slug, name=card.title, href=card.href)
            for card in (entry.cautions if entry else ())
            if card.slug not in named
        ),
    )


def _unknown(words: Iterable[NotRecognised]) -> Iterator[Coverage]:
    for word in words:
        if word.field is not AskedAs.ITEM:
            yield Coverage(
                asked=word.given,
                field=word.field,
                resolved=None,
                level=CoverageLevel.NONE,
                cautions=0,
                seen_in_source=0,
                note=NOT_KNOWN,
                see_also=(),
            )


def _count(count: int) -> str:
    return "one caution names" if count == 1 else f"{count} cautions name"


def _seen(count: int, seen: int) -> str:
    if count == 1:
        return "seen in its source" if seen else "not seen in its source"
    return f"{seen or 'none'} of them seen in their source"
