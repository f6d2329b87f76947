"""What a plan says of itself: what could not be met with these choices, and why."""

from collections.abc import Iterator

from app.features.plan.pool import Fitting
from app.features.plan.schemas import PlanDay, PlanQuery
from app.vocabulary.safety import LifeStage

VARIED = 10
"""Different entries that a week should have at least."""


def notes_of(found: Fitting, query: PlanQuery, days: tuple[PlanDay, ...]) -> tuple[str, ...]:
    """Return the notes of a plan, in plain sentences."""
    return tuple(_notes(found, query, days))


def _notes(found: Fitting, query: PlanQuery, days: tuple[PlanDay, ...]) -> Iterator[str]:
    yield "A plan is general information. It does not replace advice from your own doctor or dietitian."
    if not days:
        yield "Nothing in this guide fits all of these choices together; `excluded` names each reason."
        return
    if not any(key.startswith("food-sources/") for key in found.foods):
        yield "No fermented food definitely fits these choices, so no day has one; `excluded` names each reason."
    if not any(key.startswith("prebiotics/") for key in found.foods):
        yield "No prebiotic food definitely fits these choices, so no day has one; `excluded` names each reason."
    fibre = [day.totals.fibre_g.amount for day in days]
    if len(days) > 1 and fibre[-1] <= fibre[0]:
        yield "Fibre does not rise over these days: too few foods with different amounts of fibre fit."
    entries = {item.entry.id for day in days for item in day.items}
    if len(entries) < VARIED <= query.days + 3:
        yield f"The plan has {len(entries)} different entries only: few entries fit these choices."
    if query.life_stage in {LifeStage.CHILD, LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}:
        yield "The servings are for adults in general; ask a health professional what suits this stage of life."
    yield "Sodium is counted for the foods listed only; the rest of the day adds more."
