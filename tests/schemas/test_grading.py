"""The grading rules: examples of each, and properties for any evidence."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schemas.grading import (
    CERTAINTY_RANK,
    RatioEffect,
    basis_is_met,
    certainty_ceiling,
    counts_as_test,
    direction_fits,
    exemption_fits,
    is_more_certain,
    must_display,
    upgrade_holds,
)
from app.schemas.grading import SourceEvidence as Source
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
)
from app.vocabulary.safety import Concern, LifeStage, Severity

HUMAN, LABORATORY = EvidenceBase.HUMAN, Design.LABORATORY
SUPPORTS = Stance.SUPPORTS
TRIAL = Source("trial", SourceType.RCT, HUMAN, Design.INTERVENTIONAL, None, SUPPORTS, n=400)
WATCHED = Source("cohort", SourceType.COHORT, HUMAN, Design.OBSERVATIONAL, None, SUPPORTS)
POOLED = Source(
    "pooled", SourceType.META_ANALYSIS, HUMAN, Design.SYNTHESIS, SynthesisOf.OBSERVATIONAL, SUPPORTS
)
POOLED_TRIALS = Source(
    "trials", SourceType.META_ANALYSIS, HUMAN, Design.SYNTHESIS, SynthesisOf.INTERVENTIONAL, SUPPORTS, n=400
)
RETRACTED = RetractionStatus.RETRACTED
MICE = Source("mice", SourceType.ANIMAL, EvidenceBase.ANIMAL, LABORATORY, None, SUPPORTS)
CELLS = Source("cells", SourceType.IN_VITRO, EvidenceBase.IN_VITRO, LABORATORY, None, SUPPORTS)
AGREED = Source("agreed", SourceType.CONSENSUS, EvidenceBase.NONE, Design.CONSENSUS, None, SUPPORTS)
ARTICLE = Source("article", SourceType.ARTICLE, None, None, None, SUPPORTS)
BACKGROUND = replace(TRIAL, stance=Stance.CONTEXT)
AGAINST = replace(TRIAL, stance=Stance.CONTRADICTS)
LIMITS = replace(TRIAL, stance=Stance.QUALIFIES)

BENEFIT, INSUFFICIENT = Direction.BENEFIT, Direction.INSUFFICIENT
CASES: dict[str, tuple[About, Direction | None, list[Source], str, str | None]] = {
    "no source": (About.PEOPLE, BENEFIT, [], "not_graded", None),
    "the article only": (About.PEOPLE, BENEFIT, [ARTICLE], "not_graded", None),
    "background and article": (About.PEOPLE, BENEFIT, [BACKGROUND, ARTICLE], "not_graded", None),
    "too little to point anywhere": (About.PEOPLE, INSUFFICIENT, [ARTICLE], "very_low", None),
    "mice only": (About.PEOPLE, BENEFIT, [MICE], "very_low", "mice"),
    "cells and mice": (About.PEOPLE, BENEFIT, [CELLS, MICE], "very_low", "cells"),
    "the only trial speaks against it": (About.PEOPLE, BENEFIT, [MICE, AGAINST], "very_low", "mice"),
    "the only trial is background": (About.PEOPLE, BENEFIT, [MICE, BACKGROUND], "very_low", "mice"),
    "watched only": (About.PEOPLE, BENEFIT, [WATCHED], "low", "cohort"),
    "watching, put together": (About.PEOPLE, Direction.HARM, [POOLED, MICE], "low", "pooled"),
    "tested in people": (About.PEOPLE, BENEFIT, [MICE, WATCHED, TRIAL], "high", "trial"),
    "one trial": (About.PEOPLE, BENEFIT, [TRIAL, MICE], "moderate", "trial"),
    "one trial of 200": (About.PEOPLE, BENEFIT, [replace(TRIAL, n=200)], "moderate", "trial"),
    "one trial of 199": (About.PEOPLE, BENEFIT, [replace(TRIAL, n=199)], "low", "trial"),
    "one trial of nobody knows how many": (About.PEOPLE, BENEFIT, [replace(TRIAL, n=None)], "low", "trial"),
    "two trials of 399": (
        About.PEOPLE,
        BENEFIT,
        [replace(TRIAL, n=199), replace(LIMITS, n=200)],
        "moderate",
        "trial",
    ),
    "pooled trials of 399": (About.PEOPLE, BENEFIT, [replace(POOLED_TRIALS, n=399)], "moderate", "trials"),
    "pooled trials of 400": (About.PEOPLE, BENEFIT, [POOLED_TRIALS], "high", "trials"),
    "mice do not add to the people": (
        About.PEOPLE,
        BENEFIT,
        [replace(POOLED_TRIALS, n=1), replace(MICE, n=999)],
        "moderate",
        "trials",
    ),
    "no effect rests on what contradicts": (
        About.PEOPLE,
        Direction.NO_EFFECT,
        [AGAINST],
        "moderate",
        "trial",
    ),
    "no effect does not rest on what supports": (
        About.PEOPLE,
        Direction.NO_EFFECT,
        [TRIAL],
        "very_low",
        "trial",
    ),
    "a retracted trial": (
        About.PEOPLE,
        BENEFIT,
        [replace(TRIAL, retraction_status=RETRACTED)],
        "not_graded",
        None,
    ),
    "watching and a retracted trial": (
        About.PEOPLE,
        BENEFIT,
        [replace(TRIAL, retraction_status=RETRACTED), WATCHED],
        "low",
        "cohort",
    ),
    "a trial that limits it": (About.PEOPLE, Direction.MIXED, [LIMITS], "moderate", "trial"),
    "a consensus": (About.PEOPLE, BENEFIT, [AGREED], "moderate", "agreed"),
    "about animals": (About.ANIMALS, BENEFIT, [MICE], "moderate", "mice"),
    "a count": (About.CELLS, None, [CELLS], "moderate", "cells"),
    "a word": (About.DEFINITION, None, [AGREED], "moderate", "agreed"),
    "a practice": (About.PRACTICE, BENEFIT, [AGREED], "moderate", "agreed"),
    "a word nobody defined": (About.DEFINITION, None, [], "not_graded", None),
}


@pytest.mark.parametrize(("about", "direction", "sources", "highest", "decides"), CASES.values(), ids=CASES)
def test_the_ceiling_and_the_source_that_decides_it(
    about: About, direction: Direction | None, sources: list[Source], highest: str, decides: str | None
) -> None:
    found = certainty_ceiling(about, direction, sources)

    assert (found.certainty, found.decided_by) == (highest, decides)
    assert found.because


DOUBLED = RatioEffect(2.0, 1.2, 3.0)
LARGE, DOSE = UpgradeReason.LARGE_EFFECT, UpgradeReason.DOSE_RESPONSE


@pytest.mark.parametrize(
    ("ratio", "is_large"),
    [
        (DOUBLED, True),
        (RatioEffect(0.5, 0.3, 0.9), True),
        (RatioEffect(1.99, 1.5, 2.5), False),
        (RatioEffect(0.51, 0.3, 0.9), False),
        (RatioEffect(2.5, 0.9, 6.0), False),
        (RatioEffect(0.4, 0.1, 1.1), False),
    ],
)
def test_a_large_effect_doubles_or_halves_the_risk_with_its_interval(
    ratio: RatioEffect, *, is_large: bool
) -> None:
    assert ratio.is_large is is_large
    assert upgrade_holds(LARGE, [replace(WATCHED, ratios=(ratio,))]) is is_large


def test_an_upgrade_raises_observation_one_step_and_nothing_else() -> None:
    doubled = replace(WATCHED, n=500, ratios=(DOUBLED,))
    pooled = replace(POOLED, n=500, ratios=(DOUBLED,))

    for sources, reason, highest in (
        ([doubled], LARGE, "moderate"),
        ([pooled, doubled], LARGE, "moderate"),
        ([WATCHED], LARGE, "low"),
        ([WATCHED], DOSE, "moderate"),
        ([doubled, replace(WATCHED, stance=Stance.CONTRADICTS)], LARGE, "low"),
        ([doubled, replace(WATCHED, stance=Stance.CONTRADICTS)], DOSE, "low"),
        ([replace(doubled, stance=Stance.CONTEXT), WATCHED], LARGE, "low"),
        ([replace(TRIAL, n=10)], LARGE, "low"),
        ([MICE], DOSE, "very_low"),
    ):
        found = certainty_ceiling(About.PEOPLE, Direction.HARM, sources, upgraded_for=reason)
        assert found.certainty == highest, (sources, reason)


@pytest.mark.parametrize(
    ("exemption", "about", "direction", "sources", "fits"),
    [
        (SizeExemption.DEFINITION, About.DEFINITION, None, [AGREED], True),
        (SizeExemption.DEFINITION, About.PEOPLE, None, [AGREED], False),
        (SizeExemption.NO_DIRECTION, About.CELLS, None, [CELLS], True),
        (SizeExemption.NO_DIRECTION, About.CELLS, BENEFIT, [CELLS], False),
        (SizeExemption.GUIDELINE, About.PRACTICE, BENEFIT, [AGREED], True),
        (SizeExemption.GUIDELINE, About.PRACTICE, BENEFIT, [TRIAL], False),
        (SizeExemption.GUIDELINE, About.PRACTICE, BENEFIT, [replace(AGREED, stance=Stance.CONTEXT)], False),
    ],
)
def test_an_exemption_from_the_size_rules_says_what_it_is(
    exemption: SizeExemption,
    about: About,
    direction: Direction | None,
    sources: list[Source],
    *,
    fits: bool,
) -> None:
    assert exemption_fits(exemption, about, direction, sources) is fits
    if fits:
        exempt = certainty_ceiling(about, direction, sources, size_exemption=exemption)
        assert exempt.certainty is Certainty.HIGH
        assert certainty_ceiling(about, direction, sources).certainty is Certainty.MODERATE


def test_certainties_rise_from_not_graded_to_high() -> None:
    rising = ["not_graded", "very_low", "low", "moderate", "high"]

    assert [certainty.value for certainty in sorted(Certainty, key=CERTAINTY_RANK.__getitem__)] == rising
    for one, other in permutations(Certainty, 2):
        assert is_more_certain(one, other) is (rising.index(one) > rising.index(other))
    assert not is_more_certain(Certainty.LOW, Certainty.LOW)


@pytest.mark.parametrize(
    ("basis", "enough", "not_enough"),
    [
        (Basis.SYSTEMATIC_REVIEW, POOLED, TRIAL),
        (Basis.RANDOMIZED_TRIAL, TRIAL, WATCHED),
        (Basis.OBSERVATIONAL, WATCHED, TRIAL),
        (Basis.OBSERVATIONAL, POOLED, AGREED),
        (Basis.ANIMAL, MICE, CELLS),
        (Basis.IN_VITRO, CELLS, MICE),
        (Basis.CONSENSUS, AGREED, POOLED),
    ],
)
def test_a_basis_is_met_by_a_source_of_its_kind_that_tests_the_statement(
    basis: Basis, enough: Source, not_enough: Source
) -> None:
    assert basis_is_met(basis, [not_enough, enough])
    assert not basis_is_met(basis, [not_enough])
    assert not basis_is_met(basis, [not_enough, replace(enough, stance=Stance.CONTEXT)])
    assert not basis_is_met(basis, [])


def test_basis_none_means_untested() -> None:
    assert basis_is_met(Basis.NONE, [])
    assert basis_is_met(Basis.NONE, [ARTICLE, replace(TRIAL, stance=Stance.CONTEXT)])
    assert not basis_is_met(Basis.NONE, [MICE])


@pytest.mark.parametrize("about", About)
def test_only_words_and_counts_have_no_direction(about: About) -> None:
    assert direction_fits(about, None) is (about in {"definition", "cells"})
    assert all(direction_fits(about, direction) for direction in Direction)


MUST_DISPLAY_CONCERNS = {"infection", "food_poisoning", "allergy", "pregnancy", "breastfeeding", "medicine"}


def is_displayed(severity: Severity, concern: Concern, stages: list[LifeStage], **named: bool) -> bool:
    """Return whether a caution must be displayed that names nobody but what is given."""
    return must_display(
        severity,
        [concern],
        stages,
        names_person=named.get("names_person", False),
        has_urgent_signs=named.get("has_urgent_signs", False),
        names_medicine=named.get("names_medicine", False),
        names_allergy=named.get("names_allergy", False),
    )


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("concern", Concern)
def test_must_display_follows_severity_and_concern(severity: Severity, concern: Concern) -> None:
    shown = is_displayed(severity, concern, [])

    assert shown is (severity in {"avoid", "seek_medical_advice"} or concern in MUST_DISPLAY_CONCERNS)


def test_a_caution_for_somebody_must_be_displayed() -> None:
    assert is_displayed(Severity.CAUTION, Concern.TEETH, [], names_person=True)
    assert not is_displayed(Severity.INFO, Concern.TEETH, [], names_person=True)


@pytest.mark.parametrize("severity", Severity)
def test_urgent_signs_must_be_displayed(severity: Severity) -> None:
    assert is_displayed(severity, Concern.TEETH, [], has_urgent_signs=True)


@pytest.mark.parametrize("stage", LifeStage)
def test_pregnancy_and_breastfeeding_cautions_must_be_displayed(stage: LifeStage) -> None:
    shown = is_displayed(Severity.INFO, Concern.TEETH, [stage])

    assert shown is (stage in {"pregnancy", "breastfeeding"})


@pytest.mark.parametrize("named", ["names_medicine", "names_allergy"])
def test_medicine_and_allergy_cautions_must_be_displayed(named: str) -> None:
    stages = [LifeStage.ADULT]

    assert is_displayed(Severity.INFO, Concern.TEETH, stages, **{named: True})
    assert not is_displayed(Severity.INFO, Concern.TEETH, stages)


sources = st.builds(
    Source,
    slug=st.sampled_from(["a", "b", "c", "d"]),
    type=st.sampled_from(SourceType),
    evidence_base=st.none() | st.sampled_from(EvidenceBase),
    design=st.none() | st.sampled_from(Design),
    synthesis_of=st.none() | st.sampled_from(SynthesisOf),
    stance=st.sampled_from(Stance),
)
evidence = st.lists(sources, max_size=6)
directions = st.none() | st.sampled_from(Direction)
abouts = st.sampled_from(About)


@given(abouts, directions, evidence, sources)
def test_background_never_changes_a_ceiling(
    about: About, direction: Direction | None, held: list[Source], other: Source
) -> None:
    with_background = [replace(other, stance=Stance.CONTEXT), *held]

    assert certainty_ceiling(about, direction, with_background) == certainty_ceiling(about, direction, held)


@given(abouts, directions, evidence, sources)
def test_one_more_source_never_lowers_a_ceiling(
    about: About, direction: Direction | None, held: list[Source], other: Source
) -> None:
    before = certainty_ceiling(about, direction, held).certainty

    assert not is_more_certain(before, certainty_ceiling(about, direction, [*held, other]).certainty)


@given(abouts, directions, evidence, st.randoms())
def test_the_order_of_the_sources_never_changes_a_ceiling(
    about: About, direction: Direction | None, held: list[Source], random: Random
) -> None:
    shuffled = random.sample(held, len(held))

    assert (
        certainty_ceiling(about, direction, shuffled).certainty
        is certainty_ceiling(about, direction, held).certainty
    )


@given(abouts, directions, evidence)
def test_the_source_that_decides_tests_the_statement(
    about: About, direction: Direction | None, held: list[Source]
) -> None:
    decides = certainty_ceiling(about, direction, held).decided_by

    assert decides in {source.slug for source in held if source.tests} | {None}
    assert (decides is None) is not any(source.tests for source in held)


@given(directions, evidence)
def test_animal_and_cell_evidence_is_at_most_very_low_for_people(
    direction: Direction | None, held: list[Source]
) -> None:
    in_the_laboratory = [
        source
        for source in held
        if source.evidence_base in {"animal", "in_vitro"} and source.design != "consensus"
    ]

    highest = certainty_ceiling(About.PEOPLE, direction, in_the_laboratory).certainty
    assert highest in {"very_low", "not_graded"}


@given(directions, evidence)
def test_observational_evidence_is_at_most_low_for_people(
    direction: Direction | None, held: list[Source]
) -> None:
    watched = [
        source
        for source in held
        if source.design == "observational" or source.synthesis_of == "observational"
    ]
    alone = [source for source in watched if source.design != "consensus"]

    assert not is_more_certain(certainty_ceiling(About.PEOPLE, direction, alone).certainty, Certainty.LOW)


@given(abouts, directions, evidence)
def test_article_and_background_alone_give_no_grade(
    about: About, direction: Direction | None, held: list[Source]
) -> None:
    untested = [source for source in held if source.type == "article" or source.stance == "context"]

    highest = certainty_ceiling(about, direction, untested).certainty
    assert highest == ("very_low" if direction == "insufficient" else "not_graded")


@pytest.mark.parametrize(
    ("stance", "source_type", "retraction_status", "counts"),
    [
        (Stance.SUPPORTS, SourceType.RCT, None, True),
        (Stance.CONTRADICTS, SourceType.COHORT, RetractionStatus.CORRECTED, True),
        (Stance.CONTEXT, SourceType.RCT, None, False),
        (Stance.SUPPORTS, SourceType.ARTICLE, None, False),
        (Stance.QUALIFIES, SourceType.RCT, RetractionStatus.WITHDRAWN, False),
    ],
)
def test_background_articles_and_retracted_sources_do_not_count_as_tests(
    stance: Stance, source_type: SourceType, retraction_status: RetractionStatus | None, *, counts: bool
) -> None:
    source = Source("one", source_type, HUMAN, None, None, stance, retraction_status=retraction_status)
    assert counts_as_test(stance, source_type, retraction_status) is source.tests is counts
