"""No plan contains what a caution says to avoid, for every combination of up to three choices."""

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from sys import stdout
from typing import Any

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.features.plan.plan import plan_of
from tests.features.reference_planner import (
    ONCE,
    Choice,
    ReferencePlanner,
    choices_of,
    plan_query,
    valid_combinations,
)

PARTS = 500
PAIR_PARTS = 6
"""Of which `make test` runs the first; `make exhaustive` runs the others."""
LARGER = 10_000
LARGER_PARTS = 16
SEEDS = 50


@pytest.fixture(scope="module")
def reference(catalog: Catalog) -> ReferencePlanner:
    return ReferencePlanner(catalog)


def many(choices: list[Choice], number: int) -> list[Choice]:
    """Return four choices or more, drawn by a number; a parameter that takes one value has one."""
    drawn = sorted(choices, key=lambda choice: sha256(f"{number}/{choice}".encode()).digest())
    once = {name: (name, value) for name, value in reversed(drawn) if name in ONCE}
    return [choice for choice in drawn if once.get(choice[0], choice) == choice][: 4 + number % 21]


def sampled(parts: int, sample: int) -> list[Any]:
    """Return the numbers of the parts, all but the first few marked as exhaustive."""
    return [
        pytest.param(part, marks=() if part < sample else pytest.mark.exhaustive) for part in range(parts)
    ]


def check_plans(
    catalog: Catalog, reference: ReferencePlanner, combinations: Iterable[tuple[Choice, ...]]
) -> int:
    """Check the plan of each combination against the reference; return the number of plans."""
    count = shown = 0
    for some in combinations:
        plan = plan_of(catalog, plan_query(some, days=1 + (count % 4 == 0), seed=count % SEEDS))
        assert reference.faults(plan, some) == [], some
        count += 1
        shown += sum(len(day.items) for day in plan.days)
    stdout.write(f"{count} plans, {shown} items, 0 violations\n")
    assert shown > count // 2
    return count


@pytest.mark.slow
@pytest.mark.parametrize("part", sampled(PAIR_PARTS, 1))
def test_plans_of_up_to_two_choices_exclude_what_to_avoid(
    catalog: Catalog, reference: ReferencePlanner, part: int
) -> None:
    some = islice(valid_combinations(choices_of(catalog), range(3)), part, None, PAIR_PARTS)
    assert check_plans(catalog, reference, some) > 4_000


@pytest.mark.slow
@pytest.mark.parametrize("part", sampled(PARTS, 1))
def test_plans_of_three_choices_exclude_what_to_avoid(
    catalog: Catalog, reference: ReferencePlanner, part: int
) -> None:
    some = islice(valid_combinations(choices_of(catalog), [3]), part, None, PARTS)
    assert check_plans(catalog, reference, some) > 4_000


@pytest.mark.slow
@pytest.mark.parametrize("part", sampled(LARGER_PARTS, 1))
def test_plans_of_many_choices_exclude_what_to_avoid(
    catalog: Catalog, reference: ReferencePlanner, part: int
) -> None:
    choices = choices_of(catalog)
    for number in range(part, LARGER, LARGER_PARTS):
        some = many(choices, number)
        plan = plan_of(catalog, plan_query(some, days=1 + number % 4, seed=number))
        assert reference.faults(plan, some) == [], some


def test_reference_matcher_detects_errors(catalog: Catalog, reference: ReferencePlanner) -> None:
    """A plan made for nobody in particular is held against people whom it does not suit."""
    for choice in (
        ("diet", "vegan"),
        ("free_from", "gluten"),
        ("avoid", "fodmap"),
        ("conditions", "neutropenia"),
        ("medicines", "irreversible-maois"),
        ("allergies", "milk"),
    ):
        plan = plan_of(catalog, plan_query([], days=14))
        assert any("against" in fault for fault in reference.faults(plan, [choice])), choice
        assert any("not excluded" in fault for fault in reference.faults(plan, [choice])), choice
    pregnant = plan_of(catalog, plan_query([("life_stage", "pregnancy")], days=14))
    mute = pregnant.model_copy(
        update={
            "days": tuple(
                day.model_copy(
                    update={"items": tuple(item.model_copy(update={"mind": ()}) for item in day.items)}
                )
                for day in pregnant.days
            )
        }
    )
    assert any("say first" in fault for fault in reference.faults(mute, [("life_stage", "pregnancy")]))


def test_choices_match_the_schema(catalog: Catalog, reference: ReferencePlanner) -> None:
    names = {name for name, _ in choices_of(catalog)}
    assert names == {
        "diet",
        "free_from",
        "avoid",
        "life_stage",
        "goal",
        "conditions",
        "medicines",
        "allergies",
    }
    traits = {name for name, _ in (*reference.forbidden, *reference.forms)}
    assert {"life_stage", "conditions", "medicines", "allergies"} <= traits
    assert reference.asking
    assert {name for name, _ in reference.misfits} == {"diet", "free_from", "avoid", "allergies"}


async def test_nobody_with_much_calcium_in_the_blood_is_told_to_need_it(client: httpx.AsyncClient) -> None:
    for goal in ("calcium", "everyday"):
        query = {"conditions": "hypercalcaemia", "goal": goal}
        plan = (await client.get("/v1/plan", params=query)).json()["data"]
        assert plan["days"]
        texts = [day["totals_text"] for day in plan["days"]]
        texts += [item["why"]["text"] for day in plan["days"] for item in day["items"]]
        assert not any("You need" in text or "mg a day" in text for text in texts)
