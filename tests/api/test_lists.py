"""Lists: every entry exactly once for any page size, equal to the single entry."""

from typing import Any

import httpx
import pytest

from app.catalog.registry import KINDS

PATHS = [kind.path for kind in KINDS]
FILTERED: list[tuple[str, dict[str, Any]]] = [
    ("food-sources", {"diet": "vegan", "include_uncertain": "true"}),
    ("prebiotics", {"fodmap": ["low", "depends"]}),
    ("cautions", {"severity": ["seek_medical_advice", "avoid"]}),
    ("claims", {"certainty": ["low", "very_low"]}),
    ("sources", {"type": "rct", "year_from": 2010}),
    ("microbes", {"rank": "species"}),
]

PLAIN = {"Accept-Encoding": "identity"}
"""Compression has tests of its own; here it would only take time."""

Body = dict[str, Any]


async def pages(client: httpx.AsyncClient, path: str, **query: Any) -> list[Body]:
    """Return every page of a list, following the cursors."""
    found: list[Body] = []
    cursor: dict[str, str] = {}
    while True:
        response = await client.get(f"/v1/{path}", params={**query, **cursor}, headers=PLAIN)
        assert response.status_code == 200, response.text
        found.append(response.json())
        following = found[-1]["page"]["next"]
        if following is None:
            return found
        assert {"cursor": following} != cursor, "a cursor that leads to itself"
        cursor = {"cursor": following}


async def entries_of(client: httpx.AsyncClient, path: str, **query: Any) -> list[Body]:
    """Return every entry of a list, in order."""
    return [entry for page in await pages(client, path, limit=100, **query) for entry in page["data"]]


async def everything(client: httpx.AsyncClient) -> dict[str, Body]:
    """Return every entry of every kind by `<kind>/<slug>`."""
    return {f"{path}/{entry['slug']}": entry for path in PATHS for entry in await entries_of(client, path)}


@pytest.mark.parametrize("path", PATHS)
async def test_entry_is_identical_in_list_and_detail(client: httpx.AsyncClient, path: str) -> None:
    listed = await entries_of(client, path)
    assert listed
    for entry in listed:
        assert entry["kind"] == path
        assert entry["href"] == f"/v1/{path}/{entry['slug']}"
        alone = await client.get(entry["href"], headers=PLAIN)
        assert alone.status_code == 200
        assert alone.json()["data"] == entry


async def test_entries_of_a_kind_have_the_same_fields(client: httpx.AsyncClient) -> None:
    for path in PATHS:
        fields = {tuple(sorted(entry)) for entry in await entries_of(client, path)}
        assert len(fields) == 1, path


@pytest.mark.parametrize(("path", "query"), [*((path, {}) for path in PATHS), *FILTERED])
async def test_pagination_neither_skips_nor_repeats(
    client: httpx.AsyncClient, path: str, query: Body
) -> None:
    whole = [entry["slug"] for entry in await entries_of(client, path, **query)]
    assert whole, "a query that finds nothing shows nothing"
    assert len(set(whole)) == len(whole)
    for limit in (1, 7, 100):
        walked = await pages(client, path, limit=limit, **query)
        assert [entry["slug"] for page in walked for entry in page["data"]] == whole
        assert {page["page"]["total"] for page in walked} == {len(whole)}
        assert {page["page"]["limit"] for page in walked} == {limit}
        assert {len(page["data"]) for page in walked[:-1]} <= {limit}
        assert len(walked) == -(-len(whole) // limit)


@pytest.mark.parametrize(("path", "query"), FILTERED)
async def test_filter_preserves_order(client: httpx.AsyncClient, path: str, query: Body) -> None:
    order = [entry["slug"] for entry in await entries_of(client, path)]
    places = [order.index(entry["slug"]) for entry in await entries_of(client, path, **query)]
    assert places == sorted(places)
    assert len(places) < len(order)


async def test_default_page_size_is_twenty(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/sources")).json()
    assert len(body["data"]) == body["page"]["limit"] == 20
    assert body["page"]["total"] > 20
    assert body["page"]["next"] is not None


async def test_unfiltered_list_has_no_uncertain_matches(client: httpx.AsyncClient) -> None:
    for path in PATHS:
        for page in await pages(client, path, limit=100):
            assert page["page"]["uncertain"] == 0
            assert page["page"]["uncertain_matches"] == []


async def sources_without_year(client: httpx.AsyncClient) -> int:
    """Return how many sources have no year."""
    return sum(source["year"] is None for source in await entries_of(client, "sources"))


async def test_no_match_gives_200_with_empty_list(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/sources", params={"year_from": 2100})).json()
    assert body["data"] == []
    assert body["page"] == {
        "total": 0,
        "limit": 20,
        "next": None,
        "next_href": None,
        "uncertain": await sources_without_year(client),
        "uncertain_matches": [],
    }


async def test_every_cacheable_response_names_its_release(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    release = (await client.get("/health/ready")).json()["release"]
    plain = [
        path for path, operations in document["paths"].items() if "get" in operations and "{" not in path
    ]
    paths = [*plain, "/openapi.json", "/v1/search?q=kefir", "/v1/terms/probiotic", "/", "/food-sources/kefir"]
    named = 0
    for path in paths:
        response = await client.get(path)
        if "public" in response.headers.get("cache-control", ""):
            named += 1
            assert response.headers["gutbone-release"] == release, path
            assert not response.headers["etag"].startswith("W/"), path
        elif response.is_success:
            assert path.startswith(("/health", "/docs")), path
        else:
            assert response.headers["cache-control"] == "no-store", path
    assert named > 30
