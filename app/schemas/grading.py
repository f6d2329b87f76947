"""The grading rules, as pure functions: the highest certainty that the sources of a statement allow.

Certainty and direction are separate. The rules use all sources of a statement; a source with the stance
`context` does not test it, and neither does one that was retracted or withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.vocabulary.grading import (
    About,
    Basis,
    Certainty,
    Design,
    Direction,
    EvidenceBase,
    RetractionStatus,
    SizeExemption,
    SourceType,
    Stance,
    SynthesisOf,
    UpgradeReason,
    Verdict,
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


MIN_PEOPLE_FOR_HIGH = 400
MIN_PEOPLE_IN_ONE_TRIAL = 200
"""The fewest people in a single trial that `moderate` rests on."""

LARGE_RATIO = 2.0
"""A risk at least doubled, or halved, counts as a large effect."""

POINTING = {
    Direction.BENEFIT: Stance.SUPPORTS,
    Direction.HARM: Stance.SUPPORTS,
    Direction.NO_EFFECT: Stance.CONTRADICTS,
}
"""The stance of sources that speak for a direction; the other directions rest on no one stance."""

NOT_STANDING = frozenset({RetractionStatus.RETRACTED, RetractionStatus.WITHDRAWN})
"""Publications that carry no grade."""


def is_retracted(status: RetractionStatus | None) -> bool:
    """Return whether a source was retracted or withdrawn."""
    return status in NOT_STANDING


def counts_as_test(
    stance: Stance, source_type: SourceType, retraction_status: RetractionStatus | None
) -> bool:
    """Return whether a source counts as a test of a statement.

    Background, articles, and what was retracted or withdrawn do not.
    """
    # Compared by value: the fields of a stored claim are text.
    is_study = stance != Stance.CONTEXT and source_type != SourceType.ARTICLE
    return is_study and not is_retracted(retraction_status)


@dataclass(frozen=True)
class RatioEffect:
    """A risk, rate, hazard or odds ratio with its 95 percent interval."""

    value: float
    ci95_low: float
    ci95_high: float

    @property
    def is_large(self) -> bool:
        """Return whether the risk is at least doubled or halved, with an interval on the same side of 1."""
        doubled = self.value >= LARGE_RATIO and self.ci95_low > 1
        return doubled or (self.value <= 1 / LARGE_RATIO and self.ci95_high < 1)


@dataclass(frozen=True)
class SourceEvidence:
    """One source of a statement: its design, size, stance, and whether it still stands.

    `n` is the number of people, None where not known.
    """

    slug: str
    type: SourceType
    evidence_base: EvidenceBase | None
    design: Design | None
    synthesis_of: SynthesisOf | None
    stance: Stance
    n: int | None = None
    ratios: tuple[RatioEffect, ...] = ()
    retraction_status: RetractionStatus | None = None

    @property
    def tests(self) -> bool:
        """Return whether it tests the statement."""
        return counts_as_test(self.stance, self.type, self.retraction_status)

    @property
    def is_retracted(self) -> bool:
        """Return whether it was retracted or withdrawn."""
        return is_retracted(self.retraction_status)

    def carries(self, direction: Direction | None) -> bool:
        """Return whether the direction rests on it: `no_effect` rests on what contradicts the statement."""
        against = direction is Direction.NO_EFFECT
        stances = {Stance.CONTRADICTS if against else Stance.SUPPORTS, Stance.QUALIFIES}
        return self.tests and self.stance in stances

    def points(self, direction: Direction | None) -> bool:
        """Return whether it speaks for the direction outright, whether it still stands or not."""
        return direction is not None and POINTING.get(direction) is self.stance

    @property
    def is_in_people(self) -> bool:
        """Return whether it is about people: their data, or what experts agree on."""
        return self.evidence_base is EvidenceBase.HUMAN or self.is_consensus

    @property
    def is_pooled(self) -> bool:
        """Return whether it puts several studies together; it counts as many as it pooled."""
        return self.design is Design.SYNTHESIS

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
    about: About,
    direction: Direction | None,
    sources: Sequence[SourceEvidence],
    *,
    upgraded_for: UpgradeReason | None = None,
    size_exemption: SizeExemption | None = None,
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
            by_design = _ceiling_for_people(direction, testing, upgraded_for)
        case About.ANIMALS:
            by_design = CertaintyCeiling(Certainty.MODERATE, "it is about animals", testing[0].slug)
        case _:
            by_design = CertaintyCeiling(
                Certainty.HIGH, "it is about a word, a count or a practice", testing[0].slug
            )
    if size_exemption is not None:
        return by_design
    carrying = [source for source in testing if source.carries(direction)]
    if not carrying:
        because = "no source that tests it points that way"
        return _lower(by_design, CertaintyCeiling(Certainty.LOW, because, testing[0].slug))
    if about is About.PEOPLE:
        carrying = [source for source in carrying if source.is_in_people] or carrying
    return _lower(by_design, _ceiling_by_size(carrying))


def _lower(one: CertaintyCeiling, other: CertaintyCeiling) -> CertaintyCeiling:
    return other if is_more_certain(one.certainty, other.certainty) else one


def _ceiling_by_size(sources: Sequence[SourceEvidence]) -> CertaintyCeiling:
    """Return the ceiling by the number of studies and people; an unknown number counts as zero."""
    only, *others = sources
    people = sum(source.n or 0 for source in sources)
    is_one_study = not others and not only.is_pooled
    if is_one_study and only.type is SourceType.RCT and people < MIN_PEOPLE_IN_ONE_TRIAL:
        because = f"it rests on one trial with fewer than {MIN_PEOPLE_IN_ONE_TRIAL} people"
        return CertaintyCeiling(Certainty.LOW, because, only.slug)
    if is_one_study:
        return CertaintyCeiling(Certainty.MODERATE, "it rests on one study", only.slug)
    if people < MIN_PEOPLE_FOR_HIGH:
        because = f"it rests on fewer than {MIN_PEOPLE_FOR_HIGH} people"
        return CertaintyCeiling(Certainty.MODERATE, because, only.slug)
    return CertaintyCeiling(Certainty.HIGH, "it rests on several studies")


def _ceiling_for_people(
    direction: Direction | None, testing: list[SourceEvidence], upgraded_for: UpgradeReason | None
) -> CertaintyCeiling:
    if not any(source.carries(direction) and source.is_in_people for source in testing):
        return CertaintyCeiling(
            Certainty.VERY_LOW,
            "it is about people and nothing that speaks for it was seen in people",
            testing[0].slug,
        )
    human = [source for source in testing if source.is_in_people]
    if not all(source.is_observational for source in human):
        decisive = next(source for source in human if not source.is_observational)
        return CertaintyCeiling(Certainty.HIGH, "it was tested in people", decisive.slug)
    if upgraded_for is not None and upgrade_holds(upgraded_for, human):
        return CertaintyCeiling(
            Certainty.MODERATE, "people were only followed over time, raised one step", human[0].slug
        )
    return CertaintyCeiling(Certainty.LOW, "people were only followed over time", human[0].slug)


def upgrade_holds(reason: UpgradeReason, sources: Sequence[SourceEvidence]) -> bool:
    """Return whether sources allow the upgrade: none is against it, and a large effect has its figures."""
    if any(source.tests and source.stance is Stance.CONTRADICTS for source in sources):
        return False
    if reason is UpgradeReason.DOSE_RESPONSE:
        return True
    return any(ratio.is_large for source in sources if source.tests for ratio in source.ratios)


def lost_support(direction: Direction | None, sources: Sequence[SourceEvidence]) -> list[str]:
    """Return the slugs of what spoke for a direction, if all of it was retracted or withdrawn; else none."""
    pointing = [source for source in sources if source.points(direction)]
    return [source.slug for source in pointing] if all(source.is_retracted for source in pointing) else []


def exemption_fits(
    exemption: SizeExemption, about: About, direction: Direction | None, sources: Sequence[SourceEvidence]
) -> bool:
    """Return whether a statement is what its exemption from the size rules says."""
    match exemption:
        case SizeExemption.DEFINITION:
            return about is About.DEFINITION
        case SizeExemption.NO_DIRECTION:
            return direction is None
        case _:
            return any(source.tests and source.is_consensus for source in sources)


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
    names_person: bool,
    has_urgent_signs: bool,
    names_medicine: bool,
    names_allergy: bool,
) -> bool:
    """Return whether clients must display a caution wherever its entry is shown.

    True for the severities `avoid` and `seek_medical_advice`, for the severity `caution` where it names a
    person, and for any caution with urgent signs or on infection, food poisoning, allergy, pregnancy,
    breastfeeding or a medicine.
    """
    return (
        severity.needs_advice
        or has_urgent_signs
        or (severity is Severity.CAUTION and names_person)
        or names_medicine
        or names_allergy
        or LifeStage.PREGNANCY in life_stages
        or LifeStage.BREASTFEEDING in life_stages
        or not MUST_DISPLAY_CONCERNS.isdisjoint(concerns)
    )


ANSWERS = {
    Direction.BENEFIT: Verdict.HELPS,
    Direction.HARM: Verdict.HARMS,
    Direction.NO_EFFECT: Verdict.NO_DIFFERENCE,
    Direction.MIXED: Verdict.STUDIES_DISAGREE,
    Direction.INSUFFICIENT: Verdict.NOT_KNOWN,
}


HEDGED_ANSWERS: Mapping[Verdict, Mapping[Certainty, str]] = {
    Verdict.HELPS: {
        Certainty.HIGH: "Helps",
        Certainty.MODERATE: "Probably helps",
        Certainty.LOW: "May help",
    },
    Verdict.HARMS: {
        Certainty.HIGH: "Harms",
        Certainty.MODERATE: "Probably harms",
        Certainty.LOW: "May harm",
    },
    Verdict.NO_DIFFERENCE: {
        Certainty.HIGH: "No difference",
        Certainty.MODERATE: "Probably no difference",
        Certainty.LOW: "Perhaps no difference",
    },
}


def verdict_text(verdict: Verdict, certainty: Certainty) -> str:
    """Return a verdict in words as sure as its certainty; a pair that no rule makes is *Not known*."""
    if verdict not in HEDGED_ANSWERS:
        return verdict.label
    return HEDGED_ANSWERS[verdict].get(certainty, Verdict.NOT_KNOWN.label)


def answer_verdict(direction: Direction | None, certainty: Certainty, *, studied: bool) -> Verdict | None:
    """Return what a grade answers; None where nothing was asked that has a direction.

    Studies that disagree do so at any certainty; any other direction needs at least `low`.
    """
    if direction is None:
        return None
    if not studied:
        return Verdict.NOT_STUDIED
    if direction is not Direction.MIXED and certainty in {Certainty.VERY_LOW, Certainty.NOT_GRADED}:
        return Verdict.NOT_KNOWN
    return ANSWERS[direction]
