"""Lay out a day: the dish and the moment of each food, in words with its amount."""

from collections import Counter
from dataclasses import dataclass

from app.features.plan.candidates import Candidates
from app.features.plan.day_composer import Day
from app.features.plan.food_rules import Amount
from app.features.plan.plan_index import Candidate
from app.features.plan.plan_texts import PLAIN
from app.vocabulary.content import Moment

MEALS = (Moment.BREAKFAST, Moment.LUNCH, Moment.SNACK, Moment.DINNER)
LATER_MEALS = MEALS[1:]
"""The meals that keep a food apart from morning tablets."""
MIDDAY_MEALS = (Moment.LUNCH, Moment.SNACK)
"""The meals that keep a food apart from a medicine at breakfast and at night."""


@dataclass(frozen=True)
class ServedPortion:
    """A food as it is served: the amount, the dish with the amount in words, and when."""

    food: Candidate
    amount: Amount
    text: str
    moment: Moment


def servings_of(day: Day, number: int, candidates: Candidates) -> list[ServedPortion]:
    """Return the foods as they are served: other dishes on other days, meals of about one size."""
    taken: Counter[Moment] = Counter()
    found = []
    for one, amount in zip(day.foods, day.amounts(), strict=True):
        dish, moment = _dish(one, number, candidates, taken)
        taken[moment] += 1
        found.append(ServedPortion(one, amount, with_amount(dish, amount), moment))
    return found


def _dish(one: Candidate, number: int, candidates: Candidates, taken: Counter[Moment]) -> tuple[str, Moment]:
    meals: tuple[Moment, ...] = MEALS
    if one.key in candidates.timed:
        meals = MIDDAY_MEALS if one.key in candidates.midday else LATER_MEALS
    suitable = [text for text in one.texts if text.suits(candidates.excluded, candidates.words)]
    options = [
        (taken[moment], (place - number) % len(suitable), MEALS.index(moment), text.text, moment)
        for place, text in enumerate(suitable)
        for moment in meals
        if text.fits(moment)
    ]
    if options:
        *_, text, moment = min(options)
        return text, moment
    return PLAIN, min(meals, key=lambda meal: (taken[meal], meal is Moment.BREAKFAST))


def with_amount(dish: str, amount: Amount) -> str:
    """Return a dish with its amount."""
    return f"{dish}: {amount.words} ({amount.grams:g} g)."


def habit_text(habit: Candidate, candidates: Candidates) -> str:
    """Return the first text of a habit that names nothing unsuitable, else its first."""
    suitable = (text.text for text in habit.texts if text.suits(candidates.excluded, candidates.words))
    return next(suitable, habit.texts[0].text)
