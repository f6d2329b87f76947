"""Request targets: an encoded slash, a query that is not UTF-8, tracking parameters."""

import gzip

import httpx
import pytest

from tests.api.test_problems import problem_of


@pytest.mark.parametrize("path", ["/v1/food-sources%2Fkefir", "/v1%2ffood-sources", "/food-sources%2Fkefir"])
async def test_encoded_slash_separates_no_segments(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path.replace("%2F", "/").replace("%2f", "/"))).status_code == 200
    for _ in range(2):
        problem_of(await client.get(path), 404, "unknown-path")


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/v1/search?q=k%E9fir", ["query.q"]),
        ("/v1/search?q=%FF%FE&limit=1&kind=%80", ["query.q", "query.kind"]),
        ("/v1/food-sources?%E9=1", ["query.\ufffd"]),
        ("/v1/plan?seed=%C3", ["query.seed"]),
    ],
)
async def test_query_that_is_not_utf8_is_refused(
    client: httpx.AsyncClient, target: str, where: list[str]
) -> None:
    body = problem_of(await client.get(target), 422, "invalid-parameter")
    assert [error["where"] for error in body["errors"]] == where


async def test_query_in_utf8_is_read(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/search?q=k%C3%A9fir&limit=1")
    assert response.json()["data"][0]["slug"] == "kefir"


TRACKED = "utm_source=newsletter&utm_medium=email&fbclid=Iw%20R&gclid="


@pytest.mark.parametrize(
    "path", ["/v1/food-sources", "/v1/food-sources/kefir", "/v1/guide", "/v1/bundle", "/"]
)
async def test_tracking_parameters_are_passed_over(client: httpx.AsyncClient, path: str) -> None:
    plain = await client.get(path)
    tracked = await client.get(f"{path}?{TRACKED}")
    assert (tracked.status_code, tracked.content) == (200, plain.content)
    assert tracked.headers["etag"] == plain.headers["etag"]


async def test_tracking_parameters_stand_beside_others(client: httpx.AsyncClient) -> None:
    plain = await client.get("/v1/food-sources?diet=vegan&limit=2")
    tracked = await client.get(f"/v1/food-sources?diet=vegan&{TRACKED}&limit=2")
    assert tracked.content == plain.content


async def test_other_unknown_parameters_are_refused(client: httpx.AsyncClient) -> None:
    for name in ("utm", "utmsource", "xfbclid", "ref", "_"):
        response = await client.get("/v1/guide", params={name: "1"})
        problem_of(response, 422, "invalid-parameter")
    problem_of(await client.post(f"/v1/check?{TRACKED}", json={"items": ["kefir"]}), 422, "invalid-parameter")


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "x-odd"])
async def test_body_in_a_content_coding_gives_415(client: httpx.AsyncClient, coding: str) -> None:
    content = gzip.compress(b'{"items": ["kefir"]}')
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    response = await client.post("/v1/check", content=content, headers=headers)
    problem_of(response, 415, "unsupported-media-type")
    assert response.headers["accept-encoding"] == "identity"


async def test_identity_is_no_content_coding(client: httpx.AsyncClient) -> None:
    headers = {"Content-Encoding": "Identity"}
    response = await client.post("/v1/check", json={"items": ["kefir"]}, headers=headers)
    assert response.status_code == 200


async def test_body_that_is_not_utf8_gives_422(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json; charset=latin-1"}
    content = '{"items": ["kéfir"]}'.encode("latin-1")
    response = await client.post("/v1/check", content=content, headers=headers)
    [error] = problem_of(response, 422, "invalid-parameter")["errors"]
    assert error["where"] == "body"
