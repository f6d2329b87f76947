"""Coverage: how much is known of each trait, by the number of cautions that name it."""

from collections.abc import Iterable, Sequence

from app.catalog.catalog import Catalog
from app.features.check.caution_index import CautionIndex, caution_index_of
from app.features.check.request_resolution import ResolvedRequest, ResolvedTrait
from app.features.check.schemas import Coverage, CoverageLevel, Flag
from app.features.check.sentences import pronoun, sentence
from app.kinds.cautions import Caution
from app.vocabulary.grading import Verification

FEW_CAUTIONS = 2
MANY_CAUTIONS = 4


def level_of(count: int, seen: int) -> CoverageLevel:
    """Return the level for `count` cautions, of which `seen` were seen in their source."""
    if count == 0:
        return CoverageLevel.NONE
    if count >= MANY_CAUTIONS and 2 * seen > count:
        return CoverageLevel.GOOD
    if count >= FEW_CAUTIONS and seen >= 1:
        return CoverageLevel.MODERATE
    return CoverageLevel.SPARSE


def coverage_of(catalog: Catalog, resolved: ResolvedRequest, flags: Iterable[Flag]) -> tuple[Coverage, ...]:
    """Return the coverage of each condition, medicine, life stage and allergy of a request."""
    index = caution_index_of(catalog)
    flagged = {(because.by, because.value) for flag in flags for because in flag.matched.because}
    following: dict[tuple[str, str], list[ResolvedTrait]] = {}
    for trait in resolved.traits:
        if trait.said:
            following.setdefault((trait.asked, trait.said[0]), []).append(trait)
    rows = [
        _row(
            catalog,
            trait,
            index.reaching(trait) or _naming(index, following.get((trait.asked, trait.value), ())),
            matched=(trait.by, trait.value) in flagged,
        )
        for trait in resolved.traits
        if trait.direct
    ]
    return tuple(rows)


def _naming(index: CautionIndex, traits: Iterable[ResolvedTrait]) -> list[Caution]:
    """Return the cautions that name one of some stages of life, which follow from the one that was said."""
    return list({one.slug: one for trait in traits for one in index.reaching(trait)}.values())


def _row(catalog: Catalog, trait: ResolvedTrait, naming: Sequence[Caution], *, matched: bool) -> Coverage:
    """Return how much is known of a trait by the cautions that name it."""
    seen = sum(caution.verification is Verification.EXCERPT for caution in naming)
    level = level_of(len(naming), seen)
    count_text, seen_text = _count_text(len(naming)), _seen_text(len(naming), seen)
    note = sentence(f"coverage_{level.value}", count=count_text, seen=seen_text)
    named = {caution.slug for caution in naming}
    return Coverage(
        asked=trait.asked,
        field=trait.by,
        resolved=catalog.reference(trait.key) if trait.key else None,
        level=level,
        cautions=len(naming),
        seen_in_source=seen,
        note=note
        if matched or not naming
        else note + sentence("coverage_not_in_plan", them=pronoun(len(naming))),
        see_also=tuple(
            catalog.reference(f"cautions/{slug}")
            for slug in (catalog.stored[trait.key].caution_slugs if trait.key else ())
            if slug not in named
        ),
    )


def _count_text(count: int) -> str:
    return sentence("one_names") if count == 1 else sentence("several_name", count=count)


def _seen_text(count: int, seen: int) -> str:
    if count == 1:
        return sentence("one_seen" if seen else "one_unseen")
    return sentence("several_seen", seen=seen or "none")
