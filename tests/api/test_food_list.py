"""`GET /v1/foods`: the foods of all kinds in one list, with the filters they share."""

import httpx
import pytest

from app.core.references import FOOD_KINDS

PLAIN = {"Accept-Encoding": "identity"}


async def slugs_of(client: httpx.AsyncClient, path: str, **query: str) -> list[str]:
    """Return `<kind>/<slug>` of every entry of a list, through its pages."""
    found: list[str] = []
    href: str | None = str(httpx.URL(path, params={"limit": "40", **query}))
    while href:
        body = (await client.get(href, headers=PLAIN)).json()
        found += [f"{entry['kind']}/{entry['slug']}" for entry in body["data"]]
        href = body["page"]["next_href"]
        assert body["page"]["total"] >= len(found)
    return found


@pytest.mark.parametrize(
    "query", [{}, {"diet": "vegan"}, {"free_from": "gluten"}, {"fodmap": "low"}, {"group": "dairy"}]
)
async def test_foods_are_those_of_their_kinds(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    expected = [key for kind in FOOD_KINDS for key in await slugs_of(client, f"/v1/{kind}", **query)]
    found = await slugs_of(client, "/v1/foods", **query)
    assert found == expected
    assert found


async def test_uncertain_foods_are_listed_on_request(client: httpx.AsyncClient) -> None:
    certain = (await client.get("/v1/foods?free_from=alcohol&limit=100", headers=PLAIN)).json()["page"]
    whole = (
        await client.get("/v1/foods?free_from=alcohol&limit=100&include_uncertain=true", headers=PLAIN)
    ).json()["page"]
    assert certain["uncertain"] > 0
    assert whole["total"] == certain["total"] + certain["uncertain"]
    assert all(match["because"] for match in whole["uncertain_matches"])


async def test_bad_queries_of_the_food_list_are_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/foods?group=stone&cursor=none")
    assert response.status_code == 422
    page = await client.get("/v1/foods?cursor=bm9uZQ==")
    assert page.status_code == 404
    assert page.json()["type"] == "/docs/errors#unknown-page"
    assert [error["where"] for error in page.json()["errors"]] == ["query.cursor"]
