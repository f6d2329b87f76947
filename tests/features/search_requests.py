"""Helpers for search requests over HTTP."""

from typing import Any

import httpx

Body = dict[str, Any]

PLAIN = {"Accept-Encoding": "identity"}
"""Compression has tests of its own; here it would only take time."""


async def answer(client: httpx.AsyncClient, path: str, **query: Any) -> Body:
    """Return the body of an answer."""
    response = await client.get(f"/v1/{path}", params=query, headers=PLAIN)
    assert response.status_code == 200, response.text
    body: Body = response.json()
    return body


async def keys(client: httpx.AsyncClient, text: str, **query: Any) -> list[str]:
    """Return the keys of the hits on the first page."""
    return [key_of(hit) for hit in (await answer(client, "search", q=text, **query))["data"]]


async def every_page(client: httpx.AsyncClient, text: str, **query: Any) -> list[Body]:
    """Return all pages, following the cursors."""
    found = [await answer(client, "search", q=text, **query)]
    while found[-1]["page"]["next"] is not None:
        found.append(await answer(client, "search", q=text, cursor=found[-1]["page"]["next"], **query))
    return found


def key_of(hit: Body) -> str:
    """Return `<kind>/<slug>`."""
    return f"{hit['kind']}/{hit['slug']}"


def marked(text: str, spans: list[dict[str, int]]) -> list[str]:
    """Return the characters that ranges mark."""
    return [text[span["start"] : span["end"]] for span in spans]
