"""Links: the next page, the description of the API, and the schema of a response."""

import re
from typing import Any

import httpx
import pytest

from tests.api.test_lists import FILTERED, PATHS, pages
from tests.fixtures.contract import parameters_of

LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"')


def links(response: httpx.Response) -> dict[str, str]:
    """Return the targets of `Link` by relation."""
    found = [LINK.fullmatch(part.strip()) for part in response.headers["link"].split(", ")]
    return {match[2]: match[1] for match in found if match}


@pytest.mark.parametrize(("path", "query"), [*FILTERED, *((path, {}) for path in PATHS)])
async def test_next_href_and_link_lead_through_the_whole_list(
    client: httpx.AsyncClient, path: str, query: dict[str, Any]
) -> None:
    expected = await pages(client, path, limit=3, **query)
    response = await client.get(f"/v1/{path}", params={**query, "limit": 3})
    found = [response.json()]
    while following := found[-1]["page"]["next_href"]:
        assert links(response)["next"] == following
        response = await client.get(following)
        found.append(response.json())
    assert "next" not in links(response)
    assert [page["data"] for page in found] == [page["data"] for page in expected]
    assert [page["page"]["total"] for page in found] == [page["page"]["total"] for page in expected]


@pytest.mark.parametrize("path", ["/v1/guide", "/v1/food-sources/kefir", "/v1/nope", "/", "/health/live"])
async def test_every_response_links_the_description_of_the_api(client: httpx.AsyncClient, path: str) -> None:
    for _ in range(2):
        assert links(await client.get(path))["service-desc"] == "/openapi.json"


async def test_json_links_its_schema(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if (
                "{" in path
                or not path.startswith("/v1")
                or any(parameter.get("required") for parameter in parameters_of(document, operation))
            ):
                continue
            response = await client.request(
                method, path, json={"items": ["kefir"]} if method == "post" else None
            )
            if response.headers["content-type"] != "application/json":
                assert "describedby" not in links(response)
                continue
            pointer = links(response)["describedby"]
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            assert pointer == f"/openapi.json{schema}", path
            assert schema.rpartition("/")[2] in document["components"]["schemas"]
