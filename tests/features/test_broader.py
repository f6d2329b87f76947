"""What holds for a wider condition or medicine class holds for every narrower one, all the way up."""

from typing import Any

import httpx
import pytest

from tests.api.test_lists import entries_of
from tests.features.reference_check import CAUTIONS, broader, check

REACHED = [
    ("conditions", "organ-or-stem-cell-transplant", "immunocompromised-probiotics"),
    ("conditions", "neutropenia", "kombucha-home-brew"),
    ("conditions", "stricturing-crohn-disease", "bowel-stricture-fibre"),
    ("conditions", "alcohol-use-disorder", "kombucha-alcohol"),
    ("medicines", "quinolones", "antibiotic-spacing"),
    ("medicines", "warfarin", "warfarin-natto"),
    ("medicines", "insulin", "diabetes-added-sugar"),
]
"""A condition or medicine, and a caution that names it or something wider."""


@pytest.mark.parametrize(("kind", "slug", "caution"), REACHED)
async def test_a_caution_on_a_wider_one_is_in_every_list(
    client: httpx.AsyncClient, kind: str, slug: str, caution: str
) -> None:
    entry = (await client.get(f"/v1/{kind}/{slug}")).json()["data"]
    listed = await entries_of(client, "cautions", **{kind.removesuffix("s"): [slug]})

    assert caution in {card["slug"] for card in entry["cautions"]}
    assert caution in {one["slug"] for one in listed}


@pytest.mark.parametrize(("kind", "slug", "caution"), REACHED)
async def test_check_flags_a_caution_on_a_wider_one(
    client: httpx.AsyncClient, kind: str, slug: str, caution: str
) -> None:
    applies = CAUTIONS[caution]["applies_to"]
    items = [*applies.get("foods", ()), *(f"supplements/{one}" for one in applies.get("supplements", ()))]
    answer = await check(client, items=items, **{kind: [slug]})

    flag = next(one for one in answer["for_you"] if one["slug"] == caution)
    reason = next(one for one in flag["matched"]["because"] if one["value"] == slug)
    assert reason["certain"] is True


async def test_check_marks_a_caution_that_may_apply(client: httpx.AsyncClient) -> None:
    answer = await check(client, items=["food-sources/kefir"], medicines=["chemotherapy"])

    flags = {one["slug"]: one["matched"]["because"][0]["certain"] for one in answer["for_you"]}
    assert flags["neutropenia-probiotic-foods"] is False
    assert flags["immunocompromised-probiotics"] is True


async def test_a_caution_reaches_everything_narrower_and_nothing_else(client: httpx.AsyncClient) -> None:
    people = [
        (kind, one["slug"]) for kind in ("conditions", "medicines") for one in await entries_of(client, kind)
    ]
    for caution in await entries_of(client, "cautions"):
        reached: dict[str, list[str]] = {"conditions": [], "medicines": []}
        for kind, slug in people:
            if names_or_inherits(caution["who"], kind, slug):
                reached[kind].append(slug)
        for kind, slugs in reached.items():
            both = [*caution["reaches"][kind], *caution["may_reach"][kind]]
            assert sorted(both) == sorted(slugs), caution["slug"]


def names_or_inherits(who: dict[str, Any], kind: str, slug: str) -> bool:
    """Return whether a caution names a condition or medicine, or something it belongs to or implies."""
    return slug in {one["slug"] for one in who[kind]} or any(
        names_or_inherits(who, *wider) for wider in broader(kind, slug)
    )
