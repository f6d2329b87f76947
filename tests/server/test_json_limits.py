"""Depth and size of a JSON body: what exceeds a limit is refused before anything parses it."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine

from app.api.json_limits import exceeded_limit
from app.catalog.catalog import Catalog
from app.config import Settings
from tests.api.test_problems import problem_of
from tests.conftest import make_app, make_client
from tests.fixtures.cli import loaded_database_url, running_server

JSON = {"Content-Type": "application/json"}
MOST = 16 * 1024


def nested(levels: int, opening: str = "[", closing: str = "]", inside: str = "") -> str:
    return opening * levels + inside + closing * levels


DEEP = [
    nested(33),
    nested(MOST // 2),
    "[" * MOST,
    nested(2500, '{"a":', "}", "1"),
    '{"items": ["kefir"], "medicines": ' + nested(40) + "}",
    '"[]" ' + "[" * 40,
    "[1,2],{" * 40 + "[" * 40,
    '["\\"",' * 40,
]


@pytest.mark.parametrize("body", DEEP, ids=range(len(DEEP)))
async def test_deeply_nested_json_is_rejected(client: httpx.AsyncClient, body: str) -> None:
    answer = await client.post("/v1/check", content=body, headers=JSON)
    problem = problem_of(answer, 422, "invalid-parameter")
    assert [(error["where"], error["given"]) for error in problem["errors"]] == [("body", None)]
    assert problem["errors"][0]["message"] == "this is nested deeper than 32 levels"


@pytest.mark.parametrize(
    "body", [f'{{"items":[{",".join(["1"] * 499)}]}}', "[" + "{}," * 600, '{"a":1,' * 8 + '"b":1,' * 500]
)
async def test_json_with_too_many_values_is_rejected(client: httpx.AsyncClient, body: str) -> None:
    answer = await client.post("/v1/check", content=body, headers=JSON)
    problem = problem_of(answer, 422, "invalid-parameter")
    assert [error["message"] for error in problem["errors"]] == ["this has more than 500 values"]


async def test_largest_check_is_below_the_limit_of_values(client: httpx.AsyncClient) -> None:
    words = {name: [f"word {number}" for number in range(most)] for name, most in LARGEST.items()}
    answer = await client.post("/v1/check", json={**words, "allergies": ["milk"] * 20, "diet": "vegan"})
    assert answer.status_code == 200


LARGEST = {"items": 50, "conditions": 30, "medicines": 30}
HIDDEN = '["\\"", ' + nested(400) + "]"
"""Where an escaped quotation mark is taken for the end of a word, the brackets seem to be inside the next."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
async def test_json_depth_limit_holds_in_every_text_encoding(
    client: httpx.AsyncClient, encoding: str
) -> None:
    answer = await client.post("/v1/check", content=HIDDEN.encode(encoding), headers=JSON)
    assert "deeper than 32 levels" in answer.text


SHALLOW = [
    json.dumps({"items": ["[" * 100, '\\"' + "{" * 100, "]" * 100]}),
    '{"items": [' + ",".join(['"kefir"'] * 40) + "]}",
]


@pytest.mark.parametrize("body", SHALLOW, ids=range(len(SHALLOW)))
async def test_brackets_in_strings_and_sibling_lists_are_not_nested(
    client: httpx.AsyncClient, body: str
) -> None:
    answer = await client.post("/v1/check", content=body, headers=JSON)
    assert "nested" not in answer.text


async def test_json_depth_limit_is_exact_and_configurable(catalog: Catalog, engine: Engine) -> None:
    async with make_client(make_app(catalog, engine, Settings(max_json_depth=5))) as client:
        texts = [
            (await client.post("/v1/check", content=nested(depth), headers=JSON)).text for depth in (5, 6)
        ]
    assert ["deeper than 5 levels" in text for text in texts] == [False, True]


async def test_json_depth_limit_applies_to_every_route_with_a_body(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    taking = [
        (method, path)
        for path, operations in paths.items()
        for method, operation in operations.items()
        if "requestBody" in operation
    ]
    assert ("post", "/v1/check") in taking
    for method, path in taking:
        answer = await client.request(method, path, content="[" * 1000, headers=JSON)
        assert "nested deeper" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"[]" * (MOST // 2),
        b'"' * MOST,
        b'"' + b"\\" * MOST,
        b'"' + b"a" * MOST + b"\\",
        b'"\\"' * (MOST // 3),
        b"[" * 32 + b'"[' * (MOST // 2),
    ],
    ids=range(6),
)
def test_json_depth_check_is_linear(body: bytes) -> None:
    began = time.thread_time()
    exceeded_limit(body, 32)
    assert time.thread_time() - began < 0.5


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = loaded_database_url(tmp_path_factory.mktemp("depth") / "gutbone.db")
    with running_server(database_url=url, port=0, access_log="false") as server:
        yield server.address


@pytest.mark.full_suite
def test_json_depth_limit_applies_to_chunked_bodies(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        for body in DEEP:
            pieces = (body.encode()[start : start + 1000] for start in range(0, len(body), 1000))
            answer = client.post("/v1/check", content=pieces, headers=JSON)
            assert (answer.status_code, "nested deeper" in answer.text) == (422, True)
        large = client.post("/v1/check", content=(b"[" * 1000 for _ in range(100)), headers=JSON)
        assert large.status_code == 413
