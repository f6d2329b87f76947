"""What a plan says of itself: what could not be met with these choices, and why."""

from collections.abc import Iterable, Iterator, Sequence

from app.catalog.catalog import Catalog
from app.features.health_profile import HealthProfile
from app.features.plan.candidates import Candidates
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.schemas import PlanDay, PlanQuery
from app.vocabulary.planning import Goal
from app.vocabulary.safety import LifeStage

VARIED = 10
"""Different entries that a week should have at least."""

VARIED_FOODS = 3
"""Foods of a sort that days need to differ."""

WEEK = 7
SHOWN = 6
"""Choices that a note names before it only counts."""

GENERAL = "A plan is general information. It does not replace advice from your own doctor or dietitian."
BABIES = "This guide holds no plan for babies: ask a health professional who knows the baby."
NOTHING = "Nothing in this guide fits all of these choices together; `excluded` names each reason."
OTHER_SERVINGS = (
    "The servings are for adults in general; ask a health professional what suits this stage of life."
)
OWN_ADVICE = {LifeStage.CHILD, LifeStage.ADOLESCENT, LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}


def notes_of(index: PlanIndex, pool: Candidates, query: PlanQuery, days: Sequence[PlanDay]) -> Iterator[str]:
    """Yield the notes of a plan, in plain sentences."""
    yield GENERAL
    if not days:
        yield NOTHING
        return
    for word, sort, fitting in (
        ("fermented", index.fermented, pool.fermented),
        ("prebiotic", index.prebiotic, pool.prebiotic),
    ):
        if not fitting:
            yield _missing(word, sort, pool)
        elif len(fitting) < min(VARIED_FOODS, query.days):
            names = ", ".join(one.entry.name for one in fitting)
            yield f"Few {word} foods fit these choices ({names}), so the days repeat them."
    yield from _unmet(pool, query, days)
    if any(one.key in pool.heeded for one in (*pool.fermented, *pool.prebiotic)):
        yield "Foods that a caution names for these choices come later and less often than others."
    if query.life_stage in OWN_ADVICE:
        yield OTHER_SERVINGS
    yield "Sodium is counted for the foods listed only; the rest of the day adds more."


def unknown_notes(catalog: Catalog, index: PlanIndex, person: HealthProfile) -> Iterator[str]:
    """Yield a note on every condition and medicine that no caution names."""
    for kind, slug in person.traits:
        if (kind, slug) not in index.named and catalog.has(f"{kind}/{slug}"):
            name = catalog.entry(kind, slug).name
            yield f"{name}: no caution of this guide names it, so nothing was left out for it."


def _missing(word: str, sort: Iterable[Candidate], pool: Candidates) -> str:
    reasons = [reason for one in sort for reason in pool.excluded.get(one.key, ())]
    behind = {(reason.parameter, reason.value) for reason in reasons}
    words = [
        f"{name}: {value}".replace("_", " ")
        for name, value in pool.choices
        if name and (name, value) in behind
    ]
    more = [f"{len(words) - SHOWN} more"] if len(words) > SHOWN else []
    because = f" ({', '.join([*words[:SHOWN], *more])})" if words else ""
    start = f"No {word} food definitely fits these choices{because}, so no day has one"
    return f"{start}; `excluded` names each reason."


def _unmet(pool: Candidates, query: PlanQuery, days: Sequence[PlanDay]) -> Iterator[str]:
    fibre = [day.totals.fibre_g.amount for day in days]
    if len(days) > 1 and fibre[-1] <= fibre[0]:
        yield "Fibre does not rise over these days: too few foods with different amounts of fibre fit."
    entries = {item.entry.id for day in days for item in day.items}
    if len(entries) < VARIED and query.days >= WEEK:
        yield f"The plan has {len(entries)} different entries only: few entries fit these choices."
    if query.goal is Goal.MOVEMENT and not any(one.moves for one in pool.habits):
        yield "No step that moves the body fits these choices; `excluded` names each reason."
