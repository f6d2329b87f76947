"""Conditional requests: strong ETags per encoding, 304, identical cached responses."""

import gzip
from collections.abc import Callable

import brotli
import httpx
import pytest
from backports import zstd
from starlette.types import ASGIApp

from app.server.cache.response_cache import (
    RESPONSE_OVERHEAD,
    CachedResponse,
    ResponseCache,
    cache_key,
    parse_query_string,
)

PATH = "/v1/food-sources/kefir"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
    "identity": bytes,
}


async def raw(app: ASGIApp, headers: dict[str, str], method: str = "GET") -> tuple[httpx.Response, bytes]:
    transport = httpx.ASGITransport(app=app)
    request = httpx.Request(method, f"http://gutbone.test{PATH}", headers=headers)
    response = await transport.handle_async_request(request)
    body = b"".join([chunk async for chunk in response.aiter_raw()])
    return response, body


@pytest.mark.parametrize("encoding", list(DECODERS))
async def test_each_content_encoding_has_its_own_etag(app: ASGIApp, encoding: str) -> None:
    plain, expected = await raw(app, {"Accept-Encoding": "identity"})
    response, body = await raw(app, {"Accept-Encoding": encoding})
    assert DECODERS[encoding](body) == expected
    assert response.headers.get("content-encoding", "identity") == encoding
    assert (response.headers["etag"] == plain.headers["etag"]) is (encoding == "identity")
    assert response.headers["vary"] == "Accept-Encoding"
    assert not response.headers["etag"].startswith("W/")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "identity"),
        ("gzip, br", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity;q=1, br;q=0.5", "identity"),
        ("nonsense;q=x", "identity"),
    ],
)
async def test_preferred_content_encoding_is_sent(app: ASGIApp, accepted: str, chosen: str) -> None:
    response, _ = await raw(app, {"Accept-Encoding": accepted})
    assert response.headers.get("content-encoding", "identity") == chosen


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_if_none_match_gives_304(app: ASGIApp, method: str) -> None:
    first, _ = await raw(app, {"Accept-Encoding": "br"})
    tag = first.headers["etag"]
    for named in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response, body = await raw(app, {"Accept-Encoding": "br", "If-None-Match": named}, method)
        assert (response.status_code, body) == (304, b"")
        assert response.headers["etag"] == tag


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip"])
@pytest.mark.parametrize("suffix", ["", "-gzip", "-br", "-zstd"])
async def test_any_etag_of_the_content_gives_304_with_that_etag(
    app: ASGIApp, accepted: str, suffix: str
) -> None:
    plain, _ = await raw(app, {"Accept-Encoding": "identity"})
    tag = plain.headers["etag"].removesuffix('"') + f'{suffix}"'
    for named in (tag, f"W/{tag}", f'"other", {tag}'):
        response, body = await raw(app, {"Accept-Encoding": accepted, "If-None-Match": named})
        assert (response.status_code, response.headers["etag"], body) == (304, tag, b"")
    response, _ = await raw(app, {"If-None-Match": tag.removesuffix('"') + 'x"'})
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_if_match_of_other_content_gives_412(app: ASGIApp, method: str) -> None:
    whole, _ = await raw(app, {})
    tag = whole.headers["etag"]
    for named in (tag, f'"other", {tag}', "*"):
        response, _ = await raw(app, {"If-Match": named}, method)
        assert response.status_code == 200
    for named in ('"other"', f"W/{tag}", f"{tag}x"):
        response, body = await raw(app, {"If-Match": named, "If-None-Match": tag}, method)
        assert response.status_code == 412
        assert response.headers["content-type"] == "application/problem+json"
        assert (b"precondition-failed" in body) is (method == "GET")


def test_query_flood_keeps_pages_cached_within_size_limit() -> None:
    store = ResponseCache(400 * RESPONSE_OVERHEAD)
    store.put(CachedResponse("/v1/guide", [], b"page"))
    for number in range(5000):
        store.put(CachedResponse(f"/v1/terms?cursor={number}", [], b"query"))
        assert store.size_bytes <= 400 * RESPONSE_OVERHEAD
    assert store.find("/v1/guide") is not None
    assert store.find("/v1/terms?cursor=0") is None
    assert store.find("/v1/terms?cursor=4999") is not None


def test_cache_key_ignores_parameter_order() -> None:
    assert cache_key("/v1/plan", parse_query_string(b"seed=1&days=2")) == cache_key(
        "/v1/plan", parse_query_string(b"days=2&seed=1")
    )
    assert cache_key("/v1/citations", parse_query_string(b"items=a&items=b")) != cache_key(
        "/v1/citations", parse_query_string(b"items=b&items=a")
    )
    assert cache_key("/v1/terms", parse_query_string(b"")) == "/v1/terms"
