"""Select the candidates that fit the choices of a plan, with the reasons for exclusions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.features.check.caution_matching import ReaderSentences
from app.features.plan.caution_effects import EVERYONE, Choice, exclusion
from app.features.plan.person import Person
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.plan_texts import PlanText
from app.features.plan.rules import DayLimits, PlanRules
from app.features.plan.schemas import LeftOutFor, Mind, PlanChoices
from app.vocabulary.content import Moment
from app.vocabulary.planning import Avoidance

NO_DISH = "No dish of this guide with it fits these choices."
NO_STEP = "Its words name something that does not fit these choices."
MEALS = (Moment.BREAKFAST, Moment.LUNCH, Moment.SNACK, Moment.DINNER)
LATER_MEALS = MEALS[1:]
"""The meals that keep a food apart from morning tablets."""
MIDDAY_MEALS = (Moment.LUNCH, Moment.SNACK)
"""The meals that keep a food apart from a medicine at breakfast and at night."""


@dataclass(frozen=True)
class Candidates:
    """Candidates that fit, the excluded entries with their reasons, and what holds for this person.

    `timed` are foods to keep apart from a medicine; `midday` are those of them whose medicine may be taken at
    night too. `morning` is what to mind before breakfast, `minded` are foods with a caution for this person,
    `words` what no text may name, `limits` the limits of a day.
    """

    choices: tuple[Choice, ...]
    fermented: list[Candidate]
    prebiotic: list[Candidate]
    bone: list[Candidate]
    habits: list[Candidate]
    excluded: Mapping[str, list[LeftOutFor]]
    timed: frozenset[str]
    midday: frozenset[str]
    morning: tuple[Mind, ...]
    minded: frozenset[str]
    wanted: frozenset[str]
    words: frozenset[str]
    limits: DayLimits
    is_fluid_limited: bool

    @property
    def foods(self) -> list[Candidate]:
        """Return the foods of all kinds."""
        return [*self.fermented, *self.prebiotic, *self.bone]

    def texts_of(self, one: Candidate) -> list[PlanText]:
        """Return the texts of a candidate that fit this person at some time of the day: at least one."""
        return list(_fitting_texts(one, self.timed, self.midday, self.excluded, self.words))

    def meals_for(self, one: Candidate) -> tuple[Moment, ...]:
        """Return the meals that may have a food."""
        return _meals_for(one, self.timed, self.midday)

    @property
    def milk_meals(self) -> int:
        """Return at how many meals a drink like milk may stand: none has two."""
        drinks = (one for one in (*self.fermented, *self.bone) if one.is_milk_drink)
        dishes = ((one, text) for one in drinks for text in self.texts_of(one))
        return len({meal for one, text in dishes for meal in self.meals_for(one) if text.fits(meal)})


def choices_of(query: PlanChoices, person: Person) -> tuple[Choice, ...]:
    """Return all choices, unique and in an order independent of the query."""
    return (
        EVERYONE,
        ("diet", query.diet.value),
        *(("free_from", value.value) for value in person.free_from),
        *(("avoid", value.value) for value in Avoidance if value in query.avoid),
        *person.choices,
    )


def select_candidates(
    index: PlanIndex, rules: PlanRules, choices: tuple[Choice, ...], person: Person
) -> Candidates:
    """Return what fits. What to avoid or to ask about first is excluded, even if nothing remains."""
    excluded: dict[str, list[LeftOutFor]] = {}
    for choice in choices:
        own = person.own_choice(choice)
        for key, reasons in index.exclusions.get(choice, {}).items():
            shown = reasons if own == choice else [exclusion(own, one.text) for one in reasons]
            excluded.setdefault(key, []).extend(shown)
    for key, reason in index.unless_wanted.items():
        if key not in person.wanted:
            excluded.setdefault(key, []).append(reason)
    timed = _timed(index, choices)
    midday = {key for key, slugs in timed.items() if not slugs <= rules.morning_tablets}
    words = frozenset(_forbidden_words(rules, choices))
    groups = (index.fermented, index.prebiotic, index.bone, index.habits)
    offered = [one for group in groups for one in group]
    # A dish may name a food that is left out for want of a dish: until nothing more falls out.
    while without := [
        one
        for one in offered
        if one.key not in excluded and not any(_fitting_texts(one, timed, midday, excluded, words))
    ]:
        for one in without:
            excluded[one.key] = [exclusion(EVERYONE, NO_STEP if one.amounts is None else NO_DISH)]
    fermented, prebiotic, bone, habits = (
        [one for one in group if one.key not in excluded] for group in groups
    )
    return Candidates(
        choices=choices,
        fermented=fermented,
        prebiotic=prebiotic,
        bone=bone,
        habits=habits,
        excluded=excluded,
        timed=frozenset(timed),
        midday=frozenset(midday),
        morning=tuple(
            {slug: mind for one in choices for slug, mind in index.morning.get(one, {}).items()}.values()
        ),
        minded=frozenset(key for one in choices if one != EVERYONE for key in index.warnings.get(one, ())),
        wanted=person.wanted,
        words=words,
        limits=rules.day_limits(choices),
        is_fluid_limited=not rules.limited_fluid.isdisjoint(person.choices),
    )


def _fitting_texts(
    one: Candidate,
    timed: Collection[str],
    midday: Collection[str],
    excluded: Collection[str],
    words: Iterable[str],
) -> Iterator[PlanText]:
    """Yield the texts that name nothing unfit; a dish also has to be for a meal that may have the food."""
    meals = _meals_for(one, timed, midday)
    suitable = (text for text in one.texts if text.suits(excluded, words))
    yield from (text for text in suitable if one.amounts is None or any(map(text.fits, meals)))


def _meals_for(one: Candidate, timed: Collection[str], midday: Collection[str]) -> tuple[Moment, ...]:
    if one.key in midday:
        return MIDDAY_MEALS
    return LATER_MEALS if one.key in timed else MEALS


def item_warnings(
    index: PlanIndex, candidates: Candidates, sentences: ReaderSentences, one: Candidate
) -> tuple[Mind, ...]:
    """Return what to mind of an item, most serious first, without what is superseded."""
    found = {
        effect.caution.entry.slug: effect
        for choice in candidates.choices
        for effect in index.warnings.get(choice, {}).get(one.key, ())
    }
    shown = {*found, *(mind.caution for mind in candidates.morning)}
    kept = (effect for slug, effect in found.items() if shown.isdisjoint(index.closer.get(slug, ())))
    return tuple(
        Mind.model_construct(
            caution=effect.caution.entry.slug,
            severity=effect.caution.severity,
            applies_when=effect.form,
            text=sentences.on_entry(effect.caution.entry.slug, one.entry),
        )
        for effect in sorted(kept, key=lambda effect: -effect.caution.severity.rank)
    )


def _timed(index: PlanIndex, choices: Iterable[Choice]) -> dict[str, set[str]]:
    """Return the foods to keep apart from a medicine, each with the closest cautions for the person."""
    found: dict[str, set[str]] = {}
    for choice in choices:
        for key, slugs in index.timed.get(choice, {}).items():
            found.setdefault(key, set()).update(slugs)
    everywhere = {slug for slugs in found.values() for slug in slugs}
    closest = {one: (index.closer.get(one, frozenset()) & everywhere) or {one} for one in everywhere}
    return {key: {slug for one in slugs for slug in closest[one]} for key, slugs in found.items()}


def _forbidden_words(rules: PlanRules, choices: Iterable[Choice]) -> Iterable[str]:
    """Yield the words that no text of the plan may name."""
    made = list(choices)
    adaptations = rules.applying(made)
    values = [value for name, value in made if name in ("diet", "free_from", "allergies")]
    for value in (*values, *(one for adaptation in adaptations for one in adaptation.free_from)):
        yield from rules.not_in_texts.get(str(value), ())
    for adaptation in adaptations:
        yield from adaptation.words
