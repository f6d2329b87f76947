"""Daily reference values: those that apply to a person, by age, sex and stage of life."""

from typing import Any

import httpx
import pytest

from tests.api.test_problems import problem_of

Row = tuple[str, str, float | None, str]


async def rows(client: httpx.AsyncClient, **query: Any) -> list[Row]:
    """Return authority, group, amount and type of every value that applies."""
    body = (await client.get("/v1/reference-values", params=query)).json()["data"]
    return [
        (one["authority"], one["group"], one["amount"], one["type"])
        for nutrient in body["nutrients"]
        for one in nutrient["values"]
    ]


async def test_without_a_person_all_values_are_listed(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/reference-values")).json()["data"]

    assert len(body["nutrients"]) == 9
    assert sum(len(one["values"]) for one in body["nutrients"]) == 124
    assert body["note"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            {"age": 70, "sex": "female"},
            [("iom", "51-70 years", 1200.0, "RDA"), ("iom", "51 years and over", 2000.0, "UL")],
        ),
        (
            {"age": 70, "sex": "male"},
            [("iom", "51-70 years", 1000.0, "RDA"), ("iom", "51 years and over", 2000.0, "UL")],
        ),
        (
            {"age": 16, "sex": "female", "life_stage": "pregnancy"},
            [
                ("iom", "pregnant or breastfeeding, 14-18 years", 1300.0, "RDA"),
                ("iom", "9-18 years", 3000.0, "UL"),
            ],
        ),
    ],
)
async def test_calcium_of_a_person_by_the_us_authority(
    client: httpx.AsyncClient, query: dict[str, Any], expected: list[Row]
) -> None:
    assert await rows(client, nutrient="calcium", authority="iom", **query) == expected


async def test_what_comes_on_top_stays_beside_the_value_for_the_age(client: httpx.AsyncClient) -> None:
    found = await rows(
        client, age=30, sex="female", life_stage="breastfeeding", nutrient="calcium", authority="uk"
    )

    assert found == [("uk", "19 years and over", 700.0, "RNI"), ("uk", "breastfeeding", 550.0, "RNI")]


async def test_a_value_that_was_not_seen_is_null_with_a_note(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/reference-values?nutrient=vitamin-k&authority=efsa")).json()["data"]

    (value,) = body["nutrients"][0]["values"]
    assert (value["amount"], value["seen"]) == (None, False)
    assert "November 2026" in value["note"]


async def test_unknown_nutrient_and_bad_age_are_reported_together(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/reference-values?age=200&sex=femal")
    problem = problem_of(answer, 422, "invalid-parameter")
    assert {error["where"] for error in problem["errors"]} == {"query.age", "query.sex"}
    named = problem_of(await client.get("/v1/reference-values?nutrient=calcum"), 404, "unknown-name")
    assert "calcium" in named["did_you_mean"]
