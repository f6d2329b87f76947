"""Parameters of the citation routes, and their validation errors."""

import httpx
import pytest

from tests.api.test_lists import entries_of
from tests.features.test_citations import cited
from tests.fixtures.contract import parameters_of


async def test_items_may_be_comma_separated_or_repeated(client: httpx.AsyncClient) -> None:
    kefir, natto = "food-sources/kefir", "food-sources/natto"
    whole = await cited(client, kefir, natto)
    for items in ([f"{kefir},{natto}"], [f"{kefir}, {natto}"], [kefir, f"{natto},{kefir}", natto]):
        assert await cited(client, *items) == whole
    assert await cited(client, natto, kefir) != whole
    assert await cited(client, "guide", kefir) == await cited(client, "guide")


async def test_former_slug_is_resolved(sample_client: httpx.AsyncClient) -> None:
    assert await cited(sample_client, "terms/moon-dirt") == await cited(sample_client, "terms/regolith")


async def test_the_list_carries_disclaimer_and_release(client: httpx.AsyncClient) -> None:
    disclaimer = (await client.get("/v1/disclaimer")).json()
    body = await cited(client, "food-sources/kefir")
    assert body["disclaimer"] == disclaimer["data"]["sentence"]
    assert body["meta"] == disclaimer["meta"]
    assert list(body) == ["data", "unsupported", "disclaimer", "oldest_review_date", "included", "meta"]


async def test_more_than_100_items_are_refused(client: httpx.AsyncClient) -> None:
    keys = [f"sources/{source['slug']}" for source in await entries_of(client, "sources")]
    for items in (keys[:100], [",".join(keys[:100])]):
        found = {each["source"]["slug"] for each in (await cited(client, *items))["data"]}
        assert {f"sources/{slug}" for slug in found} >= set(keys[:100])
    for items in (keys[:101], [",".join(keys[:101])]):
        response = await client.get("/v1/citations", params={"items": items})
        assert response.status_code == 422
        [mistake] = response.json()["errors"]
        assert mistake["where"] == "query.items"
        assert "100" in mistake["message"]


async def test_all_unknown_items_are_reported_with_suggestions(client: httpx.AsyncClient) -> None:
    items = ["food-sources/kefr,food-sources/natto", "sauces/kefir", "", "claims/ff-yoghurt", "gide"]
    response = await client.get("/v1/citations", params={"items": items})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    mistakes = {error["given"]: error["did_you_mean"] for error in response.json()["errors"]}
    assert list(mistakes) == ["food-sources/kefr", "sauces/kefir", "", "claims/ff-yoghurt", "gide"]
    assert mistakes["food-sources/kefr"][0] == "food-sources/kefir"
    assert mistakes["claims/ff-yoghurt"][0] == "claims/ff-yogurt"
    assert "food-sources/kefir" in mistakes["sauces/kefir"]
    assert "guide" in mistakes["gide"]


@pytest.mark.parametrize(
    ("query", "where", "near"),
    [
        ({}, "query.items", []),
        ({"items": "guide", "itmes": "x"}, "query.itmes", ["items"]),
    ],
)
async def test_invalid_parameter_gives_a_problem_document(
    client: httpx.AsyncClient, query: dict[str, str], where: str, near: list[str]
) -> None:
    response = await client.get("/v1/citations", params=query)
    assert response.status_code == 422
    [mistake] = response.json()["errors"]
    assert (mistake["where"], mistake["did_you_mean"][:1]) == (where, near)


async def test_openapi_lists_every_format(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    paths = document["paths"]
    contents = {
        path.removeprefix("/v1/citations"): operations["get"]["responses"]["200"]["content"]
        for path, operations in paths.items()
        if path.startswith("/v1/citations")
    }
    assert {ending: list(content) for ending, content in contents.items()} == {
        "": ["application/json"],
        ".bib": ["application/x-bibtex"],
        ".ris": ["application/x-research-info-systems"],
        ".csljson": ["application/vnd.citationstyles.csl+json"],
    }
    parameters = parameters_of(document, paths["/v1/citations"]["get"])
    asked = {one["name"]: one["example"] for one in parameters if "example" in one}
    assert (await cited(client, *asked["items"]))["data"]
