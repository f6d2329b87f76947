"""Make a plan: days of foods and habits, each with its reason, grade and cautions."""

from collections.abc import Sequence

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from app.features.health_profile import HealthProfile, traits_of
from app.features.plan.candidates import Candidates, choices_of, select_candidates
from app.features.plan.day_composer import Day, compose
from app.features.plan.food_rules import UNITS_PER_FIGURE
from app.features.plan.instructions import suitable_text
from app.features.plan.plan_index import Candidate, PlanIndex, plan_index_of
from app.features.plan.schemas import Excluded, Plan, PlanDay, PlanItem, PlanQuery, Total, Totals
from app.features.plan.warnings import NO_PLAN_FOR_INFANTS, item_warnings, notes_of, uncovered_trait_notes
from app.vocabulary.content import Moment
from app.vocabulary.safety import LifeStage, Severity

MOMENT_ORDER = {moment: place for place, moment in enumerate(Moment)}


def plan_of(catalog: Catalog, query: PlanQuery, profile: HealthProfile) -> Plan:
    """Return the plan for these choices; deterministic for a release."""
    index = plan_index_of(catalog)
    traits = set(profile.traits)
    matching = [
        (caution, card)
        for caution, card in index.general_cautions
        if not traits_of(caution.who) or not traits.isdisjoint(traits_of(caution.who))
    ]
    cautions = tuple(card for _, card in matching)
    to_avoid = [caution.name for caution, _ in matching if caution.severity is Severity.AVOID]
    if to_avoid:
        note = f"{to_avoid[0]}: this caution says to avoid anything that a plan could hold."
        return Plan.model_construct(days=(), cautions=cautions, excluded=(), notes=(note,))
    if query.life_stage is LifeStage.INFANT:
        return Plan.model_construct(days=(), cautions=cautions, excluded=(), notes=(NO_PLAN_FOR_INFANTS,))
    candidates = select_candidates(index, choices_of(query, profile))
    days = _days(index, candidates, compose(candidates, query))
    notes = (*notes_of(index, candidates, query, days), *uncovered_trait_notes(catalog, index, profile))
    return Plan.model_construct(
        days=days, cautions=cautions, excluded=_excluded(index, candidates), notes=notes
    )


def _days(index: PlanIndex, candidates: Candidates, days: list[Day]) -> tuple[PlanDay, ...]:
    """Return the days in full; each distinct item is built once."""
    distinct = {one.key: one for day in days for one in (*day.foods, *day.habits)}
    items = {key: _item(index, candidates, one) for key, one in distinct.items()}
    return tuple(
        PlanDay.model_construct(
            day=number,
            items=tuple(
                sorted(
                    (items[one.key] for one in (*day.foods, *day.habits)),
                    key=lambda item: MOMENT_ORDER[item.moment],
                )
            ),
            totals=_totals(day.foods),
        )
        for number, day in enumerate(days, start=1)
    )


def _item(index: PlanIndex, candidates: Candidates, one: Candidate) -> PlanItem:
    serving = one.entry.serving if one.entry.kind in FOOD_KINDS else None
    return PlanItem.model_construct(
        moment=one.moment,
        entry=index.references[one.key],
        text=suitable_text(one.instructions, one.default, candidates.excluded, candidates.choices),
        serving=serving and serving.description,
        serving_g=serving and serving.grams,
        mind=item_warnings(index, candidates.choices, one.key),
        why=one.why,
        certainty=one.certainty,
        cautions=one.entry.cautions,
    )


def _totals(foods: Sequence[Candidate]) -> Totals:
    """Return the sums over foods, and the number of foods without a figure."""
    return Totals.model_construct(
        calcium_mg=_total([one.nutrients.calcium_mg for one in foods]),
        fibre_g=_total([one.nutrients.fibre_g for one in foods]),
        sodium_mg=_total([one.nutrients.sodium_mg for one in foods]),
    )


def _total(figures: Sequence[int | None]) -> Total:
    known = [figure for figure in figures if figure is not None]
    amount = round(sum(known) / UNITS_PER_FIGURE, 1)
    return Total.model_construct(amount=amount, foods_without_figure=len(figures) - len(known))


def _excluded(index: PlanIndex, candidates: Candidates) -> tuple[Excluded, ...]:
    return tuple(
        Excluded.model_construct(entry=reference, because=tuple(candidates.excluded[key]))
        for key, reference in index.references.items()
        if key in candidates.excluded
    )
