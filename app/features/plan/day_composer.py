"""Compose the days of a plan: what the goal asks for first, then fibre that rises gently, within all limits.

Each day takes first what was used least. Limits are never broken; aims are met as closely as they allow.
Everything is computed in integers, so that every machine computes the same days. The unit of all costs is
grams of fibre: what a repeat or a caution weighs against the fibre that is aimed at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from operator import add, le

from app.features.plan.candidates import Candidates
from app.features.plan.food_rules import UNITS_PER_FIGURE, Amount
from app.features.plan.plan_index import Candidate
from app.features.plan.reasons import LEAST, figure_reason, gives_calcium
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

Most = tuple[int, int, int]
"""The most calcium foods in a day of dairy or soy, of any other group, and of them drinks like milk."""

MOST_OF_A_GROUP: tuple[Most, ...] = ((2, 1, 2), (3, 1, 2), (4, 1, 2), (4, 1, 3), (4, 1, 4))
"""The usual most, and more where the aim needs it."""
MOST_FOR_CALCIUM: tuple[Most, ...] = ((2, 1, 2), (3, 1, 2), (4, 1, 2), (4, 2, 2), (4, 2, 3), (4, 2, 4))
"""The same where calcium is the goal."""
RICHEST_WEEKS = 3
"""How many of these are tried with the richest foods first, where varied ones do not reach the aim."""
CALCIUM_MG_PER_COST = 20
"""Milligrams of calcium that weigh as much as one gram of fibre."""

RICH = 250 * UNITS_PER_FIGURE
"""More calcium than this makes a food no better: otherwise the richest one would come every day.

So much more than the aim is given only where the aim is not reached otherwise.
"""

DAYS_APART = (0, 2, 4, 6, 1, 3, 5)
"""The days of a week in the order in which they get a food with much calcium: seldom two running."""

LASTING_PERCENT = 85
"""Share of all calcium of a week that can be served evenly: not every food goes with every other one."""

COST_WITH_CAUTION = 2 * UNITS_PER_FIGURE
COST_WANTED = -8 * UNITS_PER_FIGURE
COST_USED_YESTERDAY = 6 * UNITS_PER_FIGURE
COST_USED_TWO_DAYS_AGO = 2 * UNITS_PER_FIGURE
COST_GROUP_USED_YESTERDAY = UNITS_PER_FIGURE
COST_PER_USE = 3 * UNITS_PER_FIGURE // 2
"""What a food costs that has a caution for this person, was asked for, or was used before."""

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
    """On which days candidates are used: on those so far, and where days are planned ahead."""

    def __init__(self) -> None:
        """Start without days."""
        self._days: defaultdict[str, set[int]] = defaultdict(set)
        self._limited: defaultdict[str, list[int]] = defaultdict(list)
        """Days by key and by group, and of those with a weekly limit by group."""

    def add(self, number: int, chosen: Iterable[Candidate]) -> None:
        """Add candidates to a day."""
        for one in chosen:
            self._days[one.key].add(number)
            self._days[one.group].add(number)
            if one.most_a_week is not None:
                self._limited[one.group].append(number)

    def is_running(self, number: int, name: str) -> bool:
        """Return whether a key or group was used on both days before one."""
        return self._days[name].issuperset((number - 1, number - 2))

    def cost(self, number: int, one: Candidate) -> int:
        """Return the cost of using a candidate again on a day."""
        days, group = self._days[one.key], self._days[one.group]
        return (
            COST_PER_USE * len(days)
            + COST_USED_YESTERDAY * (number - 1 in days or number + 1 in days)
            + COST_USED_TWO_DAYS_AGO * (number - 2 in days or number + 2 in days)
            + COST_GROUP_USED_YESTERDAY * (number - 1 in group or number + 1 in group)
        )

    def allows(self, number: int, one: Candidate, *, is_capped: bool) -> bool:
        """Return whether every week that a day is in leaves room for a food or habit."""
        if is_capped and _is_used_up(self._days[one.key], number, MOST_USES_A_WEEK):
            return False
        limit = one.most_a_week
        return limit is None or not _is_used_up(self._limited[one.group], number, limit)


def _is_used_up(days: Collection[int], number: int, most: int) -> bool:
    """Return whether any seven days running with a day have the most uses."""
    if len(days) < most:
        return False
    firsts = range(number - WEEK + 1, number + 1)
    return any(sum(first <= day < first + WEEK for day in days) >= most for first in firsts)


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

    @property
    def milk_drinks(self) -> int:
        return sum([one.is_milk_drink for one in self.foods])


class FoodPlanner:
    """The choice of foods for successive days."""

    def __init__(self, candidates: Candidates, aim: Aim) -> None:
        """Order the candidates by the seed, and leave out what does not serve the goal."""
        self._aim = aim
        fermented, prebiotic, bone = (
            [one for one in shuffled(group, aim.seed) if self._serves_goal(one)]
            for group in (candidates.fermented, candidates.prebiotic, candidates.bone)
        )
        self._fermented, self._prebiotic, self._bone = fermented, prebiotic, bone
        self._base_costs = {
            one.key: COST_WITH_CAUTION * (one.key in candidates.minded)
            + COST_WANTED * (one.key in candidates.wanted)
            for one in (*fermented, *prebiotic, *bone)
        }
        pool = len(self._base_costs)
        self._has_many_foods = pool >= FEW_FOODS
        lasting = MOST_USES_A_WEEK * pool // WEEK
        self._most_foods = min(MOST_FOODS, lasting) if self._has_many_foods else MOST_FOODS
        self._daily: frozenset[str] = frozenset()
        """Drinks like milk, which come every day where the days would have too little calcium otherwise."""
        if self._lasting_calcium() < aim.calcium:
            self._daily = frozenset(one.key for one in (*fermented, *bone) if one.is_milk_drink)
        self._milk_meals = candidates.milk_meals
        self._calcium_aim = min(aim.calcium, self._lasting_calcium())
        self._limits = candidates.limits
        self._history = UsageHistory()
        self._seen: set[frozenset[str]] = set()
        self._fibre_before: int | None = None
        self._calcium_due = 0
        self._costs: dict[str, int] = {}
        self._loads: dict[str, tuple[int, ...]] = {}
        self._most: tuple[float, ...] = ()
        self._week: list[_Basket] = []
        """The foods for the calcium of each day of this week, where calcium is the goal."""

    def _lasting_calcium(self) -> int:
        """Return the calcium that the foods give on every day of a week, if it is shared out evenly."""
        given = (
            one.amount(first_week=True).figure("calcium_mg")
            * min(MOST_USES_A_WEEK if self._is_capped(one) else WEEK, one.most_a_week or WEEK)
            for one in (*self._fermented, *self._bone)
        )
        return sum(given) // WEEK * LASTING_PERCENT // 100

    def _is_capped(self, one: Candidate) -> bool:
        """Return whether a food may come on some days of a week only."""
        return self._has_many_foods and one.key not in self._daily

    def _serves_goal(self, one: Candidate) -> bool:
        if self._aim.goal is Goal.EVERYDAY or self._aim.goal is Goal.MOVEMENT:
            return True
        amount = one.amount(first_week=True)
        return gives_calcium(amount) or figure_reason(amount) is not None

    def plan_day(self, number: int) -> tuple[Candidate, ...]:
        """Choose and record the foods of the next day: like those of no day before, if the foods allow it."""
        if number % WEEK == 0:
            self._begin_week(number)
        self._costs = {
            one.key: self._history.cost(number, one) + self._base_costs[one.key]
            for one in (*self._fermented, *self._prebiotic, *self._bone)
            if self._history.allows(number, one, is_capped=self._is_capped(one))
        }
        self._calcium_due = self._week[number % WEEK].calcium if self._week else 0
        first, rise = FIBRE_AIMS.get(self._aim.goal, USUAL_FIBRE_AIM)
        fibre_aim = (first + rise * number) * UNITS_PER_FIGURE // 10
        found: list[tuple[tuple[bool, bool, bool, int], _Basket]] = []
        for skipped in range(ATTEMPTS):
            basket = self._with_fibre(self._mains(number, skipped), fibre_aim, skipped)
            rank = self._rank(basket, fibre_aim)
            found.append((rank, basket))
            if not any(rank[:3]):
                break
        _, best = min(found, key=lambda one: one[0])
        self._fibre_before = best.fibre
        self._history.add(number, best.foods)
        self._seen.add(frozenset(one.key for one in best.foods))
        return best.foods

    def _begin_week(self, number: int) -> None:
        """Take the amounts and limits of a week, and share out its calcium where that is the goal."""
        first_week = number < WEEK
        foods = (*self._fermented, *self._prebiotic, *self._bone)
        self._loads = {one.key: _load(one, one.amount(first_week=first_week), self._limits) for one in foods}
        self._most = _most(self._limits, first_week=first_week)
        if self._aim.goal is Goal.CALCIUM:
            weeks = [self._shared_out(number, MOST_FOR_CALCIUM, is_varied=True)]
            if any(day.calcium < self._aim.calcium for day in weeks[0]):
                richest = MOST_FOR_CALCIUM[-RICHEST_WEEKS:]
                weeks += [self._shared_out(number, [most], is_varied=False) for most in richest]
            if self._week:
                weeks.append([self._filled(day.foods) for day in self._week])
            week = max(weeks, key=lambda week: sorted(min(day.calcium, self._aim.calcium) for day in week))
            self._week = self._with_fibre_rising(number, week)

    def _with_fibre_rising(self, number: int, week: list[_Basket]) -> list[_Basket]:
        """Return the days with those of more fibre last, if the week before leaves room for that."""
        rising = sorted(week, key=lambda day: day.fibre // MAX_RISE)
        history = deepcopy(self._history)
        for on, day in enumerate(rising, number):
            if not all(history.allows(on, one, is_capped=self._is_capped(one)) for one in day.foods):
                return week
            history.add(on, day.foods)
        return rising

    def _shared_out(self, number: int, limits: Sequence[Most], *, is_varied: bool) -> list[_Basket]:
        """Return a week where the day with the least calcium got each next food, fresh or the richest."""
        week, rich = [self._empty()] * WEEK, self._rich()
        history = deepcopy(self._history)
        for most in limits:
            open_days = list(DAYS_APART)
            while below := [day for day in open_days if week[day].calcium < self._aim.calcium]:
                day = min(below, key=lambda one: week[one].calcium)
                basket, on = week[day], number + day
                fitting = [
                    one
                    for one in rich
                    if (most == limits[-1] or self._over(basket, one) <= RICH)
                    and self._is_room(basket, one, most)
                    and history.allows(on, one, is_capped=self._is_capped(one))
                ]
                if not fitting:
                    open_days.remove(day)
                    continue
                costs = {one.key: history.cost(on, one) + self._base_costs[one.key] for one in fitting}
                best = min(
                    fitting,
                    key=lambda one: self._preference(basket, one, costs[one.key], is_varied=is_varied),
                )
                week[day] = self._add(basket, best)
                history.add(on, (best,))
        return week

    def _preference(self, basket: _Basket, one: Candidate, cost: int, *, is_varied: bool) -> int:
        """Return how late a food is taken: by its cost and fibre too, or by its calcium alone."""
        fibre, calcium, *_ = self._loads[one.key]
        over = self._over(basket, one)
        if is_varied:
            return self._freshness(one, cost) + fibre + over // CALCIUM_MG_PER_COST
        return over - calcium

    def _freshness(self, one: Candidate, cost: int) -> int:
        """Return the cost of a food less what its calcium is worth."""
        return cost - min(self._loads[one.key][1], RICH) // CALCIUM_MG_PER_COST

    def _over(self, basket: _Basket, one: Candidate) -> int:
        """Return how much more than the aim a food would give."""
        return max(0, basket.calcium + self._loads[one.key][1] - self._aim.calcium)

    def _mains(self, number: int, skipped: int) -> _Basket:
        """Return a ferment and a bone food, and foods for the calcium that is aimed at."""
        if self._aim.goal is Goal.CALCIUM:
            due = self._week[number % WEEK].foods
            return self._filled(
                one for place, one in enumerate(due) if place != skipped - 1 and one.key in self._costs
            )
        basket = self._first(self._empty(), self._cheapest(self._fermented), skipped)
        basket = self._first(basket, self._cheapest(self._bone), skipped // 2)
        rich = [one for one in self._rich() if one.key in self._costs]
        fresh = sorted(rich, key=lambda one: self._freshness(one, self._costs[one.key]))
        others = [one for place, one in enumerate(fresh) if place != skipped - 1]
        filled = self._calcium_foods(basket, others, MOST_OF_A_GROUP)
        if filled.calcium >= self._calcium_aim:
            return filled
        richest = sorted(fresh, key=lambda one: -self._loads[one.key][1])
        return max(
            (filled, self._calcium_foods(basket, richest, MOST_OF_A_GROUP[-1:])), key=lambda one: one.calcium
        )

    def _filled(self, foods: Iterable[Candidate]) -> _Basket:
        """Return a basket with those foods that fit."""
        basket = self._empty()
        for one in foods:
            if self._fits(basket, one):
                basket = self._add(basket, one)
        return basket

    def _cheapest(self, foods: Iterable[Candidate]) -> list[Candidate]:
        return sorted((one for one in foods if one.key in self._costs), key=lambda one: self._costs[one.key])

    def _first(self, basket: _Basket, foods: list[Candidate], skipped: int) -> _Basket:
        """Return a basket with one food more: another group first, the cheapest first."""
        fitting = [one for one in foods if self._fits(basket, one)]
        fresh = [one for one in fitting if one.group not in basket.groups] or fitting
        return self._add(basket, fresh[skipped % len(fresh)]) if fresh else basket

    def _rich(self) -> list[Candidate]:
        """Return the foods with calcium."""
        least = LEAST["calcium_mg"] * UNITS_PER_FIGURE
        return [one for one in (*self._fermented, *self._bone) if self._loads[one.key][1] >= least]

    def _calcium_foods(self, basket: _Basket, rich: list[Candidate], limits: Iterable[Most]) -> _Basket:
        """Return the basket with foods that reach the calcium aim, within each limit of a group."""
        for most in limits:
            for one in rich:
                if basket.calcium >= self._calcium_aim:
                    return basket
                if self._is_room(basket, one, most):
                    basket = self._add(basket, one)
        return basket

    def _is_room(self, basket: _Basket, one: Candidate, most: Most) -> bool:
        """Return whether a food with calcium fits, with so many of a group, and leaves room for fibre."""
        of_milk_and_soy, of_others, milk_drinks = most
        of_a_group = of_milk_and_soy if one.group in (FoodGroup.DAIRY, FoodGroup.SOY) else of_others
        return (
            len(basket.foods) < self._most_foods - 1
            and one not in basket.foods
            and basket.groups.count(one.group) < of_a_group
            and not (one.is_milk_drink and basket.milk_drinks >= milk_drinks)
            and self._fits(basket, one)
        )

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
        is_short = basket.calcium < self._calcium_due
        return is_seen, is_short, is_uneven, abs(basket.fibre - aim) + cost

    def _empty(self) -> _Basket:
        return _Basket((), (0,) * len(self._most), ())

    def _fits(self, basket: _Basket, one: Candidate) -> bool:
        if len(basket.foods) >= self._most_foods:
            return False
        if one.is_milk_drink and basket.milk_drinks >= self._milk_meals:
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
        amount.figure("calcium_mg"),
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
        chosen = _habits(habits, history, aim.goal, number)
        days.append(Day(foods.plan_day(number), tuple(chosen), number < WEEK))
    return days


def _is_habit_for(one: Candidate, goal: Goal) -> bool:
    """Return whether a habit may be served: for a goal with a known benefit only, never without an effect."""
    if goal is Goal.EVERYDAY:
        return one.claim is None or one.claim.direction is not Direction.NO_EFFECT
    return not one.is_without_known_benefit


def _habits(habits: list[Candidate], history: UsageHistory, goal: Goal, number: int) -> list[Candidate]:
    """Choose and record the habits of a day: the first one by the goal, of different topics.

    None stands too often in a week, and none three days running where another fits.
    """
    chosen: list[Candidate] = []

    def preference(one: Candidate) -> tuple[bool, bool, bool, bool, int]:
        misses = goal is Goal.MOVEMENT and not chosen and not one.is_movement
        again = history.is_running(number, one.key), history.is_running(number, one.group)
        return misses, *again, one.group in {other.group for other in chosen}, history.cost(number, one)

    def allowed() -> list[Candidate]:
        fitting = (one for one in habits if history.allows(number, one, is_capped=False))
        return [one for one in fitting if one not in chosen]

    # Where only two fit, they alternate: the same two would stand on every day.
    most = min(HABITS_A_DAY, max(1, len(allowed()) - 1))
    while len(chosen) < most and (rest := allowed()):
        chosen.append(min(rest, key=preference))
        history.add(number, chosen[-1:])
    return chosen
