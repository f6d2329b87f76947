"""The index, `/v1`: where a client that knows nothing begins."""

import httpx

from tests.api.test_lists import PATHS


async def test_index_lists_every_kind_with_its_entries(client: httpx.AsyncClient) -> None:
    kinds = (await client.get("/v1")).json()["data"]["kinds"]
    assert [kind["kind"] for kind in kinds] == PATHS
    for kind in kinds:
        listed = (await client.get(kind["href"], params={"limit": 1})).json()
        assert listed["page"]["total"] == kind["entries"] > 0
        assert kind["name"] == kind["kind"].replace("-", " ")


async def test_index_lists_every_documented_address(client: httpx.AsyncClient) -> None:
    addresses = (await client.get("/v1")).json()["data"]["addresses"]
    paths = (await client.get("/openapi.json")).json()["paths"]
    documented = {path: {method.upper() for method in operations} for path, operations in paths.items()}
    assert {address["template"]: set(address["methods"]) for address in addresses} == documented
    assert all(address["summary"] for address in addresses)


async def test_index_with_a_slash_is_redirected(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/")
    assert (response.status_code, response.headers["location"]) == (308, "/v1")
