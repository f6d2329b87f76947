"""The outer middleware: HEAD, CORS, request ids, and errors without details."""

from typing import cast

import httpx
import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from tests.api.test_lists import PATHS
from tests.api.test_problems import problem_of
from tests.conftest import make_app, make_client

ANSWERS = {
    "/v1/food-sources?limit=2": 200,
    "/v1/food-sources/kefir": 200,
    "/v1/guide": 200,
    "/health/ready": 200,
    "/openapi.json": 200,
    "/docs": 200,
    "/docs/errors": 200,
    "/v1/food-sources/keffir": 404,
    "/v1/food-sources?limit=0": 422,
    "/nope": 404,
}
CHANGES_EACH_TIME = {"request-id", "date"}


def lasting(response: httpx.Response) -> dict[str, str]:
    """Return the headers that do not differ from request to request."""
    return {name: value for name, value in response.headers.items() if name not in CHANGES_EACH_TIME}


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
async def test_head_equals_get_without_body(client: httpx.AsyncClient, path: str, status: int) -> None:
    whole, head = await client.get(path), await client.head(path)
    assert whole.status_code == head.status_code == status
    assert head.content == b""
    assert whole.content != b""
    assert lasting(head) == lasting(whole)
    assert "content-length" in head.headers


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
@pytest.mark.parametrize("origin", [{}, {"Origin": "https://example.org"}, {"Origin": "null"}])
async def test_cors_allows_any_origin(
    client: httpx.AsyncClient, path: str, status: int, origin: dict[str, str]
) -> None:
    response = await client.get(path, headers=origin)
    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    exposed = {name.strip() for name in response.headers["access-control-expose-headers"].split(",")}
    assert {"ETag", "Link", "Gutbone-Release", "Request-Id", "Retry-After"} <= exposed
    assert response.headers["x-content-type-options"] == "nosniff"


METHODS = {
    "/v1/food-sources": "GET, HEAD, OPTIONS",
    "/v1/food-sources/kefir": "GET, HEAD, OPTIONS",
    "/v1/check": "POST, QUERY, OPTIONS",
    "/v1": "GET, HEAD, OPTIONS",
    "/openapi.json": "GET, HEAD, OPTIONS",
    "/": "GET, HEAD, OPTIONS",
    "/health/live": "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize(("path", "methods"), METHODS.items())
async def test_options_names_the_methods_of_the_address(
    client: httpx.AsyncClient, path: str, methods: str
) -> None:
    response = await client.options(path)
    assert (response.status_code, response.content, response.headers["allow"]) == (204, b"", methods)
    assert "content-length" not in response.headers
    refused = await client.request("PUT", path)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)


async def test_options_of_a_missing_address_is_404(client: httpx.AsyncClient) -> None:
    problem_of(await client.options("/v1/nope"), 404, "unknown-path")


@pytest.mark.parametrize(("path", "methods"), [*METHODS.items(), ("/v1/nope", "GET, HEAD, OPTIONS")])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
async def test_cors_preflight(client: httpx.AsyncClient, path: str, methods: str, method: str) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type,if-none-match",
    }
    response = await client.options(path, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == methods
    allowed = response.headers["access-control-allow-headers"].lower()
    assert {"content-type", "if-none-match"} <= {name.strip() for name in allowed.split(",")}
    assert "access-control-allow-credentials" not in response.headers
    assert int(response.headers["access-control-max-age"]) > 0


CREDENTIALS = {
    "Authorization": "Bearer secret",
    "Cookie": "session=secret",
    "X-Api-Key": "secret",
    "From": "somebody@example.org",
}


@pytest.mark.parametrize("path", ANSWERS)
async def test_credentials_change_no_response(client: httpx.AsyncClient, path: str) -> None:
    without, given = await client.get(path), await client.get(path, headers=CREDENTIALS)
    assert lasting(given) == lasting(without)
    assert given.content.replace(request_id(given), b"") == without.content.replace(request_id(without), b"")
    assert {"set-cookie", "www-authenticate"}.isdisjoint(given.headers)


def request_id(response: httpx.Response) -> bytes:
    return response.headers["request-id"].encode()


async def test_every_response_has_a_unique_request_id(client: httpx.AsyncClient) -> None:
    ids = [(await client.get(path)).headers["request-id"] for path in ANSWERS for _ in range(20)]
    assert len(set(ids)) == len(ids)
    assert all(ids)


async def test_client_request_id_is_ignored(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/outcomes", headers={"Request-Id": "mine"})
    assert response.headers.get_list("request-id") != ["mine"]
    assert len(response.headers.get_list("request-id")) == 1


async def test_500_reveals_no_internals(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(cast("Catalog", BrokenCatalog()), engine)
    async with make_client(app) as client:
        for path in ("/v1/food-sources", "/v1/food-sources/kefir", "/v1/guide"):
            response = await client.get(path, headers={"Origin": "https://example.org"})
            problem = problem_of(response, 500, "internal-error")
            for inside in ("cupboard", "BrokenCatalog", "Traceback", "RuntimeError", ".py", "app."):
                assert inside not in response.text
            crashes = [vars(line)["request_id"] for line in caplog.records if line.levelname == "ERROR"]
            assert crashes[-1] == problem["request_id"], "who reports the id must be helped by the log"
        head = await client.head("/v1/guide")
    assert (head.status_code, head.content) == (500, b"")


class BrokenCatalog:
    """A catalog whose every part crashes."""

    def __getattr__(self, name: str) -> object:
        """Crash, and say so."""
        raise RuntimeError(f"the key to the cupboard is under the {name}")


async def test_bodies_are_deterministic_across_processes(
    catalog: Catalog, engine: Engine, client: httpx.AsyncClient
) -> None:
    async with make_client(make_app(catalog, engine)) as other:
        for path in [*(f"/v1/{path}" for path in PATHS), "/v1/guide", "/v1/facets", "/openapi.json"]:
            assert (await client.get(path)).content == (await other.get(path)).content
