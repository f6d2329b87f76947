"""Lay out a day: the dish and the moment of each food, in words with its amount."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.features.plan.candidates import MEALS, Candidates
from app.features.plan.day_composer import Day
from app.features.plan.food_rules import Amount
from app.features.plan.plan_index import Candidate
from app.features.plan.plan_texts import PlanText
from app.vocabulary.content import Moment


@dataclass(frozen=True)
class ServedPortion:
    """A food as it is served: the amount, the dish with the amount in words, and when."""

    food: Candidate
    amount: Amount
    text: str
    moment: Moment


@dataclass(frozen=True)
class _Serving:
    """A dish at a meal; `turn` is the number of days until the turn of that dish."""

    dish: PlanText
    moment: Moment
    turn: int

    def rank(self, others: Sequence["_Serving"]) -> tuple[int, int, int, int]:
        """Return how it compares beside others: what the meal has already, then how full it is."""
        meal = [one.dish for one in others if one.moment is self.moment]
        again = sum(len(self.dish.parts & one.parts) for one in meal)
        return again, len(meal), self.turn, MEALS.index(self.moment)


def servings_of(day: Day, number: int, candidates: Candidates) -> list[ServedPortion]:
    """Return the foods as they are served: other dishes on other days, meals of about one size."""
    served = _laid_out([list(_servings(one, number, candidates)) for one in day.foods])
    return [
        ServedPortion(one, amount, with_amount(serving.dish.text, amount), serving.moment)
        for one, amount, serving in zip(day.foods, day.amounts(), served, strict=True)
    ]


def _laid_out(options: Sequence[Sequence[_Serving]]) -> list[_Serving]:
    """Return one serving of each food, so that none would be less of a repeat in its meal at another place.

    Each move makes the day less of a repeat, so that it ends.
    """
    served: list[_Serving] = []
    for some in options:
        served.append(_best(some, served))
    place = 0
    while place < len(served):
        others = [*served[:place], *served[place + 1 :]]
        best = _best(options[place], others)
        is_better = best.rank(others)[0] < served[place].rank(others)[0]
        if is_better:
            served[place] = best
        place = 0 if is_better else place + 1
    return served


def _best(some: Sequence[_Serving], others: Sequence[_Serving]) -> _Serving:
    return min(some, key=lambda one: one.rank(others))


def _servings(one: Candidate, number: int, candidates: Candidates) -> Iterator[_Serving]:
    """Yield the dishes of a food that fit, at each meal that may have them."""
    dishes, meals = candidates.texts_of(one), candidates.meals_for(one)
    for place, dish in enumerate(dishes):
        turn = (place - number) % len(dishes)
        yield from (_Serving(dish, moment, turn) for moment in meals if dish.fits(moment))


def with_amount(dish: str, amount: Amount) -> str:
    """Return a dish with its amount."""
    return f"{dish}: {amount.words} ({amount.grams:g} g)."


def habit_text(habit: Candidate, candidates: Candidates) -> str:
    """Return the first text of a habit that names nothing unsuitable."""
    return candidates.texts_of(habit)[0].text
