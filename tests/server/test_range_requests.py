"""Range requests: a client resumes an interrupted download of the bundle."""

import httpx
import pytest

from tests.api.test_problems import problem_of

BUNDLE = "/v1/bundle"
CODINGS = ["identity", "br", "gzip", "zstd"]


async def fetch(
    client: httpx.AsyncClient, coding: str, method: str = "GET", **fields: str
) -> tuple[httpx.Response, bytes]:
    """Return a response and its body as it was sent."""
    headers = {"Accept-Encoding": coding} | {name.replace("_", "-"): value for name, value in fields.items()}
    async with client.stream(method, BUNDLE, headers=headers) as response:
        return response, b"".join([chunk async for chunk in response.aiter_raw()])


@pytest.mark.parametrize("coding", CODINGS)
async def test_interrupted_bundle_is_resumed(client: httpx.AsyncClient, coding: str) -> None:
    whole, expected = await fetch(client, coding)
    assert whole.headers["accept-ranges"] == "bytes"
    size, tag = len(expected), whole.headers["etag"]
    first, start = await fetch(client, coding, Range="bytes=0-999", If_Range=tag)
    rest, end = await fetch(client, coding, Range="bytes=1000-", If_Range=tag)
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.headers["content-range"] == f"bytes 0-999/{size}"
    assert rest.headers["content-range"] == f"bytes 1000-{size - 1}/{size}"
    assert start + end == expected
    for response, body in ((first, start), (rest, end)):
        assert response.headers["content-length"] == str(len(body))
        assert response.headers["etag"] == tag
        assert response.headers.get("content-encoding", "identity") == coding


@pytest.mark.parametrize(
    ("field", "positions"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=-5", slice(-5, None)),
        ("bytes=-999999999", slice(None)),
        ("bytes=10-999999999", slice(10, None)),
        ("Bytes = 2-3", slice(2, 4)),
    ],
)
async def test_one_range_gives_206(client: httpx.AsyncClient, field: str, positions: slice) -> None:
    _, expected = await fetch(client, "identity")
    response, body = await fetch(client, "identity", Range=field)
    assert (response.status_code, body) == (206, expected[positions])


@pytest.mark.parametrize(
    "field", ["bytes=3-2", "bytes=0-1,4-5", "lines=0-1", "bytes=", "bytes=x-", "bytes=--1"]
)
async def test_any_other_range_is_ignored(client: httpx.AsyncClient, field: str) -> None:
    _, expected = await fetch(client, "identity")
    response, body = await fetch(client, "identity", Range=field)
    assert (response.status_code, body) == (200, expected)
    assert "content-range" not in response.headers


@pytest.mark.parametrize("field", ["bytes=999999999-", "bytes=-0"])
async def test_range_behind_the_end_gives_416(client: httpx.AsyncClient, field: str) -> None:
    _, expected = await fetch(client, "identity")
    response = await client.get(BUNDLE, headers={"Accept-Encoding": "identity", "Range": field})
    problem_of(response, 416, "range-not-satisfiable")
    assert response.headers["content-range"] == f"bytes */{len(expected)}"


async def test_if_range_of_other_bytes_gives_the_whole(client: httpx.AsyncClient) -> None:
    whole, expected = await fetch(client, "br")
    tag = whole.headers["etag"]
    other = (await fetch(client, "gzip"))[0].headers["etag"]
    for named in ('"other"', f"W/{tag}", other, "Sun, 29 Nov 2026 00:00:00 GMT"):
        response, body = await fetch(client, "br", Range="bytes=5-", If_Range=named)
        assert (response.status_code, body) == (200, expected)


async def test_head_and_304_have_no_range(client: httpx.AsyncClient) -> None:
    whole, _ = await fetch(client, "br")
    head, _ = await fetch(client, "br", "HEAD", Range="bytes=0-1")
    assert (head.status_code, head.headers["content-length"]) == (200, whole.headers["content-length"])
    unchanged, body = await fetch(client, "br", Range="bytes=0-1", If_None_Match=whole.headers["etag"])
    assert (unchanged.status_code, body) == (304, b"")
