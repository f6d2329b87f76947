"""Warnings of a plan: cautions on an item, and notes on choices that could not be met."""

from collections.abc import Iterable, Iterator, Sequence

from app.core.entry_keys import kind_of
from app.features.plan.candidates import Candidates
from app.features.plan.caution_effects import Choice
from app.features.plan.day_composer import WEEK, Aim
from app.features.plan.person import Person
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.schemas import Mind, PlanDay
from app.vocabulary.planning import Goal
from app.vocabulary.safety import LifeStage

MIN_ENTRIES_A_WEEK = 10
"""Minimum number of different entries in a week."""

MIN_FOODS = 3
"""Minimum number of fermented or prebiotic foods for varied days."""

LOW_SHARE = 0.3
"""The share below which any plan says that its foods give little calcium."""

MAX_CHOICES_LISTED = 6
"""Choices listed in a note; the rest are counted."""

MET_SHARE = 0.85
"""The share of the reference value from which the calcium goal is met: the rest of the day adds more."""

GENERAL = "A plan is general information. It does not replace advice from your own doctor or dietitian."
NOTHING_FITS = "Nothing in this guide fits all of these choices together; `excluded` names each reason."
SMALL_START = "In the first week, foods that can cause wind come in small amounts. Drink enough with them."
SMALL_START_LIMITED_FLUID = (
    "In the first week, foods that can cause wind come in small amounts. "
    "Ask your clinic how much you may drink with them."
)
NO_CALCIUM_GOAL = (
    "With what you have or take, this plan does not aim at calcium. Ask your clinic how much you may have."
)
TIMED = "Foods that can hold back a medicine stand at lunch or later. Take morning tablets as you were told."
NO_MOVEMENT = (
    "No step that moves the body fits these choices; `excluded` names each reason. "
    "Ask a physiotherapist which exercise suits you."
)
ADULT_SERVINGS = (
    "The portions are for adults in general; ask a health professional what suits this stage of life."
)
NEEDS_OWN_SERVINGS = {LifeStage.ADOLESCENT, LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}


def item_warnings(index: PlanIndex, choices: Iterable[Choice], key: str) -> tuple[Mind, ...]:
    """Return the warnings on an entry for these choices, most serious first; no superseded one."""
    found = {
        warning.caution: warning
        for choice in choices
        for warning in index.warnings.get(choice, {}).get(key, ())
    }
    kept = (one for one in found.values() if found.keys().isdisjoint(index.closer.get(one.caution, ())))
    return tuple(sorted(kept, key=lambda warning: -warning.severity.rank))


def notes_of(
    index: PlanIndex, candidates: Candidates, aim: Aim, asked: Goal, days: Sequence[PlanDay]
) -> Iterator[str]:
    """Yield the notes of a plan."""
    yield GENERAL
    if not days:
        yield NOTHING_FITS
        return
    if asked is not aim.goal or aim.leaves_calcium:
        yield NO_CALCIUM_GOAL
    yield from _calcium_note(index, candidates, aim, days)
    for word, group, fitting in (
        ("fermented", index.fermented, candidates.fermented),
        ("prebiotic", index.prebiotic, candidates.prebiotic),
        ("bone", index.bone, candidates.bone),
    ):
        if not fitting:
            yield _missing(word, group, candidates)
        elif len(fitting) < min(MIN_FOODS, aim.days):
            names = ", ".join(one.entry.name for one in fitting)
            yield f"Few {word} foods fit these choices: {names}."
    yield from _unmet_aims(candidates, aim, days)
    if any(item.entry.id in candidates.timed for day in days for item in day.items):
        yield TIMED
    if any("to start with" in (item.portion or "") for day in days for item in day.items):
        yield SMALL_START_LIMITED_FLUID if candidates.is_fluid_limited else SMALL_START
    if any(("life_stage", stage.value) in candidates.choices for stage in NEEDS_OWN_SERVINGS):
        yield ADULT_SERVINGS
    yield "Sums count the foods listed only; the rest of the day adds more."


def _calcium_note(
    index: PlanIndex, candidates: Candidates, aim: Aim, days: Sequence[PlanDay]
) -> Iterator[str]:
    if aim.reference_mg is None:
        return
    least = min(day.totals.calcium_mg.amount for day in days)
    if least >= (MET_SHARE if aim.goal is Goal.CALCIUM else LOW_SHARE) * aim.reference_mg:
        return
    behind = _choices_behind((*index.fermented, *index.bone), candidates)
    because = f" Left out for {behind}: foods with much calcium." if behind else ""
    yield (
        f"These foods reach {least:,.0f} mg of calcium on the lowest day, of {aim.reference_mg:,.0f} mg."
        f"{because} Ask a dietitian how to get the rest."
    )


def uncovered_trait_notes(index: PlanIndex, person: Person) -> Iterator[str]:
    """Yield a note for every condition and medicine that no caution and no rule names."""
    traits = {(one.by, one.value): one for one in person.resolved.traits if one.direct}
    for trait in traits.values():
        if trait.key is not None and (kind_of(trait.key), trait.value) not in index.named_traits:
            yield f"{trait.name}: no caution of this guide names it, so nothing was left out for it."
    for one in person.resolved.recognitions:
        if one.ask:
            yield f"{one.given}: {one.ask}"


def _missing(word: str, group: Iterable[Candidate], candidates: Candidates) -> str:
    behind = _choices_behind(group, candidates)
    because = f" ({behind})" if behind else ""
    start = f"No {word} food definitely fits these choices{because}, so no day has one"
    return f"{start}; `excluded` names each reason."


def _choices_behind(group: Iterable[Candidate], candidates: Candidates) -> str:
    """Return the choices for which foods of a group were left out, in words."""
    reasons = [reason for one in group for reason in candidates.excluded.get(one.key, ())]
    behind = {(reason.parameter, reason.value) for reason in reasons}
    words = [
        f"{name}: {value}".replace("_", " ")
        for name, value in candidates.choices
        if name and (name, value) in behind
    ]
    more = [f"{len(words) - MAX_CHOICES_LISTED} more"] if len(words) > MAX_CHOICES_LISTED else []
    return ", ".join([*words[:MAX_CHOICES_LISTED], *more])


def _unmet_aims(candidates: Candidates, aim: Aim, days: Sequence[PlanDay]) -> Iterator[str]:
    fibre = [day.totals.fibre_g.amount for day in days]
    if len(days) > 1 and fibre[-1] <= fibre[0]:
        yield "Fibre does not rise over these days: too few foods with different amounts of fibre fit."
    entries = {item.entry.id for day in days for item in day.items}
    if len(entries) < MIN_ENTRIES_A_WEEK and aim.days >= WEEK:
        yield f"The plan has {len(entries)} different entries only: few entries fit these choices."
    if aim.goal is Goal.MOVEMENT and not any(one.is_movement for one in candidates.habits):
        yield NO_MOVEMENT
