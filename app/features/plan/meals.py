"""The foods of each day: variety first, fibre from small, sodium below the daily value."""

from collections.abc import Iterable
from itertools import combinations, product
from typing import NamedTuple

from app.features.plan.candidates import Candidates
from app.features.plan.food_rules import GRAIN, SODIUM_DAILY_VALUE_MG
from app.features.plan.order import Past, in_order
from app.features.plan.plan_index import Candidate
from app.features.plan.schemas import PlanQuery
from app.vocabulary.planning import Goal

MOST_PREBIOTICS = 3
"""Prebiotic foods on the last day; the first has one, so that fibre builds up from small."""

FIBRE_G = {Goal.FIBRE: (3, 14)}
FIBRE_G_USUAL = (2, 10)
"""Fibre of the first and of the last day that the days lean to, in grams."""

CAREFUL = 12 * GRAIN
FORM = 3 * GRAIN // 2
WANTED = 4 * GRAIN
"""Prices, in grams of fibre: what a caution adds, or any for a form; what the goal takes off at most."""

RICH = 4 * GRAIN
"""Fibre of a fermented food that takes the place of one prebiotic food."""


class Menu(NamedTuple):
    """Prebiotic foods that go into one day, by their places in the order of the plan."""

    fibre: int
    sodium: int
    places: tuple[int, ...]


NOTHING = Menu(0, 0, ())


class Meals:
    """Chooses the foods of one day after the other."""

    def __init__(self, pool: Candidates, query: PlanQuery) -> None:
        """Put what fits into the order of the seed."""
        self._fermented = in_order(pool.fermented, query.seed)
        self._prebiotic = in_order(pool.prebiotic, query.seed)
        self._extra = _extra(self._fermented, pool, query.goal) | _extra(self._prebiotic, pool, query.goal)
        self._fibre_g = FIBRE_G.get(query.goal, FIBRE_G_USUAL)
        self._last = max(1, query.days - 1)
        self._most = min(MOST_PREBIOTICS, len(self._prebiotic))
        self._past = Past()
        self._least = 0
        self._menus: dict[int, list[Menu]] = {}

    def of_day(self, number: int) -> tuple[Candidate, ...]:
        """Return the foods of the next day. Its fibre is not below the last day's, where sodium allows."""
        first, last = self._fibre_g
        target = first * GRAIN + (last - first) * GRAIN * number // self._last
        wanted = 1 + (number * (self._most - 1) + self._last // 2) // self._last
        ferments = self._ferments(target)
        menus = ((ferment, self._menu(ferment, wanted, target)) for ferment in ferments)
        found = ((ferment, menu) for ferment, menu in menus if menu is not None)
        ferment, menu = next(found, (ferments[0], NOTHING))
        foods = (*ferment, *(self._prebiotic[place] for place in menu.places))
        self._least = _fibre(foods)
        self._past.add(foods)
        return foods

    def _ferments(self, target: int) -> list[tuple[Candidate, ...]]:
        """Return the fermented foods, those of another group than yesterday's first; or an empty place."""

        def place(one: Candidate) -> tuple[bool, bool, bool, int]:
            return (
                _fibre([one]) > target,
                self._past.has_yesterday(one.key),
                self._past.has_yesterday(one.group),
                self._past.price(one) + self._extra[one.key],
            )

        return [(one,) for one in sorted(self._fermented, key=place)] or [()]

    def _menu(self, ferment: tuple[Candidate, ...], wanted: int, target: int) -> Menu | None:
        """Return the cheapest menu of the wanted size or above that keeps fibre from falling, if any does."""
        if not self._prebiotic:
            return NOTHING
        prices = [self._past.price(one) + self._extra[one.key] for one in self._prebiotic]
        fibre, room = _fibre(ferment), SODIUM_DAILY_VALUE_MG * GRAIN - _sodium(ferment)
        least = self._least - fibre

        def price(menu: Menu) -> int:
            return abs(fibre + menu.fibre - target) + sum(map(prices.__getitem__, menu.places))

        for size in range(max(1, wanted - fibre // RICH), self._most + 1):
            fits = [menu for menu in self._of_size(size) if menu.fibre >= least and menu.sodium <= room]
            if fits:
                return min(fits, key=price)
        return None

    def _of_size(self, size: int) -> list[Menu]:
        if size not in self._menus:
            self._menus[size] = _menus(self._prebiotic, size)
        return self._menus[size]


def _menus(foods: list[Candidate], size: int) -> list[Menu]:
    """Return all menus of a size, of different food groups where there are as many groups."""
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(foods):
        groups.setdefault(one.group, []).append(place)
    chosen: Iterable[tuple[int, ...]]
    if len(groups) >= size:
        chosen = (places for some in combinations(groups.values(), size) for places in product(*some))
    else:
        chosen = combinations(range(len(foods)), size)
    fibre = [one.figures.fibre_g or 0 for one in foods]
    sodium = [one.figures.sodium_mg or 0 for one in foods]
    return [Menu(sum(map(fibre.__getitem__, p)), sum(map(sodium.__getitem__, p)), p) for p in chosen]


def _extra(foods: list[Candidate], pool: Candidates, goal: Goal) -> dict[str, int]:
    """Return what cautions that name the person add to the price of a food, less what the goal takes off."""
    gains = {one.key: _gain(one, goal) for one in foods}
    most = max(gains.values(), default=0) or 1
    return {key: _care(pool, key) - WANTED * gain // most for key, gain in gains.items()}


def _care(pool: Candidates, key: str) -> int:
    if key not in pool.heeded:
        return 0
    forms = pool.heeded[key].values()
    return CAREFUL * sum(not form for form in forms) + FORM * any(forms)


def _gain(food: Candidate, goal: Goal) -> int:
    if goal is Goal.CALCIUM:
        return food.figures.calcium_mg or 0
    return _fibre([food]) if goal is Goal.FIBRE else 0


def _fibre(foods: Iterable[Candidate]) -> int:
    return sum([one.figures.fibre_g or 0 for one in foods])


def _sodium(foods: Iterable[Candidate]) -> int:
    return sum([one.figures.sodium_mg or 0 for one in foods])
