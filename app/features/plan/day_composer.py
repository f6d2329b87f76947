"""Compose the days of a plan: what the goal asks for first, then fibre that rises gently, within all limits.

Each day starts from what is fresh. Limits are never broken; aims are met as closely as the limits allow.
Everything is computed in integers, so that every machine computes the same days. The unit of all costs is
grams of fibre: what a repeat or a caution weighs against the fibre that is aimed at.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from operator import add, le

from app.features.plan.candidates import Candidates
from app.features.plan.food_rules import UNITS_PER_FIGURE, Amount
from app.features.plan.plan_index import Candidate
from app.features.plan.reasons import LEAST, counted_calcium, figure_reason
from app.features.plan.rules import DayLimits
from app.vocabulary.food import Fermentable, FoodGroup
from app.vocabulary.grading import Direction
from app.vocabulary.planning import Goal

WEEK = 7
HABITS_A_DAY = 2
MOST_FOODS = 7
MOST_USES_A_WEEK = 4
FEW_FOODS = 6
"""With fewer foods than this, any of them may come every day."""

FIBRE_AIMS = {Goal.FIBRE: (40, 9), Goal.CALCIUM: (30, 2)}
USUAL_FIBRE_AIM = (30, 4)
"""Fibre to aim at on the first day, and how much more each day, in tenths of a gram."""
MAX_RISE = 3 * UNITS_PER_FIGURE
MOST_FIBRE_FOODS = {Goal.FIBRE: 4, Goal.CALCIUM: 2}
USUAL_MOST_FIBRE_FOODS = 3
SHORTLIST = 10
"""Fibre foods that are weighed against each other for one day."""

MOST_OF_A_GROUP = (2, 3, 4)
"""Calcium foods of one group in a day: the usual, and where the aim is not reached otherwise."""
CALCIUM_MG_PER_COST = 20
"""Milligrams of calcium that weigh as much as one gram of fibre."""

RICH = 250 * UNITS_PER_FIGURE
"""More calcium than this makes a food no better: otherwise the richest one would come every day."""

LASTING_PERCENT = 85
"""Share of all calcium of a week that can be served evenly: not every food goes with every other one."""

MINDED = 2 * UNITS_PER_FIGURE
WANTED = -8 * UNITS_PER_FIGURE
USED_YESTERDAY = 6 * UNITS_PER_FIGURE
USED_TWO_DAYS_AGO = 2 * UNITS_PER_FIGURE
GROUP_USED_YESTERDAY = UNITS_PER_FIGURE
EACH_USE = 3 * UNITS_PER_FIGURE // 2
ATTEMPTS = 4
"""Ways to begin a day that is like none before."""


def shuffled(candidates: Iterable[Candidate], seed: int) -> list[Candidate]:
    """Return candidates in pseudo-random order: the same for the same seed."""
    return sorted(candidates, key=lambda one: _seeded_rank(seed, one.key))


@lru_cache(maxsize=4096)
def _seeded_rank(seed: int, key: str) -> bytes:
    return sha256(f"{seed}/{key}".encode()).digest()


@dataclass(frozen=True)
class Aim:
    """What a plan aims at: the goal, and the calcium of a day in ten-thousandths of a milligram.

    `leaves_calcium`: the person has a reference value, and the plan does not aim at it.
    """

    goal: Goal
    days: int
    seed: int
    calcium: int
    reference_mg: float | None
    leaves_calcium: bool = False


@dataclass(frozen=True)
class Day:
    """Foods and habits of one day."""

    foods: tuple[Candidate, ...]
    habits: tuple[Candidate, ...]
    first_week: bool

    def amounts(self) -> list[Amount]:
        """Return the amounts of the foods."""
        return [one.amount(first_week=self.first_week) for one in self.foods]


class UsageHistory:
    """Candidates used on the days so far."""

    def __init__(self) -> None:
        """Start without days."""
        self._days: deque[tuple[Candidate, ...]] = deque(maxlen=WEEK - 1)
        self._times: Counter[str] = Counter()
        self._times_this_week: Counter[str] = Counter()
        self._limited_groups: Counter[str] = Counter()
        self._recent: tuple[set[str], set[str]] = (set(), set())
        """Keys and groups of the last day, and of the one before."""

    def add(self, chosen: Iterable[Candidate]) -> None:
        """Add a day."""
        self._days.append(tuple(chosen))
        week = [one for day in self._days for one in day]
        self._times.update(one.key for one in self._days[-1])
        self._times_this_week = Counter(one.key for one in week)
        self._limited_groups = Counter(one.group for one in week if _weekly_limit(one) is not None)
        self._recent = ({name for one in self._days[-1] for name in (one.key, one.group)}, self._recent[0])

    def cost(self, one: Candidate) -> int:
        """Return the cost of using a candidate again."""
        yesterday, before = self._recent
        return (
            EACH_USE * self._times[one.key]
            + USED_YESTERDAY * (one.key in yesterday)
            + USED_TWO_DAYS_AGO * (one.key in before)
            + GROUP_USED_YESTERDAY * (one.group in yesterday)
        )

    def allows(self, one: Candidate, *, is_capped: bool) -> bool:
        """Return whether the week so far leaves room for a food."""
        if is_capped and self._times_this_week[one.key] >= MOST_USES_A_WEEK:
            return False
        limit = _weekly_limit(one)
        return limit is None or self._limited_groups[one.group] < limit


def _weekly_limit(one: Candidate) -> int | None:
    limit = one.entry.portion.weekly_limit if one.amounts else None
    return None if limit is None else limit.portions


class _Basket:
    """Foods chosen for a day, with the sums that are limited or aimed at."""

    __slots__ = ("foods", "groups", "load")

    def __init__(self, foods: tuple[Candidate, ...], load: tuple[int, ...], groups: tuple[str, ...]) -> None:
        self.foods = foods
        self.load = load
        self.groups = groups

    @property
    def fibre(self) -> int:
        return self.load[0]

    @property
    def calcium(self) -> int:
        return self.load[1]


class FoodPlanner:
    """The choice of foods for successive days."""

    def __init__(self, candidates: Candidates, aim: Aim) -> None:
        """Order the candidates by the seed, and leave out what is no step towards the goal."""
        self._aim = aim
        fermented, prebiotic, bone = (
            [one for one in shuffled(group, aim.seed) if self._is_step(one)]
            for group in (candidates.fermented, candidates.prebiotic, candidates.bone)
        )
        self._fermented, self._prebiotic, self._bone = fermented, prebiotic, bone
        self._base_costs = {
            one.key: MINDED * (one.key in candidates.minded) + WANTED * (one.key in candidates.wanted)
            for one in (*fermented, *prebiotic, *bone)
        }
        pool = len(self._base_costs)
        self._is_capped = pool >= FEW_FOODS
        self._most_foods = min(MOST_FOODS, MOST_USES_A_WEEK * pool // WEEK) if self._is_capped else MOST_FOODS
        self._calcium_aim = min(aim.calcium, self._lasting_calcium())
        self._limits = candidates.limits
        self._history = UsageHistory()
        self._seen: set[frozenset[str]] = set()
        self._fibre_before: int | None = None
        self._costs: dict[str, int] = {}
        self._loads: dict[str, tuple[int, ...]] = {}
        self._most: tuple[float, ...] = ()

    def _lasting_calcium(self) -> int:
        """Return the calcium that the foods give on every day of a week, if it is shared out evenly."""
        uses = MOST_USES_A_WEEK if self._is_capped else WEEK
        foods = (*self._fermented, *self._bone)
        given = (
            counted_calcium(one.entry, one.amount(first_week=True)) * min(uses, _weekly_limit(one) or WEEK)
            for one in foods
        )
        return sum(given) // WEEK * LASTING_PERCENT // 100

    def _is_step(self, one: Candidate) -> bool:
        if self._aim.goal is Goal.EVERYDAY or self._aim.goal is Goal.MOVEMENT:
            return True
        return figure_reason(one.entry, one.amount(first_week=True), None) is not None

    def of_day(self, number: int) -> tuple[Candidate, ...]:
        """Return the foods of the next day, like those of no day before, if the foods allow it."""
        first_week = number < WEEK
        foods = [
            one
            for one in (*self._fermented, *self._prebiotic, *self._bone)
            if self._history.allows(one, is_capped=self._is_capped)
        ]
        self._costs = {one.key: self._history.cost(one) + self._base_costs[one.key] for one in foods}
        self._loads = {one.key: _load(one, one.amount(first_week=first_week), self._limits) for one in foods}
        self._most = _most(self._limits, first_week=first_week)
        first, rise = FIBRE_AIMS.get(self._aim.goal, USUAL_FIBRE_AIM)
        fibre_aim = (first + rise * number) * UNITS_PER_FIGURE // 10
        found: list[tuple[tuple[bool, bool, bool, int], _Basket]] = []
        for skipped in range(ATTEMPTS):
            basket = self._with_fibre(self._mains(skipped), fibre_aim, skipped)
            rank = self._rank(basket, fibre_aim)
            found.append((rank, basket))
            if not any(rank[:3]):
                break
        _, best = min(found, key=lambda one: one[0])
        self._fibre_before = best.fibre
        self._history.add(best.foods)
        self._seen.add(frozenset(one.key for one in best.foods))
        return best.foods

    def _mains(self, skipped: int) -> _Basket:
        """Return a ferment and a bone food, and foods for the calcium that is aimed at."""
        basket = _Basket((), (0,) * len(self._most), ())
        if self._aim.goal is not Goal.CALCIUM:
            basket = self._first(basket, self._cheapest(self._fermented), skipped)
            basket = self._first(basket, self._cheapest(self._bone), skipped // 2)
        fresh = self._calcium_foods(basket, self._rich(skipped), MOST_OF_A_GROUP)
        if fresh.calcium >= self._calcium_aim:
            return fresh
        richest = sorted(self._rich(0), key=lambda one: -self._loads[one.key][1])
        return max(
            (fresh, self._calcium_foods(basket, richest, MOST_OF_A_GROUP[-1:])), key=lambda one: one.calcium
        )

    def _cheapest(self, foods: Iterable[Candidate]) -> list[Candidate]:
        return sorted((one for one in foods if one.key in self._costs), key=lambda one: self._costs[one.key])

    def _first(self, basket: _Basket, foods: list[Candidate], skipped: int) -> _Basket:
        """Return a basket with one food more: another group first, the cheapest first."""
        fitting = [one for one in foods if self._fits(basket, one)]
        fresh = [one for one in fitting if one.group not in basket.groups] or fitting
        return self._add(basket, fresh[skipped % len(fresh)]) if fresh else basket

    def _rich(self, skipped: int) -> list[Candidate]:
        """Return foods with calcium, the fresh and rich ones first, without one of the first."""
        least = LEAST["calcium_mg"] * UNITS_PER_FIGURE
        rich = [
            one
            for one in (*self._fermented, *self._bone)
            if one.key in self._loads and self._loads[one.key][1] >= least
        ]
        rich.sort(
            key=lambda one: self._costs[one.key] - min(self._loads[one.key][1], RICH) // CALCIUM_MG_PER_COST
        )
        return [one for place, one in enumerate(rich) if place != skipped - 1]

    def _calcium_foods(self, basket: _Basket, rich: list[Candidate], limits: Iterable[int]) -> _Basket:
        """Return the basket with foods that reach the calcium aim, within each limit of a group."""
        for most in limits:
            for one in rich:
                if basket.calcium >= self._calcium_aim or len(basket.foods) >= self._most_foods - 1:
                    return basket
                if (
                    one not in basket.foods
                    and self._fits(basket, one)
                    and basket.groups.count(one.group)
                    < (most if one.group in (FoodGroup.DAIRY, FoodGroup.SOY) else 1)
                ):
                    basket = self._add(basket, one)
        return basket

    def _with_fibre(self, mains: _Basket, aim: int, skipped: int) -> _Basket:
        """Return the basket with the fibre foods that come closest to the aim of the day."""
        room = self._most_foods - len(mains.foods)
        most = min(MOST_FIBRE_FOODS.get(self._aim.goal, USUAL_MOST_FIBRE_FOODS), room)
        foods = self._cheapest(one for one in self._prebiotic if one not in mains.foods)
        shortlist = foods[: SHORTLIST * (skipped + 1)]
        enough = aim if skipped == 0 else aim + MAX_RISE
        found = list(self._extended(mains, shortlist, most, enough))
        return min(found, key=lambda one: self._rank(one, aim)) if found else mains

    def _extended(self, basket: _Basket, foods: list[Candidate], most: int, aim: int) -> Iterator[_Basket]:
        """Yield the basket with up to `most` more foods of other groups, until the aim is met."""
        for place, one in enumerate(foods if most else ()):
            if one.group not in basket.groups and self._fits(basket, one):
                more = self._add(basket, one)
                yield more
                if more.fibre < aim:
                    yield from self._extended(more, foods[place + 1 :], most - 1, aim)

    def _rank(self, basket: _Basket, aim: int) -> tuple[bool, bool, bool, int]:
        """Return how a day compares: alike, short of the goal, uneven in fibre, then distance and costs."""
        before = self._fibre_before
        is_uneven = before is not None and not before <= basket.fibre <= before + MAX_RISE
        is_seen = frozenset(one.key for one in basket.foods) in self._seen
        cost = sum([self._costs[one.key] for one in basket.foods])
        is_short = self._aim.goal is Goal.CALCIUM and basket.calcium < self._calcium_aim
        return is_seen, is_short, is_uneven, abs(basket.fibre - aim) + cost

    def _fits(self, basket: _Basket, one: Candidate) -> bool:
        if len(basket.foods) >= self._most_foods:
            return False
        return all(map(le, map(add, basket.load, self._loads[one.key]), self._most))

    def _add(self, basket: _Basket, one: Candidate) -> _Basket:
        load = tuple(map(add, basket.load, self._loads[one.key]))
        return _Basket((*basket.foods, one), load, (*basket.groups, one.group))


def _load(one: Candidate, amount: Amount, limits: DayLimits) -> tuple[int, ...]:
    """Return what a food adds to the sums of a day; the order is that of `_most`."""
    is_other = one.entry.portion.fermentable is Fermentable.OTHER
    limited = (amount.figure(name) for name in limits.figures)
    return (
        amount.figure("fibre_g"),
        counted_calcium(one.entry, amount),
        amount.inulin,
        int(is_other),
        *limited,
    )


def _most(limits: DayLimits, *, first_week: bool) -> tuple[float, ...]:
    inulin = limits.inulin_first_week if first_week else limits.inulin
    other = limits.other_fermentable_first_week if first_week else MOST_FOODS
    figures = [most * UNITS_PER_FIGURE for most in limits.figures.values()]
    unlimited = float("inf")
    return unlimited, unlimited, inulin * UNITS_PER_FIGURE, other, *figures


def compose(candidates: Candidates, aim: Aim) -> list[Day]:
    """Return the days; empty if nothing fits."""
    habits = [one for one in shuffled(candidates.habits, aim.seed) if _is_habit_for(one, aim.goal)]
    if not candidates.foods and not habits:
        return []
    foods, history = FoodPlanner(candidates, aim), UsageHistory()
    days = []
    for number in range(aim.days):
        chosen = _habits(habits, history, aim.goal)
        history.add(chosen)
        days.append(Day(foods.of_day(number), tuple(chosen), number < WEEK))
    return days


def _is_habit_for(one: Candidate, goal: Goal) -> bool:
    """Return whether a habit may be served: for a goal with a known benefit only, never without an effect."""
    if goal is Goal.EVERYDAY:
        return one.claim is None or one.claim.direction is not Direction.NO_EFFECT
    return not one.is_without_known_benefit


def _habits(habits: list[Candidate], history: UsageHistory, goal: Goal) -> list[Candidate]:
    """Return the habits of a day: of different topics if possible, the first one by the goal."""
    chosen: list[Candidate] = []

    def preference(one: Candidate) -> tuple[bool, bool, int]:
        misses = goal is Goal.MOVEMENT and not chosen and not one.is_movement
        return misses, one.group in {other.group for other in chosen}, history.cost(one)

    # Where only two fit, they alternate: the same two would stand on every day.
    while len(chosen) < min(HABITS_A_DAY, max(1, len(habits) - 1), len(habits)):
        chosen.append(min((one for one in habits if one not in chosen), key=preference))
    return chosen
