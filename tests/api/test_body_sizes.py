"""Bodies are lean: their bytes without `included` stay within limits.

Sentences of cautions are counted one by one, so that no limit speaks against another caution.
"""

import json
from typing import Any

import httpx
import pytest

from app.catalog.registry import KINDS
from tests.features.search_requests import PLAIN

MAX_BYTES = {
    "/v1/food-sources/kefir": 15_500,
    "/v1/plan?days=7": 80_000,
    "/v1/graph": 300_000,
}
MAX_BYTES_OF_AN_ENTRY = 10_500
"""In a list, on average: with the lines of twenty cautions it is 14 kB."""

MAX_BYTES_OF_A_LINE = 260
"""Of one caution on one entry, on average."""

MAX_BYTES_OF_THE_GUIDE = 350_000
"""With all that it includes, cautions too."""

MAX_BYTES_OF_A_CARD = 500
MAX_BYTES_OF_A_CAUTION_LINE = 150
"""On average, beside the marks of a card's cautions."""

MAX_BYTES_OF_A_MARK = 75
"""On average: the slug and the severity of a caution on a card."""


def size(value: object) -> int:
    """Return the bytes of a value as JSON, as it is served."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def without_cautions(value: Any) -> Any:
    """Return a value without the cautions of its entries, which must be short."""
    if isinstance(value, list):
        return [without_cautions(item) for item in value]
    if not isinstance(value, dict):
        return value
    lines = value.get("cautions", [])
    assert size(lines) <= MAX_BYTES_OF_A_LINE * len(lines) + 2
    return {name: without_cautions(member) for name, member in value.items() if name != "cautions"}


@pytest.mark.parametrize("path", MAX_BYTES)
async def test_body_without_included_is_small(client: httpx.AsyncClient, path: str) -> None:
    body = (await client.get(path, headers=PLAIN)).json()
    assert body.pop("included")["cautions"]
    assert size(without_cautions(body)) <= MAX_BYTES[path]


@pytest.mark.parametrize("kind", ["foods", *(kind.path for kind in KINDS)])
@pytest.mark.parametrize("limit", [20, 100])
async def test_list_without_included_is_small(client: httpx.AsyncClient, kind: str, limit: int) -> None:
    body = (await client.get(f"/v1/{kind}", params={"limit": limit}, headers=PLAIN)).json()
    assert size(without_cautions(body["data"])) <= MAX_BYTES_OF_AN_ENTRY * len(body["data"])


@pytest.mark.parametrize("path", ["/v1/graph", "/v1/search?q=calcium", "/v1/plan", "/v1/microbes"])
async def test_included_holds_exactly_what_the_body_names(client: httpx.AsyncClient, path: str) -> None:
    body = (await client.get(path, headers=PLAIN)).json()
    included = body.pop("included")
    named = json.dumps(body)
    for kind in ("cautions", "claims"):
        assert included[kind]
        for slug, whole in included[kind].items():
            assert f'"{slug}"' in named, slug
            assert whole["slug"] == slug


async def test_guide_is_small(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/guide", headers=PLAIN)).json()
    assert body["included"]["caution_lines"]
    assert size(body) <= MAX_BYTES_OF_THE_GUIDE


CARD_PATHS = [
    *(f"/v1/{kind.path}?view=card&limit=100" for kind in KINDS),
    *("/v1/foods?view=card&limit=100", "/v1/search?q=calcium&view=card&limit=100"),
]


@pytest.mark.parametrize("path", CARD_PATHS)
async def test_cards_are_small(client: httpx.AsyncClient, path: str) -> None:
    body = (await client.get(path, headers=PLAIN)).json()
    lines = body["included"]["caution_lines"]
    limit = MAX_BYTES_OF_A_CARD * len(body["data"]) + MAX_BYTES_OF_A_CAUTION_LINE * len(lines)
    assert size(without_cautions(body["data"])) + size(lines) <= limit
    marks = [card["cautions"] for card in body["data"]]
    assert sum(map(size, marks)) <= MAX_BYTES_OF_A_MARK * sum(map(len, marks)) + 2 * len(marks)
    for card in body["data"]:
        assert size(card) <= MAX_BYTES_OF_A_CARD + MAX_BYTES_OF_A_CAUTION_LINE * len(card["cautions"])
    named = {caution["slug"] for card in body["data"] for caution in card["cautions"]}
    assert lines.keys() == named


async def test_cards_are_those_of_the_whole_list(client: httpx.AsyncClient) -> None:
    query = {"group": "dairy", "limit": "3"}
    whole = (await client.get("/v1/food-sources", params=query)).json()
    cards = (await client.get("/v1/food-sources", params=query | {"view": "card"})).json()
    assert [card["href"] for card in cards["data"]] == [entry["href"] for entry in whole["data"]]
    assert cards["page"]["total"] == whole["page"]["total"]
    following = (await client.get(cards["page"]["next_href"])).json()
    assert following["included"].keys() == {"caution_lines"}
    assert (await client.get("/v1/food-sources", params={"view": "crad"})).status_code == 422
