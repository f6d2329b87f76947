"""A client's `X-Request-Id` and `traceparent` are in the answer and in the log, if they are valid."""

import json
from pathlib import Path

import httpx
import pytest

from tests.fixtures.cli import loaded_database_url, running_server

pytestmark = pytest.mark.full_suite

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
VALID = ["a", "x" * 128, "7b0e-42:!~"]
INVALID = ["", "x" * 129, "a b", "a\tb", "é"]
INVALID_PARENTS = [
    "",
    TRACEPARENT.upper(),
    TRACEPARENT[:-1],
    f"{TRACEPARENT} x",
    f"00-{'0' * 32}-{'1' * 16}-01",
]


@pytest.mark.parametrize("fast_path", ["true", "false"])
def test_valid_correlation_ids_are_in_answer_and_log(fast_path: str, tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    with running_server(database_url=url, port=0, fast_path=fast_path) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            answers = [
                client.get(path, headers={"X-Request-Id": value, "traceparent": TRACEPARENT})
                for value in VALID
                for path in ("/v1/terms", "/v1/terms", "/v1/terms/nope", "/v1/search?q=moon")
            ]
            without = client.get("/v1/terms")
        assert server.stop() == 0
    lines = {line["request_id"]: line for line in map(json.loads, server.errors.splitlines())}
    for answer in answers:
        line = lines[answer.headers["request-id"]]
        given = answer.request.headers["x-request-id"]
        assert answer.headers["x-request-id"] == line["client_request_id"] == given
        assert answer.headers["traceparent"] == line["traceparent"] == TRACEPARENT
    assert "x-request-id" not in without.headers
    assert "client_request_id" not in lines[without.headers["request-id"]]


@pytest.mark.parametrize("fast_path", ["true", "false"])
def test_invalid_correlation_ids_are_ignored(fast_path: str, tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    headers: list[list[tuple[bytes, bytes]]] = [[], [(b"X-Request-Id", b"one"), (b"X-Request-Id", b"two")]]
    headers += [[(b"X-Request-Id", value.encode("utf-8"))] for value in INVALID]
    headers += [[(b"traceparent", value.encode())] for value in INVALID_PARENTS]
    with running_server(database_url=url, port=0, fast_path=fast_path) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            answers = [client.get("/v1/terms", headers=fields) for fields in headers]
        assert server.stop() == 0
    for answer in answers:
        assert answer.status_code == 200
        assert {"x-request-id", "traceparent"}.isdisjoint(answer.headers)
    for line in map(json.loads, server.errors.splitlines()):
        assert {"client_request_id", "traceparent"}.isdisjoint(line)
