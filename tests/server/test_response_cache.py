"""The response cache: size accounting, eviction, and distinct keys."""

import random
import sys
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.server.cache import parsed_requests
from app.server.cache.parsed_requests import ParsedRequest, ParsedRequestCache
from app.server.cache.response_cache import CachedResponse, ResponseCache, cache_key, parse_query_string
from app.server.http.headers import selection_fields
from app.server.http.negotiation import ENCODERS, IDENTITY

BOUND = 4 * 1024 * 1024
HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"public, max-age=60"),
    (b"gutbone-release", b"2026-01-01.1-01234567"),
    (b"link", b"<" + b"x" * 900 + b'>; rel="next"'),
]


def weight(thing: Any, seen: set[int]) -> int:
    """Return the bytes that a thing and all it holds take in memory."""
    if id(thing) in seen or isinstance(thing, type):
        return 0
    seen.add(id(thing))
    inner: list[Any] = list(vars(thing).values()) if hasattr(thing, "__dict__") else []
    if isinstance(thing, dict):
        inner += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple):
        inner += thing
    return sys.getsizeof(thing) + sum(weight(one, seen) for one in inner)


@pytest.mark.parametrize("size", [0, 10, 255, 300, 1000, 5000, 50_000, 400_000])
@pytest.mark.parametrize("alphabet", [b"gut bone", bytes(range(256))], ids=["text", "noise"])
def test_size_bytes_covers_real_memory_of_an_answer(size: int, alphabet: bytes) -> None:
    body = bytes(random.Random(size).choices(alphabet, k=size))
    answer = CachedResponse("/v1/terms?" + "q" * 500, list(HEADERS), body)
    for number, encoding in enumerate((*ENCODERS, IDENTITY)):
        assert weight(answer, set()) <= answer.size_bytes
        answer.variant(encoding)
        answer.targets.append(bytes([65 + number]) * 256)
    assert weight(answer, set()) <= answer.size_bytes


def test_size_bytes_includes_variants_added_later() -> None:
    store, chance = ResponseCache(BOUND), random.Random(7)
    answers = [CachedResponse(f"/v1/terms/{number}", [], chance.randbytes(50_000)) for number in range(30)]
    for answer in answers:
        store.put(answer)
    for answer in answers:
        for encoding in ENCODERS:
            answer.variant(encoding)
            kept = [one for one in answers if store.find(one.key)]
            assert store.size_bytes == sum(one.size_bytes for one in kept) <= BOUND
    assert 0 < len(kept) < len(answers)


def test_lru_keeps_hot_entries_under_a_flood() -> None:
    store = ResponseCache(BOUND)
    hot = ["/v1/guide", "/v1/terms?limit=5"]
    for key in hot:
        store.put(answer := CachedResponse(key, list(HEADERS), b"hot" * 500))
        store.add_target(key.encode(), answer)
    for number in range(5000):
        key = f"/v1/terms?cursor={number}"
        store.put(answer := CachedResponse(key, list(HEADERS), b"query" * 300))
        store.add_target(key.encode(), answer)
        answer.variant("br")
        assert all(store.get(one.encode()) for one in hot)
        assert store.size_bytes <= BOUND
    assert weight(store, set()) <= BOUND
    assert store.get(b"/v1/terms?cursor=0") is None


def test_parsed_request_cache_is_bounded_in_bytes() -> None:
    cache = ParsedRequestCache()
    for number in range(20_000):
        selection = selection_fields([(b"if-none-match", b"%d" % number + b"z" * 700)])
        request = b"GET /v1/terms?cursor=%d HTTP/1.1\r\nHost: a\r\nX: %b\r\n\r\n" % (number, b"y" * 800)
        cache.put(
            request,
            ParsedRequest("GET", b"/v1/terms?cursor=%d" % number, "br", selection, has_credentials=False),
        )
        assert cache.get(request)
        if number % 1000 == 0:
            assert weight(cache, set()) <= parsed_requests.MAX_BYTES
    assert cache.size_bytes <= parsed_requests.MAX_BYTES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"limit=1&diet=vegan", b"diet=vegan&limit=1"),
        (b"diet=ve%67an", b"diet=vegan"),
        (b"cursor=a%20b", b"cursor=a+b"),
        (b"cursor=%c3%a9", b"cursor=%C3%A9"),
        (b"", b"&"),
        (b"&limit=1&", b"limit=1"),
        (b"limit", b"limit="),
    ],
)
def test_equivalent_queries_share_a_cache_key(one: bytes, other: bytes) -> None:
    assert cache_key("/v1/terms", parse_query_string(one)) == cache_key(
        "/v1/terms", parse_query_string(other)
    )


def test_different_queries_have_different_cache_keys() -> None:
    chance, signs = random.Random(3), "a&=+%?#;/ é"
    meanings: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for _ in range(20_000):
        words = ["".join(chance.choices(signs, k=chance.randint(0, 2))) for _ in range(5)]
        pairs = list(zip(words[1::2], words[2::2], strict=True))[: chance.randint(0, 2)]
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        meaning = (f"/{words[0]}", sorted(pairs, key=lambda pair: pair[0]))
        assert (
            meanings.setdefault(cache_key(meaning[0], parse_query_string(query.encode())), meaning) == meaning
        )
    assert len(meanings) > 10_000


async def test_equivalent_queries_share_an_answer(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/food-sources?limit=2&diet=vegan&free_from=soy")
    assert first.status_code == 200
    for query in (
        "free_from=soy&limit=2&diet=vegan",
        "limit=%32&d%69et=vegan&free_from=soy",
        "&limit=2&&free_from=soy&diet=vegan",
    ):
        other = await client.get(f"/v1/food-sources?{query}")
        assert (other.content, other.headers["etag"]) == (first.content, first.headers["etag"])


async def test_encoded_question_mark_is_part_of_the_path(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/food-sources?limit=1")).status_code == 200
    assert (await client.get("/v1/food-sources%3Flimit=1")).status_code == 404
