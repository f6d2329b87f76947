"""Compose the days of a plan: varied foods and habits, fibre rising from a small start, limited sodium.

Candidates are chosen by price, in integers, so that every machine computes the same days. The unit of
all prices is grams of fibre: what a repeat, a caution or a goal weighs against the fibre target of a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import combinations, product
from typing import NamedTuple

from app.features.plan.candidates import Candidates
from app.features.plan.food_rules import SODIUM_DAILY_VALUE_MG, UNITS_PER_FIGURE
from app.features.plan.plan_index import Candidate
from app.features.plan.schemas import PlanQuery
from app.vocabulary.planning import Goal

HABITS_A_DAY = 2

MAX_PREBIOTICS = 3
"""Prebiotic foods on the last day; the first day has one, so that fibre rises slowly."""

FIBRE_TARGETS = {Goal.FIBRE: (3, 14)}
USUAL_FIBRE_TARGETS = (2, 10)
"""Fibre targets of the first and last day, in grams."""

CAUTION_PRICE = 12 * UNITS_PER_FIGURE
FORM_CAUTION_PRICE = 3 * UNITS_PER_FIGURE // 2
MAX_GOAL_DISCOUNT = 4 * UNITS_PER_FIGURE
"""Price of a caution, price of cautions on one form, and maximum discount of the goal."""

FIBRE_OF_ONE_PREBIOTIC = 4 * UNITS_PER_FIGURE
"""Fibre of a fermented food that replaces one prebiotic food."""

USED_YESTERDAY = 6 * UNITS_PER_FIGURE
USED_TWO_DAYS_AGO = 2 * UNITS_PER_FIGURE
GROUP_USED_YESTERDAY = UNITS_PER_FIGURE
EACH_USE = 3 * UNITS_PER_FIGURE // 2
"""Prices of a repeat."""


def in_order(candidates: Iterable[Candidate], seed: int) -> list[Candidate]:
    """Return candidates in a pseudo-random order given by the seed."""
    return sorted(candidates, key=lambda one: _seeded_rank(seed, one.key))


@lru_cache(maxsize=4096)
def _seeded_rank(seed: int, key: str) -> bytes:
    return sha256(f"{seed}/{key}".encode()).digest()


class UsageHistory:
    """Candidates and groups used on the days so far."""

    def __init__(self) -> None:
        """Start without days."""
        self._times: dict[str, int] = {}
        self._days: list[set[str]] = [set(), set()]

    def used_yesterday(self, name: str) -> bool:
        """Return whether the previous day used a candidate or group."""
        return name in self._days[-1]

    def price(self, one: Candidate) -> int:
        """Return the price of using a candidate again."""
        return (
            EACH_USE * self._times.get(one.key, 0)
            + USED_YESTERDAY * (one.key in self._days[-1])
            + USED_TWO_DAYS_AGO * (one.key in self._days[-2])
            + GROUP_USED_YESTERDAY * (one.group in self._days[-1])
        )

    def add(self, chosen: Iterable[Candidate]) -> None:
        """Add a day: its candidates and their groups."""
        day: set[str] = set()
        for one in chosen:
            self._times[one.key] = self._times.get(one.key, 0) + 1
            day |= {one.key, one.group}
        self._days.append(day)


@dataclass(frozen=True)
class Day:
    """Foods and habits of one day."""

    foods: tuple[Candidate, ...]
    habits: tuple[Candidate, ...]


def compose(candidates: Candidates, query: PlanQuery) -> list[Day]:
    """Return the days; empty if nothing fits."""
    if not candidates.fermented and not candidates.prebiotic and not candidates.habits:
        return []
    foods = FoodPlanner(candidates, query)
    habits = in_order(candidates.habits, query.seed)
    history = UsageHistory()
    days = []
    for number in range(query.days):
        chosen = _habits(habits, history, query.goal)
        history.add(chosen)
        days.append(Day(foods.of_day(number), tuple(chosen)))
    return days


def _habits(habits: list[Candidate], history: UsageHistory, goal: Goal) -> list[Candidate]:
    """Return the habits of a day: of different topics if possible, the first one by the goal."""
    chosen: list[Candidate] = []

    def preference(one: Candidate) -> tuple[bool, bool, int]:
        misses = goal is Goal.MOVEMENT and not chosen and not one.is_movement
        return misses, one.group in {other.group for other in chosen}, history.price(one)

    while len(chosen) < min(HABITS_A_DAY, len(habits)):
        chosen.append(min((one for one in habits if one not in chosen), key=preference))
    return chosen


class Menu(NamedTuple):
    """Prebiotic foods of one day, by position, with their fibre and sodium."""

    fibre: int
    sodium: int
    positions: tuple[int, ...]


EMPTY_MENU = Menu(0, 0, ())


class FoodPlanner:
    """Choose the foods of successive days."""

    def __init__(self, candidates: Candidates, query: PlanQuery) -> None:
        """Order the candidates by the seed, and price cautions and goal."""
        self._fermented = in_order(candidates.fermented, query.seed)
        self._prebiotic = in_order(candidates.prebiotic, query.seed)
        self._base_prices: dict[str, int] = {}
        for foods in (self._fermented, self._prebiotic):
            self._base_prices |= _base_prices(foods, candidates, query.goal)
        self._fibre_targets = FIBRE_TARGETS.get(query.goal, USUAL_FIBRE_TARGETS)
        self._last_day = max(1, query.days - 1)
        self._max_prebiotics = min(MAX_PREBIOTICS, len(self._prebiotic))
        self._history = UsageHistory()
        self._min_fibre = 0
        self._menus: dict[int, list[Menu]] = {}

    def of_day(self, number: int) -> tuple[Candidate, ...]:
        """Return the foods of the next day; fibre does not fall, if sodium allows."""
        first, last = self._fibre_targets
        target = first * UNITS_PER_FIGURE + (last - first) * UNITS_PER_FIGURE * number // self._last_day
        wanted = 1 + (number * (self._max_prebiotics - 1) + self._last_day // 2) // self._last_day
        fermented_foods = self._fermented_by_preference(target)
        menus = ((fermented, self._menu(fermented, wanted, target)) for fermented in fermented_foods)
        found = ((fermented, menu) for fermented, menu in menus if menu is not None)
        fermented, menu = next(found, (fermented_foods[0], EMPTY_MENU))
        foods = (*fermented, *(self._prebiotic[position] for position in menu.positions))
        self._min_fibre = _fibre(foods)
        self._history.add(foods)
        return foods

    def _fermented_by_preference(self, target: int) -> list[tuple[Candidate, ...]]:
        """Return the fermented foods, other groups than yesterday's first; or one empty slot."""

        def preference(one: Candidate) -> tuple[bool, bool, bool, int]:
            return (
                _fibre([one]) > target,
                self._history.used_yesterday(one.key),
                self._history.used_yesterday(one.group),
                self._history.price(one) + self._base_prices[one.key],
            )

        return [(one,) for one in sorted(self._fermented, key=preference)] or [()]

    def _menu(self, fermented: tuple[Candidate, ...], wanted: int, target: int) -> Menu | None:
        """Return the cheapest menu of at least the wanted size that keeps fibre from falling, if any."""
        if not self._prebiotic:
            return EMPTY_MENU
        prices = [self._history.price(one) + self._base_prices[one.key] for one in self._prebiotic]
        fibre, room = _fibre(fermented), SODIUM_DAILY_VALUE_MG * UNITS_PER_FIGURE - _sodium(fermented)
        least = self._min_fibre - fibre

        def price(menu: Menu) -> int:
            return abs(fibre + menu.fibre - target) + sum(map(prices.__getitem__, menu.positions))

        for size in range(max(1, wanted - fibre // FIBRE_OF_ONE_PREBIOTIC), self._max_prebiotics + 1):
            fits = [menu for menu in self._of_size(size) if menu.fibre >= least and menu.sodium <= room]
            if fits:
                return min(fits, key=price)
        return None

    def _of_size(self, size: int) -> list[Menu]:
        if size not in self._menus:
            self._menus[size] = _menus(self._prebiotic, size)
        return self._menus[size]


def _menus(foods: list[Candidate], size: int) -> list[Menu]:
    """Return all menus of a size, of different food groups if there are enough groups."""
    groups: dict[str, list[int]] = {}
    for position, one in enumerate(foods):
        groups.setdefault(one.group, []).append(position)
    chosen: Iterable[tuple[int, ...]]
    if len(groups) >= size:
        chosen = (positions for some in combinations(groups.values(), size) for positions in product(*some))
    else:
        chosen = combinations(range(len(foods)), size)
    fibre = [one.nutrients.fibre_g or 0 for one in foods]
    sodium = [one.nutrients.sodium_mg or 0 for one in foods]
    return [Menu(sum(map(fibre.__getitem__, p)), sum(map(sodium.__getitem__, p)), p) for p in chosen]


def _base_prices(foods: list[Candidate], candidates: Candidates, goal: Goal) -> dict[str, int]:
    """Return the price of each food for cautions that name the person, less the discount of the goal."""
    gains = {one.key: _goal_gain(one, goal) for one in foods}
    most = max(gains.values(), default=0) or 1
    prices = {one.key: _caution_price(candidates, one.key) for one in foods}
    return {key: price - MAX_GOAL_DISCOUNT * gains[key] // most for key, price in prices.items()}


def _caution_price(candidates: Candidates, key: str) -> int:
    forms = candidates.penalties.get(key, {}).values()
    return CAUTION_PRICE * sum(not form for form in forms) + FORM_CAUTION_PRICE * any(forms)


def _goal_gain(food: Candidate, goal: Goal) -> int:
    if goal is Goal.CALCIUM:
        return food.nutrients.calcium_mg or 0
    return _fibre([food]) if goal is Goal.FIBRE else 0


def _fibre(foods: Iterable[Candidate]) -> int:
    return sum([one.nutrients.fibre_g or 0 for one in foods])


def _sodium(foods: Iterable[Candidate]) -> int:
    return sum([one.nutrients.sodium_mg or 0 for one in foods])
