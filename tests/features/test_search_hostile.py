"""Thousands of hostile queries give no error, and each has a bounded CPU time."""

import json
import time
from urllib.parse import unquote_to_bytes

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import ReferenceResolver
from app.features.search.schemas import SearchAnswer, SearchQuery, SuggestAnswer, SuggestQuery
from app.features.search.search import search
from app.features.search.search_index import SearchIndex, search_index_of
from app.features.search.suggest import suggest
from tests.features.search_strings import LONGEST, hostile, percent_encoded

pytestmark = pytest.mark.full_suite

SLOWEST_SECONDS = 0.1


@pytest.fixture(scope="module")
def index(catalog: Catalog) -> SearchIndex:
    """Return the index of the real content."""
    return search_index_of(catalog)


def seconds_of_processor() -> float:
    """Return the time that this thread has worked: others on the machine do not count."""
    return time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)


@pytest.mark.parametrize("count", [2_000, pytest.param(20_000, marks=pytest.mark.exhaustive)])
def test_hostile_text_never_breaks_search_or_suggest(
    index: SearchIndex, catalog: Catalog, count: int
) -> None:
    meta = catalog.meta.model_dump()
    resolver = ReferenceResolver({key: one.name for key, one in catalog.stored.items()})
    search(catalog, index, SearchQuery.model_construct(q="kefir", kind=(), limit=20, cursor=None))
    slowest = (0.0, "")  # what is made once, such as the index of names, is made now
    for number, text in enumerate(hostile(count, seed=20261126)):
        started = seconds_of_processor()
        found = search(catalog, index, SearchQuery.model_construct(q=text, kind=(), limit=20, cursor=None))
        offered = suggest(catalog, index, SuggestQuery.model_construct(q=text, kind=(), limit=10))
        slowest = max(slowest, (seconds_of_processor() - started, text))
        if number % 20 == 0:
            members = {name: json.loads(member) for name, member in found.items()}
            SearchAnswer.model_validate_json(json.dumps(members | {"meta": meta}), context=resolver)
            SuggestAnswer.model_validate_json(json.dumps({"data": json.loads(offered), "meta": meta}))
    assert slowest[0] < SLOWEST_SECONDS, slowest


def is_utf8(text: str) -> bool:
    """Return whether percent-encoded bytes are UTF-8."""
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True


async def test_hostile_text_never_breaks_search_routes(client: httpx.AsyncClient) -> None:
    for text in percent_encoded(hostile(1_000, seed=7), seed=8):
        for path in ("search", "suggest"):
            response = await client.get(f"/v1/{path}?q={text}")
            assert response.status_code == (200 if text and is_utf8(text) else 422), (path, text)
            members = response.json()
            assert isinstance(members["data"] if response.is_success else members["errors"], list)


@pytest.mark.parametrize("length", [LONGEST + 1, 2_000, 7_900])
async def test_too_long_query_is_refused(client: httpx.AsyncClient, length: int) -> None:
    for path in ("search", "suggest"):
        response = await client.get(f"/v1/{path}", params={"q": "a" * length})
        assert response.status_code == 422
        assert [error["where"] for error in response.json()["errors"]] == ["query.q"]
