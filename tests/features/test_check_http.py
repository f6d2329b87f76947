"""Validation errors of the check, which never repeat the request body."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.api.openapi_examples import excerpt

WORD = "qzcanary"
JSON = {"Content-Type": "application/json"}


async def refused(client: httpx.AsyncClient, status: int, **request: Any) -> Any:
    """Return the problem document of a refused request; no word of the body is in it."""
    answer = await client.post("/v1/check", **request)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert WORD not in answer.text.lower()
    problem = answer.json()
    assert all(error["given"] is None for error in problem["errors"])
    return problem


async def test_check_response_is_no_store(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/check", json={"items": ["kefir"], "conditions": [WORD]})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert WORD not in str(answer.headers).lower()
    assert answer.json()["meta"] == (await client.get("/v1/guide")).json()["meta"]


async def test_all_body_errors_are_reported_with_their_location(client: httpx.AsyncClient) -> None:
    problem = await refused(
        client,
        422,
        json={
            "items": ["kefir", 7],
            "conditions": ["ibs", "x" * 81, ""],
            "medicines": None,
            "diet": f"vega{WORD}",
            "allergies": ["milk", ""],
            "conditionz": [WORD],
            "medicine": [],
        },
    )
    assert sorted(error["where"] for error in problem["errors"]) == [
        "body",
        "body",
        "body.allergies[1]",
        "body.conditions[1]",
        "body.conditions[2]",
        "body.diet",
        "body.items[1]",
        "body.medicines",
    ]
    near = {name for error in problem["errors"] for name in error["did_you_mean"]}
    assert {"vegan", "medicines", "conditions"} <= near
    assert near <= set(problem["did_you_mean"])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"items": []}, "body.items"),
        ({"items": ["kefir"] * 51}, "body.items"),
        ({"items": ["kefir"], "conditions": ["ibs"] * 31}, "body.conditions"),
        ({"items": ["kefir"], "medicines": ["warfarin"] * 31}, "body.medicines"),
        ({"items": ["kefir"], "allergies": ["milk"] * 21}, "body.allergies"),
        ({"items": ["kefir"], "diet": "carnivore"}, "body.diet"),
        ({"items": ["kefir"], "life_stages": "adult"}, "body.life_stages"),
        ({"items": "kefir"}, "body.items"),
        ({"items": ["kefir", ["kefir"]]}, "body.items[1]"),
        ({"items": ["kefir", {"slug": WORD}]}, "body.items[1]"),
        ({}, "body.items"),
        ([WORD], "body"),
        (WORD, "body"),
        (None, "body"),
    ],
)
async def test_invalid_body_is_refused(client: httpx.AsyncClient, body: Any, where: str) -> None:
    problem = await refused(client, 422, content=json.dumps(body), headers=JSON)
    assert [error["where"] for error in problem["errors"]] == [where]


@pytest.mark.parametrize("words", [1, 30])
async def test_maximum_sizes_are_accepted(client: httpx.AsyncClient, words: int) -> None:
    body = {"items": ["k" * 80] * 50, "conditions": ["c" * 80] * words, "medicines": ["m" * 80] * words}
    answer = await client.post("/v1/check", json=body)
    assert answer.status_code == 200
    assert len(answer.json()["data"]["not_understood"]) == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (f'{{"items": ["{WORD}"', 422),
        (f"{WORD}", 422),
        (f'{{"items": ["kefir"], "items": ["{WORD}"]}}', 422),
        (f'{{"items": ["kefir"], "{WORD}": {{"a": 1, "a": 2}}}}', 422),
        (f'{{"items": ["{WORD}\\ud800"]}}', 422),
        (f'{{"items": ["{WORD}"], "medicines": NaN, "other": Infinity}}', 422),
        (b'{"items": ["\xff' + WORD.encode() + b'"]}', 422),
        ("[" * 33 + f'"{WORD}"' + "]" * 33, 422),
        ('{"items": ' + "[" * 40 + f'"{WORD}"' + "]" * 40 + "}", 422),
        ('{"items":' * 800 + f'"{WORD}"' + "}" * 800, 422),
        ("[" * 7_000 + f'"{WORD}"' + "]" * 7_000, 422),
        ('{"a":' * 2_500 + f'"{WORD}"' + "}" * 2_500, 422),
    ],
    ids=range(12),
)
async def test_malformed_and_deeply_nested_json_is_refused(
    client: httpx.AsyncClient, body: str | bytes, status: int
) -> None:
    problem = await refused(client, status, content=body, headers=JSON)
    assert all(error["where"].startswith("body") for error in problem["errors"])


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "nonsense"])
async def test_unsupported_media_type_gives_415(client: httpx.AsyncClient, content_type: str) -> None:
    body = json.dumps({"items": [WORD]})
    problem = await refused(client, 415, content=body, headers={"Content-Type": content_type})
    assert problem["type"].endswith("#unsupported-media-type")
    assert "application/json" in problem["detail"]


async def test_no_body_and_unknown_query_parameters_are_refused(client: httpx.AsyncClient) -> None:
    assert [error["where"] for error in (await refused(client, 422))["errors"]] == ["body"]
    answer = await client.post("/v1/check?items=kefir", json={"items": ["kefir"]})
    assert answer.status_code == 422
    assert [error["where"] for error in answer.json()["errors"]] == ["query.items"]


async def test_large_body_gives_413_with_or_without_content_length(client: httpx.AsyncClient) -> None:
    content = json.dumps({"items": [WORD], "padding": "x" * 16 * 1024}).encode()

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 8192):
            yield content[start : start + 8192]

    await refused(client, 413, content=content, headers=JSON)
    await refused(client, 413, content=parts(), headers=JSON)


async def test_hundreds_of_errors_give_a_bounded_response(client: httpx.AsyncClient) -> None:
    body = {f"field{number}": WORD for number in range(450)}
    answer = await client.post("/v1/check", json={**body, "items": ["kefir"]})
    assert answer.status_code == 422
    assert WORD not in answer.text
    assert answer.json()["detail"].startswith("450 mistakes")
    assert len(answer.json()["errors"]) == 100


async def test_query_answers_as_post(client: httpx.AsyncClient) -> None:
    body = {"items": ["natto", WORD], "medicines": ["coumadin"]}
    posted = await client.post("/v1/check", json=body)
    queried = await client.request("QUERY", "/v1/check", json=body)
    assert queried.status_code == 200
    assert queried.json() == posted.json()
    assert queried.headers["cache-control"] == "no-store"
    for wrong in ({"items": 5}, {"itms": ["kefir"]}):
        queried = await client.request("QUERY", "/v1/check", json=wrong)
        assert queried.status_code == 422
        assert queried.json()["errors"] == (await client.post("/v1/check", json=wrong)).json()["errors"]
    typed = {"Content-Type": "text/plain"}
    assert (await client.request("QUERY", "/v1/check", content=b"{}", headers=typed)).status_code == 415


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_other_methods_give_405(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/v1/check")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, QUERY, OPTIONS"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_cors_allows_browsers(client: httpx.AsyncClient) -> None:
    headers = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = await client.options("/v1/check", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "content-type"


async def test_openapi_example_is_a_real_response(client: httpx.AsyncClient) -> None:
    contract = (await client.get("/openapi.json")).json()
    operation = contract["paths"]["/v1/check"]["post"]
    assert operation["operationId"] == "post_check"
    assert operation["tags"] == ["check"]
    assert "check" in {tag["name"] for tag in contract["tags"]}
    assert {"400", "413", "422"} <= operation["responses"].keys()
    example = operation["requestBody"]["content"]["application/json"]["example"]
    shown = operation["responses"]["200"]["content"]["application/json"]["example"]
    answer = (await client.post("/v1/check", json=example)).json()
    assert excerpt(answer["data"]) == shown["data"]
    assert answer["data"]["for_you"]
