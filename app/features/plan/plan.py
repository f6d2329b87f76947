"""The plan: days composed, each item with its reason, its grade and its cautions."""

from collections.abc import Sequence

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from app.features.health_profile import HealthProfile, traits_of
from app.features.plan.candidates import Candidates, choices_of, minds_of, select_candidates
from app.features.plan.day_composer import Day, compose
from app.features.plan.food_rules import GRAIN
from app.features.plan.instructions import fitting_text
from app.features.plan.plan_index import Candidate, PlanIndex, plan_index_of
from app.features.plan.schemas import Excluded, Plan, PlanDay, PlanItem, PlanQuery, Total, Totals
from app.features.plan.warnings import BABIES, notes_of, unknown_notes
from app.vocabulary.content import Moment
from app.vocabulary.safety import LifeStage, Severity

PLACES = {moment: place for place, moment in enumerate(Moment)}


def plan_of(catalog: Catalog, query: PlanQuery, person: HealthProfile) -> Plan:
    """Return the plan for these choices: the same choices and release, the same plan."""
    index = plan_index_of(catalog)
    traits = set(person.traits)
    standing = [
        (caution, card)
        for caution, card in index.standing
        if not traits_of(caution.who) or not traits.isdisjoint(traits_of(caution.who))
    ]
    cautions = tuple(card for _, card in standing)
    against = [caution.name for caution, _ in standing if caution.severity is Severity.AVOID]
    if against:
        note = f"{against[0]}: this caution says to avoid anything that a plan could hold."
        return Plan.model_construct(days=(), cautions=cautions, excluded=(), notes=(note,))
    if query.life_stage is LifeStage.INFANT:
        return Plan.model_construct(days=(), cautions=cautions, excluded=(), notes=(BABIES,))
    pool = select_candidates(index, choices_of(query, person))
    days = _days(index, pool, compose(pool, query))
    notes = (*notes_of(index, pool, query, days), *unknown_notes(catalog, index, person))
    return Plan.model_construct(days=days, cautions=cautions, excluded=_excluded(index, pool), notes=notes)


def _days(index: PlanIndex, pool: Candidates, days: list[Day]) -> tuple[PlanDay, ...]:
    """Return the days in full; an item that comes again is made once."""
    shown = {one.key: one for day in days for one in (*day.foods, *day.habits)}
    items = {key: _item(index, pool, one) for key, one in shown.items()}
    return tuple(
        PlanDay.model_construct(
            day=number,
            items=tuple(
                sorted(
                    (items[one.key] for one in (*day.foods, *day.habits)),
                    key=lambda item: PLACES[item.moment],
                )
            ),
            totals=_totals(day.foods),
        )
        for number, day in enumerate(days, start=1)
    )


def _item(index: PlanIndex, pool: Candidates, one: Candidate) -> PlanItem:
    serving = one.entry.serving if one.entry.kind in FOOD_KINDS else None
    return PlanItem.model_construct(
        moment=one.moment,
        entry=index.references[one.key],
        text=fitting_text(one.wordings, one.plain, pool.excluded, pool.choices),
        serving=serving and serving.description,
        serving_g=serving and serving.grams,
        mind=minds_of(index, pool.choices, one.key),
        why=one.why,
        certainty=one.certainty,
        cautions=one.entry.cautions,
    )


def _totals(foods: Sequence[Candidate]) -> Totals:
    """Return the sums over foods, and how many had no figure for each nutrient."""
    return Totals.model_construct(
        calcium_mg=_total([one.figures.calcium_mg for one in foods]),
        fibre_g=_total([one.figures.fibre_g for one in foods]),
        sodium_mg=_total([one.figures.sodium_mg for one in foods]),
    )


def _total(figures: Sequence[int | None]) -> Total:
    known = [figure for figure in figures if figure is not None]
    amount = round(sum(known) / GRAIN, 1)
    return Total.model_construct(amount=amount, foods_without_figure=len(figures) - len(known))


def _excluded(index: PlanIndex, pool: Candidates) -> tuple[Excluded, ...]:
    return tuple(
        Excluded.model_construct(entry=reference, because=tuple(pool.excluded[key]))
        for key, reference in index.references.items()
        if key in pool.excluded
    )
