"""Select the candidates that fit the choices of a plan, with the reasons for exclusions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.features.plan.caution_effects import EVERYONE, Choice, exclusion
from app.features.plan.person import Person
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.rules import DayLimits, PlanRules
from app.features.plan.schemas import LeftOutFor, PlanChoices
from app.vocabulary.planning import Avoidance


@dataclass(frozen=True)
class Candidates:
    """Candidates that fit, the excluded entries with their reasons, and what holds for this person.

    `timed` are foods to keep apart from morning tablets, `minded` foods with a caution for this person,
    `words` what no text may name, `limits` the limits of a day.
    """

    choices: tuple[Choice, ...]
    fermented: list[Candidate]
    prebiotic: list[Candidate]
    bone: list[Candidate]
    habits: list[Candidate]
    excluded: Mapping[str, list[LeftOutFor]]
    timed: frozenset[str]
    minded: frozenset[str]
    wanted: frozenset[str]
    words: frozenset[str]
    limits: DayLimits
    is_fluid_limited: bool

    @property
    def foods(self) -> list[Candidate]:
        """Return the foods of all kinds."""
        return [*self.fermented, *self.prebiotic, *self.bone]


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
    """Return what fits; what to avoid or to ask about first is out, whatever is left."""
    excluded: dict[str, list[LeftOutFor]] = {}
    included = person.included
    for choice in choices:
        own = person.own_choice(choice)
        for key, reasons in index.exclusions.get(choice, {}).items():
            shown = reasons if own == choice else [exclusion(own, one.text) for one in reasons]
            excluded.setdefault(key, []).extend(shown)
    for key, reason in index.unless_included.items():
        if key not in included:
            excluded.setdefault(key, []).append(reason)
    fermented, prebiotic, bone, habits = (
        [one for one in group if one.key not in excluded]
        for group in (index.fermented, index.prebiotic, index.bone, index.habits)
    )
    return Candidates(
        choices=choices,
        fermented=fermented,
        prebiotic=prebiotic,
        bone=bone,
        habits=habits,
        excluded=excluded,
        timed=frozenset(key for choice in choices for key in index.timed.get(choice, ())),
        minded=frozenset(key for one in choices if one != EVERYONE for key in index.warnings.get(one, ())),
        wanted=included,
        words=frozenset(_forbidden_words(rules, choices)),
        limits=rules.day_limits(choices),
        is_fluid_limited=not rules.limited_fluid.isdisjoint(person.choices),
    )


def _forbidden_words(rules: PlanRules, choices: Iterable[Choice]) -> Iterable[str]:
    """Yield the words that no text of the plan may name."""
    made = list(choices)
    adaptations = rules.applying(made)
    values = [value for name, value in made if name in ("diet", "free_from", "allergies")]
    for value in (*values, *(one for adaptation in adaptations for one in adaptation.free_from)):
        yield from rules.not_in_texts.get(str(value), ())
    for adaptation in adaptations:
        yield from adaptation.words
