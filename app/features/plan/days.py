"""Composition of days: variety first, fibre from small, sodium below the daily value."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.features.plan.pool import Fitting
from app.features.plan.schemas import PlanQuery, Total, Totals
from app.references import USABLE_KINDS
from app.vocabulary.planning import Goal

SODIUM_DAILY_VALUE_MG = 2300
"""The daily value of the US Food and Drug Administration (source `fda-sodium`)."""

MOST_PREBIOTICS = 4
"""Prebiotic foods on the last day; the first has one, so that fibre builds up from small."""

HABITS_A_DAY = 2


@dataclass(frozen=True)
class Day:
    """The keys of one day's foods and habits."""

    foods: tuple[str, ...]
    habits: tuple[str, ...]


def compose(fitting: Fitting, query: PlanQuery) -> list[Day]:
    """Return the days, the one with the least fibre first. Empty where nothing fits."""
    fermented = _ordered(fitting, query, [key for key in fitting.foods if key.startswith("food-sources/")])
    prebiotic = _ordered(fitting, query, [key for key in fitting.foods if key.startswith("prebiotics/")])
    habits = _ordered(fitting, query, [key for key in fitting.actions if _is_habit(fitting.actions[key])])
    if not fermented and not prebiotic and not habits:
        return []
    days = []
    for number in range(query.days):
        ferment = _turn(fermented, number, 1)
        more = _by_group(fitting, _turn(prebiotic, number * 2, len(prebiotic)), _wanted(number, query.days))
        foods = _below_sodium(fitting, [*ferment, *more])
        days.append((foods, _turn(habits, number * HABITS_A_DAY, HABITS_A_DAY)))
    menus = sorted((foods for foods, _ in days), key=lambda foods: totals(fitting, foods).fibre_g.amount)
    return [Day(tuple(foods), tuple(habits)) for foods, (_, habits) in zip(menus, days, strict=True)]


def totals(fitting: Fitting, foods: Iterable[str]) -> Totals:
    """Return the sums over foods, and how many had no figure for each nutrient."""
    servings = [fitting.foods[key].nutrients_per_serving for key in foods]

    def total(name: str) -> Total:
        figures = [None if serving is None else getattr(serving, name) for serving in servings]
        known = [figure for figure in figures if figure is not None]
        return Total(amount=round(sum(known), 1), foods_without_figure=len(figures) - len(known))

    return Totals(calcium_mg=total("calcium_mg"), fibre_g=total("fibre_g"), sodium_mg=total("sodium_mg"))


def _wanted(number: int, days: int) -> int:
    return 1 + round(number * (MOST_PREBIOTICS - 1) / max(1, days - 1))


def _ordered(fitting: Fitting, query: PlanQuery, keys: list[str]) -> list[str]:
    """Return keys in an order that the seed decides, what the goal puts first before the rest."""

    def place(key: str) -> tuple[float, bytes]:
        return -_weight(fitting, query.goal, key), sha256(f"{query.seed}/{key}".encode()).digest()

    return sorted(keys, key=place)


def _weight(fitting: Fitting, goal: Goal, key: str) -> float:
    if goal is Goal.MOVEMENT and key in fitting.actions:
        return float(any(used.kind == "activities" for used in fitting.actions[key].uses))
    if goal in {Goal.CALCIUM, Goal.FIBRE} and key in fitting.foods:
        day = totals(fitting, [key])
        return day.calcium_mg.amount if goal is Goal.CALCIUM else day.fibre_g.amount
    return 0.0


def _turn(keys: list[str], start: int, count: int) -> list[str]:
    """Return the next keys of an endless round, without a repeat."""
    return [keys[(start + step) % len(keys)] for step in range(min(count, len(keys)))]


def _by_group(fitting: Fitting, keys: list[str], count: int) -> list[str]:
    """Return keys of different food groups first, then any, up to the count."""
    first: list[str] = []
    groups: set[object] = set()
    for key in keys:
        if fitting.foods[key].group not in groups:
            groups.add(fitting.foods[key].group)
            first.append(key)
    return [*first, *(key for key in keys if key not in first)][:count]


def _below_sodium(fitting: Fitting, keys: list[str]) -> list[str]:
    kept: list[str] = []
    for key in keys:
        if totals(fitting, [*kept, key]).sodium_mg.amount <= SODIUM_DAILY_VALUE_MG:
            kept.append(key)
    return kept


def _is_habit(action: Any) -> bool:
    """Return whether an action is about no food: those stand in the plan as foods already."""
    return not any(used.kind in {"food-sources", "prebiotics"} for used in action.uses) and any(
        used.kind in {*USABLE_KINDS, "lifestyle-tips", "supplement-guidance"} for used in action.uses
    )
