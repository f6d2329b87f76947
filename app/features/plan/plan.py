"""Make a plan: days of foods and habits, each with its amount, reason, grade and cautions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.catalog.catalog import Catalog
from app.features.check.caution_matching import ReaderSentences
from app.features.check.typed_words import contradictory_of, known_not_recorded_of, understood_of
from app.features.person_traits import Trait, traits_of
from app.features.plan.calcium_reference import calcium_reference
from app.features.plan.candidates import Candidates, choices_of, item_warnings, select_candidates
from app.features.plan.day_composer import Aim, Day, compose
from app.features.plan.day_items import ServedPortion, habit_text, servings_of
from app.features.plan.food_rules import UNITS_PER_FIGURE, Amount
from app.features.plan.person import Person, person_of
from app.features.plan.plan_index import Candidate, PlanIndex, foods_in, plan_index_of
from app.features.plan.plan_notes import (
    asked_notes,
    left_out_notes,
    notes_of,
    stage_medicine_notes,
    too_few_foods_note,
    uncovered_trait_notes,
)
from app.features.plan.reasons import VARIETY, calcium_reason, figure_reason
from app.features.plan.rules import FirstNoteRule, PlanRules, plan_rules_of
from app.features.plan.schemas import (
    Excluded,
    Mind,
    Plan,
    PlanChoices,
    PlanDay,
    PlanItem,
    PlanReferenceValue,
    Total,
    Totals,
    Why,
)
from app.kinds.cautions import Caution
from app.schemas.entries import CautionLine
from app.vocabulary.content import Moment
from app.vocabulary.grading import Direction
from app.vocabulary.planning import Goal
from app.vocabulary.safety import Severity

CALCIUM_PERCENT = {Goal.CALCIUM: 90, Goal.FIBRE: 30}
USUAL_CALCIUM_PERCENT = 40
"""Share of the reference value that the foods of a day aim at; the rest of the day adds more."""

ASK = "Ask your doctor what you may eat and do."
Minds = Callable[[Candidate], tuple[Mind, ...]]
"""Returns what this person minds of a candidate."""

MOMENT_ORDER = {moment: place for place, moment in enumerate(Moment)}


def plan_of(catalog: Catalog, query: PlanChoices) -> Plan:
    """Return the plan for these choices; deterministic for a release.

    Raises UnknownNameError with every word that is not understood.
    """
    person = person_of(catalog, query)
    index, rules = plan_index_of(catalog), plan_rules_of(catalog)
    matching = _general_cautions(index, person)
    sentences = ReaderSentences(catalog, person.resolved)
    candidates = select_candidates(index, rules, choices_of(query, person), person)
    first = rules.first_notes(_noted(query, person), person.said)
    general = [card.slug for _, card in matching]
    cautions = _PlanCautions(catalog, candidates, person, sentences, general, first)
    reference = calcium_reference(catalog, query, person)
    no_plan = rules.no_plan_reasons(
        (choice for choice in person.choices if choice in person.certain), person.own
    )
    to_avoid = [caution.name for caution, _ in matching if caution.severity is Severity.AVOID]
    plan = Plan.model_construct(
        days=(),
        no_plan=no_plan,
        cautions=(),
        reference_values=reference,
        excluded=(),
        notes=_first_notes(person, first, to_avoid),
        understood=understood_of(person.resolved),
        known_not_recorded=known_not_recorded_of(person.resolved),
        contradictory=contradictory_of(person.resolved),
    )
    if no_plan or to_avoid:
        return plan.model_copy(update={"cautions": cautions.on(())})
    aim = _aim(query, rules, person, reference)
    minds = partial(item_warnings, index, candidates, sentences)
    days = _days(index, candidates, aim, compose(candidates, aim), minds)
    more = (
        *notes_of(catalog, index, candidates, aim, days, asked=query.goal),
        *left_out_notes(index, person),
        *uncovered_trait_notes(index, person),
    )
    return plan.model_copy(
        update={
            "days": days,
            "cautions": cautions.on(days),
            "excluded": _excluded(index, candidates),
            "notes": (*too_few_foods_note(days), *plan.notes, *more),
        }
    )


def _noted(query: PlanChoices, person: Person) -> tuple[Trait, ...]:
    """Return all that decides what a person is told first."""
    return (*person.choices, *person.supplements, ("diet", query.diet.value))


def _first_notes(person: Person, first: Sequence[FirstNoteRule], to_avoid: Sequence[str]) -> tuple[str, ...]:
    """Return the notes on the person, which hold with and without a plan."""
    return (
        *(f"{name}: this caution says to avoid all that a plan could hold. {ASK}" for name in to_avoid[:1]),
        *(one.text_for(person.said) for one in first),
        *stage_medicine_notes(person, keeps_medicines=all(one.keeps_medicines for one in first)),
        *asked_notes(person),
    )


def _general_cautions(index: PlanIndex, person: Person) -> list[tuple[Caution, CautionLine]]:
    """Return the cautions on any activity that are for everyone or for this person now."""
    chosen = set(filter(person.is_now, person.choices))
    return [
        (caution, card)
        for caution, card in index.general_cautions
        if not traits_of(caution) or not chosen.isdisjoint(traits_of(caution))
    ]


def _aim(
    query: PlanChoices, rules: PlanRules, person: Person, reference: Sequence[PlanReferenceValue]
) -> Aim:
    highest = max((one.calcium_mg for one in reference), default=None)
    has_no_calcium_goal = highest is None or not rules.no_calcium_goal.isdisjoint(person.choices)
    goal = Goal.EVERYDAY if query.goal is Goal.CALCIUM and has_no_calcium_goal else query.goal
    share = 0 if has_no_calcium_goal else CALCIUM_PERCENT.get(goal, USUAL_CALCIUM_PERCENT)
    calcium = round((highest or 0) * UNITS_PER_FIGURE) * share // 100
    leaves_calcium = has_no_calcium_goal and highest is not None
    reference_mg = None if has_no_calcium_goal else highest
    return Aim(goal, query.days, query.seed, calcium, reference_mg, leaves_calcium)


def included_in(catalog: Catalog, plan: Plan) -> bytes:
    """Return the claims and cautions that a plan names, whole and once, as JSON."""
    items = [item for day in plan.days for item in day.items]
    own = [caution.slug for caution in plan.cautions]
    cautions = [*own, *(caution.slug for item in items for caution in item.cautions)]
    claims = (item.why.claim.slug for item in items if item.why.claim is not None)
    return catalog.cards_json(dict.fromkeys(cautions), dict.fromkeys(claims))


def _days(
    index: PlanIndex, candidates: Candidates, aim: Aim, days: list[Day], minds: Minds
) -> tuple[PlanDay, ...]:
    found = []
    for number, day in enumerate(days):
        items = [_food_item(index, aim, served, minds) for served in servings_of(day, number, candidates)]
        items += [_habit_item(index, candidates, one, minds) for one in day.habits]
        totals = _totals(day.amounts())
        items.sort(key=lambda item: MOMENT_ORDER[item.moment])
        found.append(
            PlanDay.model_construct(
                day=number + 1,
                items=tuple(_with_morning(items, candidates.morning)),
                totals=totals,
                totals_text=_totals_text(totals, aim),
            )
        )
    return tuple(found)


def _with_morning(items: Sequence[PlanItem], morning: Sequence[Mind]) -> Iterator[PlanItem]:
    """Yield items in order; that of breakfast, else the first, says what to mind of a tablet before it."""
    first = next((one for one in items if one.moment is Moment.BREAKFAST), next(iter(items), None))
    for one in items:
        yield one.model_copy(update={"mind": (*one.mind, *morning)}) if one is first else one


def _food_item(index: PlanIndex, aim: Aim, served: ServedPortion, minds: Minds) -> PlanItem:
    one, amount = served.food, served.amount
    figure = None
    if not aim.leaves_calcium:
        figure = calcium_reason(amount, aim.reference_mg, is_on_label=one.is_calcium_on_label)
    figure = figure or figure_reason(amount)
    return PlanItem.model_construct(
        moment=served.moment,
        entry=index.references[one.key],
        text=served.text,
        portion=amount.words,
        portion_g=amount.grams,
        mind=minds(one),
        why=_claim_reason(one) if figure is None else Why.model_construct(text=figure, claim=None),
        certainty=one.claim.certainty if figure is None and one.claim is not None else None,
        cautions=one.cautions,
    )


def _habit_item(index: PlanIndex, candidates: Candidates, one: Candidate, minds: Minds) -> PlanItem:
    return PlanItem.model_construct(
        moment=one.moment,
        entry=index.references[one.key],
        text=habit_text(one, candidates),
        portion=None,
        portion_g=None,
        mind=minds(one),
        why=_claim_reason(one),
        certainty=one.claim.certainty if one.claim is not None else None,
        cautions=one.cautions,
    )


def _claim_reason(one: Candidate) -> Why:
    """Return a step's own reason, else its claim; what has no claim of a benefit is there for variety."""
    if one.claim is None:
        return Why.model_construct(text=VARIETY, claim=None)
    is_food = one.amounts is not None
    is_benefit = one.claim.direction is Direction.BENEFIT
    text = VARIETY if is_food and not is_benefit else one.reason or one.claim.statement
    return Why.model_construct(text=text, claim=one.claim_reference)


def _totals(amounts: Sequence[Amount]) -> Totals:
    """Return the sums over foods, and the number of foods without a figure."""
    totals = {name: _total([one.figures[name] for one in amounts]) for name in Totals.model_fields}
    return Totals(**totals)


def _total(figures: Sequence[int | None]) -> Total:
    known = [figure for figure in figures if figure is not None]
    amount = round(sum(known) / UNITS_PER_FIGURE, 1)
    return Total.model_construct(amount=amount, foods_without_figure=len(figures) - len(known))


def _totals_text(totals: Totals, aim: Aim) -> str:
    reference = f" You need about {aim.reference_mg:,.0f} mg of calcium a day." if aim.reference_mg else ""
    calcium, fibre, sodium = (one.amount for one in (totals.calcium_mg, totals.fibre_g, totals.sodium_mg))
    sums = f"{calcium:,.0f} mg of calcium, {fibre:g} g of fibre and {sodium:,.0f} mg of sodium"
    return f"From these foods: {sums}.{reference}"


@dataclass(frozen=True)
class _PlanCautions:
    """The cautions that a plan says once: the general ones for this person, then those on what is theirs.

    Those that a first note replaces are left out.
    """

    catalog: Catalog
    candidates: Candidates
    person: Person
    sentences: ReaderSentences
    general: Sequence[str]
    first: Sequence[FirstNoteRule]

    def on(self, days: Sequence[PlanDay]) -> tuple[CautionLine, ...]:
        """Return the cautions on these days; on none for a person who gets no plan."""
        general = (_line(self.catalog, slug, self.sentences) for slug in self.general)
        replaced = frozenset().union(*(one.replaces for one in self.first))
        return tuple(line for line in (*general, *self._own(days)) if line.slug not in replaced)

    def _own(self, days: Sequence[PlanDay]) -> Sequence[CautionLine]:
        """Return the cautions on what the person has or takes, and those on items that are said once.

        Each names all that it is on where that has a noun. Else one that says to avoid something, or to ask
        first, names what was left out for it, and a milder one what the plan has of it. One is left out where
        closer ones say it of the same foods, and mere information on foods of which the plan has none. On
        steps only what holds now. Most serious first.
        """
        index, choices = plan_index_of(self.catalog), self.candidates.choices
        keys = dict.fromkeys(item.entry.id for day in days for item in day.items)
        slugs = {slug: None for choice in choices for slug in index.personal.get(choice, ())}
        for choice in choices:
            held = index.information.get(choice, {})
            concerned = keys if self.person.is_now(choice) else foods_in(list(keys))
            slugs |= {slug: None for key in concerned for slug in held.get(key, ())}
        lines = []
        for slug in slugs:
            severity = self.catalog.caution_card(slug).severity
            shown = self.candidates.excluded if severity.needs_advice else keys
            named = index.named.get(slug, ())
            about = [key for key in named if key in shown]
            is_of_nothing = severity is Severity.INFO and bool(named) and not about
            if not is_of_nothing and not index.is_said_closer(slug, about or named, slugs):
                lines.append(_line(self.catalog, slug, self.sentences, about))
        return sorted(lines, key=lambda line: -line.severity.rank)


def _line(catalog: Catalog, slug: str, sentences: ReaderSentences, items: Iterable[str] = ()) -> CautionLine:
    """Return a caution with its sentence for the person, and for items by key."""
    severity = catalog.caution_card(slug).severity
    return CautionLine(slug=slug, severity=severity, sentence=sentences.on_items(slug, items))


def _excluded(index: PlanIndex, candidates: Candidates) -> tuple[Excluded, ...]:
    return tuple(
        Excluded.model_construct(entry=reference, because=tuple(dict.fromkeys(candidates.excluded[key])))
        for key, reference in index.references.items()
        if key in candidates.excluded
    )
