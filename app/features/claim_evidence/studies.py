"""Studies of a claim, with the microbes named in each intervention."""

from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.padded_words import padded_words
from app.features.claim_evidence.microbe_finder import MicrobeFinder, finder_of
from app.kinds.claims import Claim, Evidence
from app.kinds.sources import Source
from app.schemas.grading import counts_as_test, is_retracted


@dataclass(frozen=True)
class Study:
    """One source of a claim: its stance, and the microbes in its intervention."""

    evidence: Evidence
    source: Source
    intervention_words: str
    microbes: tuple[str, ...]
    strains: tuple[str, ...]

    @property
    def tests(self) -> bool:
        """Return whether the study tests the claim."""
        return counts_as_test(self.evidence.stance, self.source.type, self.source.retraction_status)

    @property
    def is_retracted(self) -> bool:
        """Return whether the study was retracted or withdrawn."""
        return is_retracted(self.source.retraction_status)


def studies_of(catalog: Catalog, claim: Claim) -> tuple[Study, ...]:
    """Return the studies of a claim, newest first; undated ones last."""
    finder = finder_of(catalog)
    sources = ((one, catalog.entry("sources", one.source.slug)) for one in claim.evidence)
    studies = [_study(one, source, finder) for one, source in sources if isinstance(source, Source)]
    return tuple(sorted(studies, key=lambda study: -(study.source.year or 0)))


def _study(evidence: Evidence, source: Source, finder: MicrobeFinder) -> Study:
    name = source.intervention.name if source.intervention else None
    microbes = finder.named_in(name or "")
    return Study(
        evidence=evidence,
        source=source,
        intervention_words=padded_words(name or ""),
        microbes=microbes,
        strains=tuple(slug for slug in microbes if finder.is_strain(slug)),
    )
