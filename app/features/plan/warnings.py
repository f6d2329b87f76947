"""Warnings of a plan: cautions on an item, and notes on choices that could not be met."""

from collections.abc import Iterable, Iterator, Sequence

from app.catalog.catalog import Catalog
from app.features.health_profile import HealthProfile
from app.features.plan.candidates import Candidates
from app.features.plan.caution_effects import Choice
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.schemas import Mind, PlanDay, PlanQuery
from app.vocabulary.planning import Goal
from app.vocabulary.safety import LifeStage

MIN_ENTRIES_A_WEEK = 10
"""Minimum number of different entries in a week."""

MIN_FOODS = 3
"""Minimum number of fermented or prebiotic foods for varied days."""

WEEK = 7
MAX_CHOICES_LISTED = 6
"""Choices listed in a note; the rest are counted."""

GENERAL = "A plan is general information. It does not replace advice from your own doctor or dietitian."
NO_PLAN_FOR_INFANTS = "This guide holds no plan for babies: ask a health professional who knows the baby."
NOTHING_FITS = "Nothing in this guide fits all of these choices together; `excluded` names each reason."
ADULT_SERVINGS = (
    "The servings are for adults in general; ask a health professional what suits this stage of life."
)
NEEDS_OWN_SERVINGS = {LifeStage.CHILD, LifeStage.ADOLESCENT, LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}


def item_warnings(index: PlanIndex, choices: Iterable[Choice], key: str) -> tuple[Mind, ...]:
    """Return the warnings on an entry for these choices, most serious first."""
    found = {
        warning.caution: warning
        for choice in choices
        for warning in index.warnings.get(choice, {}).get(key, ())
    }
    return tuple(sorted(found.values(), key=lambda warning: -warning.severity.rank))


def notes_of(
    index: PlanIndex, candidates: Candidates, query: PlanQuery, days: Sequence[PlanDay]
) -> Iterator[str]:
    """Yield the notes of a plan."""
    yield GENERAL
    if not days:
        yield NOTHING_FITS
        return
    for word, group, fitting in (
        ("fermented", index.fermented, candidates.fermented),
        ("prebiotic", index.prebiotic, candidates.prebiotic),
    ):
        if not fitting:
            yield _missing(word, group, candidates)
        elif len(fitting) < min(MIN_FOODS, query.days):
            names = ", ".join(one.entry.name for one in fitting)
            yield f"Few {word} foods fit these choices ({names}), so the days repeat them."
    yield from _unmet_goals(candidates, query, days)
    if any(one.key in candidates.penalties for one in (*candidates.fermented, *candidates.prebiotic)):
        yield "Foods that a caution names for these choices come later and less often than others."
    if query.life_stage in NEEDS_OWN_SERVINGS:
        yield ADULT_SERVINGS
    yield "Sodium is counted for the foods listed only; the rest of the day adds more."


def uncovered_trait_notes(catalog: Catalog, index: PlanIndex, profile: HealthProfile) -> Iterator[str]:
    """Yield a note for every condition and medicine that no caution names."""
    for kind, slug in profile.traits:
        if (kind, slug) not in index.named_traits and catalog.has(f"{kind}/{slug}"):
            name = catalog.entry(kind, slug).name
            yield f"{name}: no caution of this guide names it, so nothing was left out for it."


def _missing(word: str, group: Iterable[Candidate], candidates: Candidates) -> str:
    reasons = [reason for one in group for reason in candidates.excluded.get(one.key, ())]
    behind = {(reason.parameter, reason.value) for reason in reasons}
    words = [
        f"{name}: {value}".replace("_", " ")
        for name, value in candidates.choices
        if name and (name, value) in behind
    ]
    more = [f"{len(words) - MAX_CHOICES_LISTED} more"] if len(words) > MAX_CHOICES_LISTED else []
    because = f" ({', '.join([*words[:MAX_CHOICES_LISTED], *more])})" if words else ""
    start = f"No {word} food definitely fits these choices{because}, so no day has one"
    return f"{start}; `excluded` names each reason."


def _unmet_goals(candidates: Candidates, query: PlanQuery, days: Sequence[PlanDay]) -> Iterator[str]:
    fibre = [day.totals.fibre_g.amount for day in days]
    if len(days) > 1 and fibre[-1] <= fibre[0]:
        yield "Fibre does not rise over these days: too few foods with different amounts of fibre fit."
    entries = {item.entry.id for day in days for item in day.items}
    if len(entries) < MIN_ENTRIES_A_WEEK and query.days >= WEEK:
        yield f"The plan has {len(entries)} different entries only: few entries fit these choices."
    if query.goal is Goal.MOVEMENT and not any(one.is_movement for one in candidates.habits):
        yield "No step that moves the body fits these choices; `excluded` names each reason."
