"""Build the evidence table of one claim."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from app.catalog.catalog import Catalog
from app.core.base_model import shared_fields
from app.core.references import Reference
from app.features.claim_evidence.extrapolation import extrapolation
from app.features.claim_evidence.microbe_finder import MicrobeFinder, finder_of
from app.features.claim_evidence.schemas import NOT_KNOWN, ClaimEvidence, Counts, EvidenceRow, StrainGroup
from app.features.claim_evidence.studies import Study, studies_of
from app.features.embedded_cards import reference_to
from app.kinds.claims import Claim
from app.kinds.sources import label
from app.schemas.entries import Entry
from app.vocabulary.base import Vocabulary
from app.vocabulary.grading import Design, Stance, StudyDirection


def evidence_of(catalog: Catalog, claim: Claim, subject: Entry | None) -> ClaimEvidence:
    """Return the evidence of a claim; with a subject, whether the result is extrapolated to it."""
    finder = finder_of(catalog)
    studies = studies_of(catalog, claim)
    sentence = extrapolation(claim, subject, studies, finder) if subject is not None else None
    tested = dict.fromkeys(strain for study in studies if study.tests for strain in study.strains)
    return ClaimEvidence(
        **shared_fields(claim, ClaimEvidence),
        claim=catalog.claim_card(claim.slug),
        rows=tuple(_row(study, finder) for study in studies),
        counts=Counts(
            by_stance=_by_stance(studies),
            by_design=_tally(Design, (study.source.design for study in studies)),
            by_direction=_by_direction(studies),
        ),
        by_strain=_by_strain(studies, finder),
        tested_strains=_strains(tested, finder),
        subject=reference_to(subject) if subject is not None else None,
        extrapolated=sentence is not None,
        extrapolation=sentence,
    )


def _row(study: Study, finder: MicrobeFinder) -> EvidenceRow:
    source = study.source
    fields: dict[str, Any] = shared_fields(source, EvidenceRow) | {
        "source": reference_to(source),
        "label": label(dict(source)),
        "strains": _strains(study.strains, finder),
        "result": source.effects if source.verification.numbers_seen else (),
        "limitation": source.main_limitation,
        "stance": study.evidence.stance,
        "note": study.evidence.note,
        "verification": source.verification.level,
    }
    return EvidenceRow(**fields)


def _by_strain(studies: Sequence[Study], finder: MicrobeFinder) -> tuple[StrainGroup, ...]:
    """Group studies by strain or mixture of strains; results are never pooled."""
    groups: dict[tuple[str, ...], list[Study]] = {}
    for study in studies:
        groups.setdefault(study.strains, []).append(study)
    return tuple(
        StrainGroup(
            strains=_strains(strains, finder),
            studies=len(group),
            sources=tuple(study.source.slug for study in group),
            by_stance=_by_stance(group),
            by_direction=_by_direction(group),
        )
        for strains, group in sorted(groups.items(), key=lambda pair: not pair[0])
    )


def _by_stance(studies: Sequence[Study]) -> dict[str, int]:
    return _tally(Stance, (study.evidence.stance for study in studies))


def _by_direction(studies: Sequence[Study]) -> dict[str, int]:
    return _tally(StudyDirection, (study.source.direction for study in studies))


def _tally(vocabulary: type[Vocabulary], values: Iterable[Vocabulary | None]) -> dict[str, int]:
    found = Counter(NOT_KNOWN if value is None else str(value) for value in values)
    return {word: found[word] for word in (*map(str, vocabulary), NOT_KNOWN)}


def _strains(slugs: Iterable[str], finder: MicrobeFinder) -> tuple[Reference, ...]:
    return tuple(reference_to(finder.microbes[slug]) for slug in slugs)
