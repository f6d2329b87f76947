"""A narrower condition, medicine, stage of life or item never has fewer cautions than its broader one.

Each with everything else alone, and in requests drawn at random. A caution that a closer one supersedes
counts as given where that one is.
"""

from collections.abc import Iterable
from random import Random

import pytest

from app.catalog.catalog import Catalog
from app.features.check.check import check
from app.features.check.schemas import CheckRequest
from tests.features.reference_check import (
    ALLERGIES,
    CAUTIONS,
    CONCEPTS,
    CONDITIONS,
    ITEMS,
    MEDICINES,
    STAGES,
    broader,
)

DRAWN = 20_000
PARTS = 10
"""Of which `make test` runs the first two; `make exhaustive` runs the others."""

Asked = tuple[str, str]
"""A field of a request and one value of it."""

ENTRIES = {"conditions": CONDITIONS, "medicines": MEDICINES}
THINGS: list[Asked] = [("items", key) for key in ITEMS]
PEOPLE: list[Asked] = [
    *((field, f"{field}/{slug}") for field, slugs in ENTRIES.items() for slug in slugs),
    *(("life_stages", stage) for stage in STAGES),
    *(("allergies", allergy) for allergy in ALLERGIES),
]
STEPS: list[tuple[Asked, Asked]] = [
    *(
        ((field, f"{field}/{slug}"), (kind, f"{kind}/{wider}"))
        for field, slugs in ENTRIES.items()
        for slug in slugs
        for kind, wider in broader(field, slug)
    ),
    *(
        (("items", key), ("items", f"{key.partition('/')[0]}/{wider}"))
        for key, item in ITEMS.items()
        for wider in item.get("broader", ())
    ),
    *(
        (("life_stages", stage), ("life_stages", wider))
        for stage, concept in CONCEPTS["life_stages"].items()
        for wider in (*concept.get("broader", ()), *concept.get("possibly", ()))
    ),
]
"""Every narrower one, with each that it is a kind of, implies or may imply."""


def flagged(catalog: Catalog, asked: Iterable[Asked]) -> set[str]:
    """Return the cautions that a check shows."""
    request: dict[str, list[str]] = {}
    for field, value in asked:
        request.setdefault(field, []).append(value)
    answer = check(catalog, CheckRequest.model_validate(request))
    return {flag.slug for flag in (*answer.for_you, *answer.for_everyone)}


def lost(catalog: Catalog, narrower: Asked, wider: Asked, others: list[Asked]) -> set[str]:
    """Return the cautions for the broader one that the narrower one lacks."""
    shown = flagged(catalog, [narrower, *others])
    return {one for one in flagged(catalog, [wider, *others]) if not is_given(one, shown)}


def is_given(slug: str, shown: set[str]) -> bool:
    """Return whether a caution is shown, or one that supersedes it."""
    found = [slug]
    for one in found:
        found += [closer for closer in CAUTIONS[one].get("superseded_by", ()) if closer not in found]
    return not shown.isdisjoint(found)


@pytest.mark.parametrize(
    ("narrower", "wider"),
    [
        (("conditions", "Crohn's"), ("conditions", "IBD")),
        (("conditions", "kidney transplant"), ("conditions", "weak immune system")),
        (("conditions", "haemodialysis"), ("conditions", "kidney disease")),
        (("medicines", "doxycycline"), ("medicines", "tetracyclines")),
        (("medicines", "doxycycline"), ("medicines", "medicines/antibacterial-antibiotics")),
        (("medicines", "warfarin"), ("medicines", "vitamin K antagonist")),
        (("life_stages", "baby"), ("life_stages", "toddler")),
        (("items", "S. boulardii"), ("items", "probiotic capsules")),
    ],
)
def test_a_narrower_word_has_every_caution_of_the_broader_word(
    catalog: Catalog, narrower: Asked, wider: Asked
) -> None:
    others = PEOPLE if narrower[0] == "items" else THINGS
    assert any(flagged(catalog, [wider, other]) for other in others)
    assert [other for other in others if lost(catalog, narrower, wider, [other])] == []


def test_a_narrower_one_has_every_caution_with_each_thing_alone(catalog: Catalog) -> None:
    assert len(STEPS) > 100
    for narrower, wider in STEPS:
        for other in PEOPLE if narrower[0] == "items" else THINGS:
            assert lost(catalog, narrower, wider, [other]) == set(), (narrower, wider, other)


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=() if part < 2 else pytest.mark.exhaustive) for part in range(PARTS)],
)
def test_a_narrower_one_has_every_caution_in_drawn_requests(catalog: Catalog, part: int) -> None:
    for number in range(part, DRAWN, PARTS):
        random = Random(number)
        narrower, wider = random.choice(STEPS)
        others = random.sample(THINGS, random.choice((1, 2))) + random.sample(PEOPLE, random.choice((1, 2)))
        assert lost(catalog, narrower, wider, others) == set(), (narrower, wider, others)


def test_a_lost_caution_is_noticed(catalog: Catalog) -> None:
    assert "warfarin-natto" in lost(
        catalog, ("medicines", "ramipril"), ("medicines", "warfarin"), [("items", "natto")]
    )
