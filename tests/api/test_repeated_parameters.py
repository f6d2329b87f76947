"""A repeated single-value parameter is rejected by name; multi-value parameters may repeat."""

import httpx
import pytest

from tests.api.test_problems import problem_of


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/v1/food-sources?limit=2&limit=6", ["limit"]),
        ("/v1/food-sources?limit=2&limit=2", ["limit"]),
        ("/v1/food-sources?cursor=a&limit=1&limit=2&cursor=b", ["limit", "cursor"]),
        ("/v1/sources?year_from=2010&year_from=2012", ["year_from"]),
        ("/v1/plan?seed=1&seed=2&days=1", ["seed"]),
        ("/v1/graph?depth=1&depth=2&around=food-sources/kefir", ["depth"]),
        ("/v1/paths?from=food-sources/kefir&from=food-sources/natto&to=outcomes/x", ["from"]),
        ("/v1/changes?since=a&since=b", ["since"]),
    ],
)
async def test_repeated_single_value_parameter_gives_422(
    client: httpx.AsyncClient, address: str, names: list[str]
) -> None:
    problem = problem_of(await client.get(address), 422, "invalid-parameter")
    twice = [error["where"] for error in problem["errors"] if "given 2 times" in error["message"]]
    assert sorted(twice) == sorted(f"query.{name}" for name in names)


async def test_repeated_parameter_is_listed_with_other_errors(client: httpx.AsyncClient) -> None:
    address = "/v1/cautions?limit=2&limit=6&severty=avoid&medicine=warfrin&severity=nope"
    problem = problem_of(await client.get(address), 422, "invalid-parameter")
    named = {error["where"] for error in problem["errors"]}
    assert named == {"query.limit", "query.severty", "query.medicine", "query.severity"}
    (double,) = (error for error in problem["errors"] if error["where"] == "query.limit")
    assert double["given"] == "2, 6"


async def test_multi_value_parameters_accept_repetition(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/food-sources?diet=vegan&diet=vegetarian&limit=3")
    assert response.status_code == 200
