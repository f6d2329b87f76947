"""How long caches may store each response."""

import httpx
import pytest

from app.catalog.catalog import Catalog

SYNC = "public, max-age=30, stale-if-error=86400"
OTHERS = "public, max-age=300, stale-while-revalidate=3000, stale-if-error=86400"


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
async def test_caches_may_keep_offline_routes_for_thirty_seconds(
    client: httpx.AsyncClient, catalog: Catalog, encoding: str
) -> None:
    for path in ("/v1/bundle", f"/v1/changes?since={catalog.release.replace('+', '%2B')}"):
        for _ in ("made", "cached"):
            answer = await client.get(path, headers={"Accept-Encoding": encoding})
            held = {"Accept-Encoding": encoding, "If-None-Match": answer.headers["etag"]}
            again = await client.get(path, headers=held)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, SYNC)
            assert (again.status_code, again.headers["cache-control"]) == (304, SYNC)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/food-sources",
        "/v1/food-sources/kefir",
        "/v1/search?q=kefir",
        "/v1/releases",
        "/v1/graph",
        "/",
        "/food-sources/kefir",
        "/search?q=kefir",
    ],
)
async def test_caches_may_keep_other_routes_for_55_minutes(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, OTHERS)


async def test_caches_may_not_keep_checks_and_errors(client: httpx.AsyncClient) -> None:
    checked = await client.post("/v1/check", json={"items": ["kefir"]})
    unknown = await client.get("/v1/changes?since=2020-01-01.1-00000000")
    assert (checked.status_code, checked.headers["cache-control"]) == (200, "no-store")
    assert (unknown.status_code, unknown.headers["cache-control"]) == (410, "no-store")
