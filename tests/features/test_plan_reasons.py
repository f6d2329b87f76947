"""Every exclusion from a plan gives a reason with its caution or fact."""

import re
from collections.abc import Iterator

import pytest

from app.catalog.catalog import Catalog
from app.features.plan.plan import plan_of
from app.features.plan.schemas import Excluded, LeftOutFor, Plan
from tests.features.reference_planner import FOODS, Choice, ReferencePlanner, choices_of, query_parameters

PERSON = ("life_stage", "conditions", "medicines")
FROM_CAUTION = re.compile(
    r"(It uses (?P<used>.+?)\. )?(?P<caution>.+): this caution says to (?P<says>avoid it|ask first)\."
    r"(?P<others> Others need no asking\.)?"
)


@pytest.fixture(scope="module")
def reference(catalog: Catalog) -> ReferencePlanner:
    return ReferencePlanner(catalog)


@pytest.fixture(scope="module")
def plans(catalog: Catalog) -> dict[Choice, Plan]:
    """Return the plan of a week for each choice by itself."""
    return {choice: plan_of(catalog, *query_parameters([choice], days=7)) for choice in choices_of(catalog)}


def reasons(plan: Plan) -> Iterator[tuple[Excluded, LeftOutFor]]:
    """Yield every reason of a plan with what it is about."""
    return ((one, reason) for one in plan.excluded for reason in one.because)


def test_plan_respects_every_single_choice(plans: dict[Choice, Plan], reference: ReferencePlanner) -> None:
    for choice, plan in plans.items():
        assert reference.faults(plan, [choice]) == [], choice
    assert len(plans) > 50


def test_every_reason_is_for_a_choice_that_was_made(plans: dict[Choice, Plan]) -> None:
    for choice, plan in plans.items():
        usual = {(None, None), ("diet", "omnivore"), ("life_stage", "adult"), choice}
        assert {(reason.parameter, reason.value) for _, reason in reasons(plan)} <= usual


def test_exclusion_reason_names_the_caution(plans: dict[Choice, Plan], reference: ReferencePlanner) -> None:
    """The caution names the choice and the entry, or what the entry uses, and is as serious as is said."""
    seen = set()
    for plan in plans.values():
        for one, reason in reasons(plan):
            if reason.parameter not in PERSON:
                continue
            match = FROM_CAUTION.fullmatch(reason.text)
            assert match, reason.text
            (caution,) = [each for each in reference.cautions if each["name"] == match["caution"]]
            assert reason.value in reference_parameters(caution)
            assert (caution["severity"] == "avoid") is (match["says"] == "avoid it")
            reached = {
                reference.entries[key]["name"] for key in reference.reached(one.entry.id) - {one.entry.id}
            }
            assert match["used"] is None or match["used"] in reached
            assert not match["others"] or (match["says"] == "ask first" and one.entry.kind in FOODS)
            seen.add((match["says"], bool(match["used"]), bool(match["others"])))
    assert {("avoid it", False, False), ("avoid it", True, False), ("ask first", True, False)} <= seen


def reference_parameters(caution: dict[str, dict[str, list[object]]]) -> set[object]:
    """Return the stages of life, conditions and medicines that a caution names."""
    who = caution["who"]
    people = [one for kind in ("conditions", "medicines") for one in who[kind]]
    return {*who["life_stages"], *(one["slug"] for one in people if isinstance(one, dict))}


def test_note_names_exactly_the_excluding_choices(catalog: Catalog) -> None:
    some = [("diet", "vegan"), ("free_from", "soy"), ("avoid", "fodmap"), ("medicines", "warfarin")]
    plan = plan_of(catalog, *query_parameters(some, days=2))
    (note,) = [note for note in plan.notes if note.startswith("No fermented food")]
    foods = {
        (reason.parameter, reason.value)
        for one, reason in reasons(plan)
        if one.entry.kind == FOODS[0] and reason.parameter
    }
    named = re.search(r"\((.+)\)", note)
    assert named
    assert set(named[1].split(", ")) == {f"{name}: {value}".replace("_", " ") for name, value in foods}
