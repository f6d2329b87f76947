"""Composition of days: foods and habits, from small and varied."""

from dataclasses import dataclass

from app.features.plan.candidates import Candidates
from app.features.plan.meals import Meals
from app.features.plan.order import Past, in_order
from app.features.plan.plan_index import Candidate
from app.features.plan.schemas import PlanQuery
from app.vocabulary.planning import Goal

HABITS_A_DAY = 2


@dataclass(frozen=True)
class Day:
    """One day's foods and habits."""

    foods: tuple[Candidate, ...]
    habits: tuple[Candidate, ...]


def compose(pool: Candidates, query: PlanQuery) -> list[Day]:
    """Return the days. Empty where nothing fits."""
    if not pool.fermented and not pool.prebiotic and not pool.habits:
        return []
    meals = Meals(pool, query)
    habits = in_order(pool.habits, query.seed)
    past = Past()
    days = []
    for number in range(query.days):
        chosen = _habits(habits, past, query.goal)
        past.add(chosen)
        days.append(Day(meals.of_day(number), tuple(chosen)))
    return days


def _habits(habits: list[Candidate], past: Past, goal: Goal) -> list[Candidate]:
    """Return two habits, about different things where there is a choice; one that the goal wants first."""
    chosen: list[Candidate] = []

    def place(one: Candidate) -> tuple[bool, bool, int]:
        misses = goal is Goal.MOVEMENT and not chosen and not one.moves
        return misses, one.group in {other.group for other in chosen}, past.price(one)

    while len(chosen) < min(HABITS_A_DAY, len(habits)):
        chosen.append(min((one for one in habits if one not in chosen), key=place))
    return chosen
