"""What fits the choices of a plan, and what is left out for which of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.features.health_profile import HealthProfile
from app.features.plan.caution_effects import EVERYONE, Choice
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.schemas import LeftOutFor, Mind, PlanQuery
from app.vocabulary.food import FreeFrom
from app.vocabulary.planning import Avoidance


@dataclass(frozen=True)
class Candidates:
    """Everything that fits, and what was left out, with every reason."""

    choices: tuple[Choice, ...]
    fermented: list[Candidate]
    prebiotic: list[Candidate]
    habits: list[Candidate]
    excluded: Mapping[str, list[LeftOutFor]]
    heeded: Mapping[str, Mapping[str, bool]]
    """By key: the cautions for which a food comes later, and whether they hold for a form only."""


def choices_of(query: PlanQuery, person: HealthProfile) -> tuple[Choice, ...]:
    """Return everything that was chosen, each choice once, in an order that the query does not decide."""
    return (
        EVERYONE,
        ("diet", query.diet.value),
        *(("free_from", value.value) for value in FreeFrom if value in query.free_from),
        *(("avoid", value.value) for value in Avoidance if value in query.avoid),
        *person.traits,
    )


def select_candidates(index: PlanIndex, choices: tuple[Choice, ...]) -> Candidates:
    """Return what fits. A food to ask about first is left out where others of its sort need no asking."""
    excluded: dict[str, list[LeftOutFor]] = {}
    asking: dict[str, list[LeftOutFor]] = {}
    heeded: dict[str, dict[str, bool]] = {}
    for choice in choices:
        for key, reasons in index.against.get(choice, {}).items():
            excluded.setdefault(key, []).extend(reasons)
        for key, reasons in index.asking.get(choice, {}).items():
            asking.setdefault(key, []).extend(reasons)
        for key, cautions in index.heeded.get(choice, {}).items():
            heeded.setdefault(key, {}).update(cautions)
    for sort in (index.fermented, index.prebiotic):
        fitting = [one.key for one in sort if one.key not in excluded]
        to_ask = [key for key in fitting if key in asking]
        if len(to_ask) < len(fitting):
            excluded.update({key: asking[key] for key in to_ask})
    fermented, prebiotic, habits = (
        [one for one in sort if one.key not in excluded]
        for sort in (index.fermented, index.prebiotic, index.habits)
    )
    return Candidates(choices, fermented, prebiotic, habits, excluded, heeded)


def minds_of(index: PlanIndex, choices: tuple[Choice, ...], key: str) -> tuple[Mind, ...]:
    """Return what this person minds about an entry and what it uses, most serious first."""
    found = {mind.caution: mind for choice in choices for mind in index.minds.get(choice, {}).get(key, ())}
    return tuple(sorted(found.values(), key=lambda mind: -mind.severity.rank))
