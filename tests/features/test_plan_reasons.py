"""Every exclusion from a plan gives a reason with its caution or fact."""

import re
from collections.abc import Iterator

import pytest

from app.catalog.catalog import Catalog
from app.features.plan.candidates import choices_of as choices_made
from app.features.plan.person import person_of
from app.features.plan.plan import plan_of
from app.features.plan.schemas import Excluded, LeftOutFor, Plan
from tests.features.reference_planner import FOODS, Choice, ReferencePlanner, choices_of, plan_query

PERSON = ("life_stage", "conditions", "medicines", "allergies")
FROM_CAUTION = re.compile(
    r"(It uses (?P<used>.+?)\. )?(?P<caution>.+): this caution says to (?P<says>avoid it|ask first)\."
)


@pytest.fixture(scope="module")
def reference(catalog: Catalog) -> ReferencePlanner:
    return ReferencePlanner(catalog)


@pytest.fixture(scope="module")
def plans(catalog: Catalog) -> dict[Choice, Plan]:
    """Return the plan of a week for each choice by itself."""
    return {choice: plan_of(catalog, plan_query([choice], days=7)) for choice in choices_of(catalog)}


def reasons(plan: Plan) -> Iterator[tuple[Excluded, LeftOutFor]]:
    """Yield every reason of a plan with what it is about."""
    return ((one, reason) for one in plan.excluded for reason in one.because)


def test_plan_respects_every_single_choice(plans: dict[Choice, Plan], reference: ReferencePlanner) -> None:
    for choice, plan in plans.items():
        assert reference.faults(plan, [choice]) == [], choice
    assert len(plans) > 50


def test_every_reason_is_for_a_choice_that_was_made(catalog: Catalog, plans: dict[Choice, Plan]) -> None:
    """A choice implies wider ones: warfarin is a blood thinner."""
    for choice, plan in plans.items():
        made = choices_made(plan_query([choice]), person_of(catalog, plan_query([choice])))
        assert {(reason.parameter, reason.value) for _, reason in reasons(plan)} <= {*made, choice}


def test_exclusion_reason_names_the_caution_or_the_rule(
    catalog: Catalog, plans: dict[Choice, Plan], reference: ReferencePlanner
) -> None:
    """The caution names the choice and the entry, or what the entry uses, and is as serious as is said.

    The reason has the person's own word; the caution may name what follows from it.
    """
    seen = set()
    for choice, plan in plans.items():
        query = plan_query([choice])
        made = {value for _, value in choices_made(query, person_of(catalog, query))}
        for one, reason in reasons(plan):
            match = FROM_CAUTION.fullmatch(reason.text) if reason.parameter in PERSON else None
            if match is None:
                assert reason.text.endswith(".")
                continue
            (caution,) = [each for each in reference.cautions if each["name"] == match["caution"]]
            assert reason.value in {*made, choice[1]}
            assert made & reference_parameters(caution)
            assert (caution["severity"] == "avoid") is (match["says"] == "avoid it")
            reached = {
                reference.entries[key]["name"] for key in reference.reached(one.entry.id) - {one.entry.id}
            }
            assert match["used"] is None or match["used"] in reached
            seen.add((match["says"], bool(match["used"])))
    assert {("avoid it", False), ("avoid it", True), ("ask first", True), ("ask first", False)} <= seen


def reference_parameters(caution: dict[str, dict[str, list[object]]]) -> set[object]:
    """Return the stages of life, conditions, medicines and allergies that a caution reaches."""
    reaches = (caution["reaches"], caution["may_reach"])
    people = [one for reach in reaches for kind in ("conditions", "medicines") for one in reach[kind]]
    return {*caution["who"]["life_stages"], *caution["who"]["allergies"], *people}


def test_note_names_exactly_the_excluding_choices(catalog: Catalog) -> None:
    some = [("diet", "vegan"), ("free_from", "soy"), ("avoid", "fodmap"), ("medicines", "warfarin")]
    plan = plan_of(catalog, plan_query(some, days=2))
    (note,) = [note for note in plan.notes if note.startswith("No fermented food")]
    foods = {
        (reason.parameter, reason.value)
        for one, reason in reasons(plan)
        if one.entry.kind == FOODS[0] and reason.parameter
    }
    named = re.search(r"\((.+)\)", note)
    assert named
    words = {"vegan": "a vegan diet", "soy": "no soy", "fodmap": "few FODMAPs"}
    assert set(re.split(r", | and ", named[1])) == {
        words.get(str(value), str(value).capitalize()) for _, value in foods
    }
