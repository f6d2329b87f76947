"""The grading rules, as pure functions: the highest certainty that the sources of a statement allow.

Certainty and direction are separate. The rules use all sources of a statement; a source with the stance
`context` does not test it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.vocabulary.grading import (
    About,
    Basis,
    Certainty,
    Design,
    Direction,
    EvidenceBase,
    SourceType,
    Stance,
    SynthesisOf,
)
from app.vocabulary.safety import Concern, LifeStage, Severity

CERTAINTY_RANK = {certainty: step for step, certainty in enumerate(reversed(Certainty))}
"""From 0 for `not_graded` to 4 for `high`."""

MUST_DISPLAY_CONCERNS = frozenset(
    {
        Concern.INFECTION,
        Concern.FOOD_POISONING,
        Concern.ALLERGY,
        Concern.PREGNANCY,
        Concern.BREASTFEEDING,
        Concern.MEDICINE,
    }
)
"""Concerns whose cautions must be displayed, whatever their severity."""


@dataclass(frozen=True)
class SourceEvidence:
    """One source of a statement: its design and its stance."""

    slug: str
    type: SourceType
    evidence_base: EvidenceBase | None
    design: Design | None
    synthesis_of: SynthesisOf | None
    stance: Stance

    @property
    def tests(self) -> bool:
        """Return whether it tests the statement: neither background nor a popular article."""
        return self.stance is not Stance.CONTEXT and self.type is not SourceType.ARTICLE

    @property
    def supports_statement(self) -> bool:
        """Return whether it supports the statement, fully or in part."""
        return self.tests and self.stance in {Stance.SUPPORTS, Stance.QUALIFIES}

    @property
    def is_consensus(self) -> bool:
        """Return whether it is a consensus, guideline or official fact sheet."""
        return self.design is Design.CONSENSUS

    @property
    def is_observational(self) -> bool:
        """Return whether it is an observational study, or a synthesis of such studies."""
        return self.design is Design.OBSERVATIONAL or self.synthesis_of is SynthesisOf.OBSERVATIONAL


@dataclass(frozen=True)
class CertaintyCeiling:
    """The highest certainty allowed, the reason, and the slug of the deciding source, if any."""

    certainty: Certainty
    because: str
    decided_by: str | None = None


def is_more_certain(one: Certainty, other: Certainty) -> bool:
    """Return whether the first certainty is higher than the second."""
    return CERTAINTY_RANK[one] > CERTAINTY_RANK[other]


def certainty_ceiling(
    about: About, direction: Direction | None, sources: Sequence[SourceEvidence]
) -> CertaintyCeiling:
    """Return the highest certainty of a statement that its sources allow."""
    testing = [source for source in sources if source.tests]
    if not testing:
        if direction is Direction.INSUFFICIENT:
            return CertaintyCeiling(Certainty.VERY_LOW, "no source tests the statement")
        return CertaintyCeiling(
            Certainty.NOT_GRADED, "no source but the article or background tests the statement"
        )
    match about:
        case About.PEOPLE:
            return _ceiling_for_people(testing)
        case About.ANIMALS:
            return CertaintyCeiling(Certainty.MODERATE, "it is about animals", testing[0].slug)
        case _:
            return CertaintyCeiling(
                Certainty.HIGH, "it is about a word, a count or a practice", testing[0].slug
            )


def _ceiling_for_people(testing: list[SourceEvidence]) -> CertaintyCeiling:
    in_people = [
        source
        for source in testing
        if source.supports_statement and (source.evidence_base is EvidenceBase.HUMAN or source.is_consensus)
    ]
    if not in_people:
        return CertaintyCeiling(
            Certainty.VERY_LOW,
            "it is about people and nothing that speaks for it was seen in people",
            testing[0].slug,
        )
    human = [
        source for source in testing if source.evidence_base is EvidenceBase.HUMAN or source.is_consensus
    ]
    if all(source.is_observational for source in human):
        return CertaintyCeiling(Certainty.LOW, "people were only watched", human[0].slug)
    decisive = next(source for source in human if not source.is_observational)
    return CertaintyCeiling(Certainty.HIGH, "it was tested in people", decisive.slug)


def basis_is_met(basis: Basis, sources: Sequence[SourceEvidence]) -> bool:
    """Return whether a source that tests the statement has the design that the basis names."""
    testing = [source for source in sources if source.tests]
    if basis is Basis.NONE:
        return not testing
    return any(_is_basis(basis, source) for source in testing)


def _is_basis(basis: Basis, source: SourceEvidence) -> bool:
    match basis:
        case Basis.SYSTEMATIC_REVIEW:
            return source.design is Design.SYNTHESIS
        case Basis.RANDOMIZED_TRIAL:
            return source.type is SourceType.RCT
        case Basis.OBSERVATIONAL:
            return source.is_observational
        case Basis.ANIMAL:
            return source.evidence_base is EvidenceBase.ANIMAL
        case Basis.IN_VITRO:
            return source.evidence_base is EvidenceBase.IN_VITRO
        case _:
            return source.is_consensus


def direction_fits(about: About, direction: Direction | None) -> bool:
    """Return whether a direction is given, or may be missing: for definitions and laboratory counts."""
    return direction is not None or about in {About.DEFINITION, About.CELLS}


def must_display(
    severity: Severity,
    concerns: Sequence[Concern],
    life_stages: Sequence[LifeStage],
    *,
    names_medicine: bool,
    names_allergy: bool,
) -> bool:
    """Return whether clients must display a caution wherever its entry is shown.

    True for the severities `avoid` and `seek_medical_advice`, and for any caution on infection, food
    poisoning, allergy, pregnancy, breastfeeding or a medicine.
    """
    return (
        severity in {Severity.AVOID, Severity.SEEK_MEDICAL_ADVICE}
        or names_medicine
        or names_allergy
        or LifeStage.PREGNANCY in life_stages
        or LifeStage.BREASTFEEDING in life_stages
        or not MUST_DISPLAY_CONCERNS.isdisjoint(concerns)
    )
