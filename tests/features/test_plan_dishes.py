"""The dishes of a plan: each is one of its food that fits, and a meal has no two of a kind where it can."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.features.plan.candidates import NO_DISH
from app.features.plan.plan import plan_of
from app.features.plan.plan_index import plan_index_of
from app.features.plan.schemas import Plan, PlanDay, PlanItem, PlanQuery
from tests.features.reference_planner import FOODS, ReferencePlanner
from tests.features.test_plan_rules import drawn_query

PERSONS = 300
MILK_DRINKS = {"kefir", "buttermilk", "lassi", "milk", "lactose-free-milk", "soy-drink-fortified"}
DRINKS = MILK_DRINKS | {"orange-juice-fortified", "mineral-water-calcium"}
ONCE_A_WEEK = {
    "limit-processed-food",
    "cook-from-whole-ingredients-one-evening",
    "read-a-supplement-label-before-buying",
}


@pytest.fixture(scope="module")
def reference(catalog: Catalog) -> ReferencePlanner:
    return ReferencePlanner(catalog)


@pytest.fixture(scope="module")
def plans(catalog: Catalog) -> list[tuple[dict[str, Any], Plan]]:
    """Return the plans of people drawn at random."""
    drawn = (drawn_query(number) for number in range(PERSONS))
    return [(given, plan_of(catalog, PlanQuery.model_validate(given))) for given in drawn]


def days_of(plans: list[tuple[dict[str, Any], Plan]]) -> Iterator[PlanDay]:
    """Yield the days of all plans."""
    yield from (day for _, plan in plans for day in plan.days)


def foods_of(day: PlanDay) -> list[PlanItem]:
    """Return the foods of a day."""
    return [item for item in day.items if item.entry.kind in FOODS]


def test_every_text_is_a_dish_of_its_food_with_the_amount(
    plans: list[tuple[dict[str, Any], Plan]], reference: ReferencePlanner
) -> None:
    """Where no dish of a food fits, the food is left out: nobody gets dry seeds or garlic "plain"."""
    seen = 0
    for item in (item for day in days_of(plans) for item in foods_of(day)):
        dishes = reference.entries[item.entry.id]["portion"]["dishes"]
        fitting = [one["text"] for one in dishes if item.moment in one["moments"]]
        assert item.text in [f"{dish}: {item.portion} ({item.portion_g:g} g)." for dish in fitting]
        seen += 1
    assert seen > PERSONS * 20


def test_every_step_is_in_its_own_words(
    plans: list[tuple[dict[str, Any], Plan]], reference: ReferencePlanner
) -> None:
    for item in (item for day in days_of(plans) for item in day.items if item.entry.kind not in FOODS):
        step = reference.entries[item.entry.id]
        assert item.text in {step.get("start_small"), step["action"]}


def test_food_without_a_fitting_dish_is_left_out_with_the_reason(catalog: Catalog) -> None:
    """Levothyroxine keeps oats from breakfast, and their dish for between meals names banana."""
    query = {"conditions": ["SIBO"], "medicines": ["levothyroxine"], "days": 7}
    plan = plan_of(catalog, PlanQuery.model_validate(query))
    reasons = {one.entry.slug: [reason.text for reason in one.because] for one in plan.excluded}
    assert reasons["oats"] == [NO_DISH]
    assert "oats" not in {item.entry.slug for day in plan.days for item in day.items}


def test_most_foods_of_plans_can_be_served_without_naming_another(catalog: Catalog) -> None:
    """So that a food stays in a plan when others are left out; a few go with others only."""
    index = plan_index_of(catalog)
    out = {*index.unless_wanted, *index.exclusions[None, None]}
    foods = [one for one in (*index.fermented, *index.prebiotic, *index.bone) if one.key not in out]
    with_others = {one.entry.slug for one in foods if all(text.foods for text in one.texts)}
    assert with_others == set()


def test_dishes_and_portions_do_not_contradict_each_other(reference: ReferencePlanner) -> None:
    """A glass is no dressing, miso in a cup of soup goes into no rice, and soaked seeds are not dry."""
    for key in (key for key in reference.entries if key.split("/")[0] in FOODS):
        portion = reference.entries[key]["portion"]
        amounts = f"{portion['description']} {portion['start_description'] or ''}"
        for dish in (one["text"].lower() for one in portion["dishes"]):
            assert not ("glass" in amounts and re.search("dressing|soup|creamy", dish)), (key, dish)
            assert "cup of soup" not in amounts or "soup" in dish, (key, dish)
            assert "minutes" not in amounts or not re.search("overnight|dry", dish), (key, dish)
            assert "slices" not in amounts or "flour" not in dish, (key, dish)
            assert "heart" not in amounts or "leaf" not in dish, (key, dish)
            assert "chopped" not in amounts or not re.search("wedge|whole", dish), (key, dish)


def repeats(day: PlanDay, pattern: str) -> bool:
    """Return whether a word stands in two dishes of a meal."""
    named = Counter(item.moment for item in foods_of(day) if re.search(pattern, item.text.lower()))
    return any(count > 1 for count in named.values())


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bsoup",
        r"\bsalad",
        r"stew|curry|simmered",
        r"potato|\brice\b|pasta|quinoa|barley",
        r"bread|toast",
        r"porridge",
        r"omelette|\begg",
        r"blended",
        r"avocado",
        r"banana",
        r"tomato",
    ],
)
def test_meals_have_no_two_soups_salads_stews_or_side_dishes_where_another_fits(
    plans: list[tuple[dict[str, Any], Plan]], pattern: str
) -> None:
    """Illnesses and timing leave some people one dish of a food at one meal: one day in five hundred."""
    days = list(days_of(plans))
    assert len(days) > 1500
    assert sum(repeats(day, pattern) for day in days) <= len(days) / 500


@pytest.mark.parametrize("goal", ["everyday", "calcium", "fibre"])
def test_no_meal_has_two_leafy_greens_or_two_drinks(
    catalog: Catalog, reference: ReferencePlanner, goal: str
) -> None:
    """Kale and collards are not both the greens of one dinner, milk and juice not both of one breakfast."""
    for seed in range(8):
        plan = plan_of(catalog, PlanQuery.model_validate({"goal": goal, "days": 14, "seed": seed}))
        for day in plan.days:
            groups = [(item.moment, reference.entries[item.entry.id]["group"]) for item in foods_of(day)]
            counts = Counter(one for one in groups if one[1] in {"leafy_green", "pulse", "fish"})
            counts += Counter((item.moment, "drinks") for item in day.items if item.entry.slug in DRINKS)
            assert max(counts.values(), default=1) == 1


@pytest.mark.parametrize("goal", ["everyday", "calcium"])
@pytest.mark.parametrize("seed", range(8))
def test_no_day_has_more_than_two_drinks_like_milk(catalog: Catalog, goal: str, seed: int) -> None:
    plan = plan_of(catalog, PlanQuery.model_validate({"goal": goal, "days": 14, "seed": seed}))
    for day in plan.days:
        assert sum(item.entry.slug in MILK_DRINKS for item in day.items) <= 2


def test_third_drink_like_milk_only_for_calcium_and_never_a_fourth(
    plans: list[tuple[dict[str, Any], Plan]],
) -> None:
    for given, plan in plans:
        most = [sum(item.entry.slug in MILK_DRINKS for item in day.items) for day in plan.days]
        assert max(most, default=0) <= (3 if given["goal"] == "calcium" else 2)


@pytest.mark.parametrize("goal", ["everyday", "calcium", "fibre", "movement"])
def test_step_for_one_evening_of_the_week_stands_once_a_week(catalog: Catalog, goal: str) -> None:
    """Both steps that say to cook one evening are one such step."""
    for seed in range(8):
        plan = plan_of(catalog, PlanQuery.model_validate({"goal": goal, "days": 14, "seed": seed}))
        on = [day.day for day in plan.days for item in day.items if item.entry.slug in ONCE_A_WEEK]
        assert len(on) >= 1
        assert all(later - earlier >= 7 for earlier, later in pairwise(on))


def test_two_steps_that_are_left_alternate_beside_those_for_once_a_week(catalog: Catalog) -> None:
    """With a vertebral fracture few steps fit, and most days none of those that stand once a week."""
    query = {"conditions": ["vertebral fracture", "heart failure"], "days": 14}
    for seed in range(20):
        plan = plan_of(catalog, PlanQuery.model_validate(query | {"seed": seed}))
        steps = [[item.entry.slug for item in day.items if item.entry.kind not in FOODS] for day in plan.days]
        assert all(steps)
        assert all(len(one) == 1 or set(one) != set(other) for one, other in pairwise(steps))


def test_no_step_of_every_day_says_that_it_is_for_one_day(plans: list[tuple[dict[str, Any], Plan]]) -> None:
    steps = {item.entry.slug: item.text for day in days_of(plans) for item in day.items}
    weekly = {slug for slug, text in steps.items() if re.search(r"this week|one evening", text)}
    assert weekly <= ONCE_A_WEEK


def test_reason_of_a_step_is_about_that_step(plans: list[tuple[dict[str, Any], Plan]]) -> None:
    """Walking does not carry what balance training does, nor a chair what heavy weights do."""
    steps = {item.entry.slug: item.why for day in days_of(plans) for item in day.items}
    for slug in ("morning-walk", "move-every-day"):
        assert steps[slug].text.endswith("Walking is one part of that mix.")
        assert "a quarter of falls" not in steps[slug].text
    for slug in ("stand-up-from-a-chair", "do-weight-bearing-exercise"):
        assert steps[slug].text.endswith("is a start, not the whole programme.")
    claims = {slug: why.claim and why.claim.slug for slug, why in steps.items()}
    assert claims["stand-up-from-a-chair"] == claims["do-weight-bearing-exercise"] == "life-exercise"
    assert claims["water-instead-of-a-sweet-drink"] == "life-sugar"
