"""Select the candidates that fit the choices of a plan, with the reasons for exclusions."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.features.health_profile import HealthProfile
from app.features.plan.caution_effects import EVERYONE, Choice
from app.features.plan.plan_index import Candidate, PlanIndex
from app.features.plan.schemas import LeftOutFor, PlanQuery
from app.vocabulary.food import FreeFrom
from app.vocabulary.planning import Avoidance


@dataclass(frozen=True)
class Candidates:
    """Candidates that fit, and the excluded entries with their reasons."""

    choices: tuple[Choice, ...]
    fermented: list[Candidate]
    prebiotic: list[Candidate]
    habits: list[Candidate]
    excluded: Mapping[str, list[LeftOutFor]]
    penalties: Mapping[str, Mapping[str, bool]]
    """By key: cautions that penalise a food, and whether they apply to one form only."""


def choices_of(query: PlanQuery, profile: HealthProfile) -> tuple[Choice, ...]:
    """Return all choices, unique and in an order independent of the query."""
    return (
        EVERYONE,
        ("diet", query.diet.value),
        *(("free_from", value.value) for value in FreeFrom if value in query.free_from),
        *(("avoid", value.value) for value in Avoidance if value in query.avoid),
        *profile.traits,
    )


def select_candidates(index: PlanIndex, choices: tuple[Choice, ...]) -> Candidates:
    """Return what fits. A food that needs advice first is excluded while others of its group need none."""
    excluded: dict[str, list[LeftOutFor]] = {}
    until_advice: dict[str, list[LeftOutFor]] = {}
    penalties: dict[str, dict[str, bool]] = {}
    for choice in choices:
        for key, reasons in index.exclusions.get(choice, {}).items():
            excluded.setdefault(key, []).extend(reasons)
        for key, reasons in index.exclusions_until_advice.get(choice, {}).items():
            until_advice.setdefault(key, []).extend(reasons)
        for key, cautions in index.penalties.get(choice, {}).items():
            penalties.setdefault(key, {}).update(cautions)
    for group in (index.fermented, index.prebiotic):
        fitting = [one.key for one in group if one.key not in excluded]
        need_advice = [key for key in fitting if key in until_advice]
        if len(need_advice) < len(fitting):
            excluded.update({key: until_advice[key] for key in need_advice})
    fermented, prebiotic, habits = (
        [one for one in group if one.key not in excluded]
        for group in (index.fermented, index.prebiotic, index.habits)
    )
    return Candidates(choices, fermented, prebiotic, habits, excluded, penalties)
