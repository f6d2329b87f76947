"""The access log: one JSON line per request, without query strings or bodies."""

import json
import secrets
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fixtures.cli import loaded_database_url, running_server
from tests.server.raw_sockets import connect, read_until_closed

FIELDS = {"method", "path", "status", "milliseconds", "request_id", "event", "level", "timestamp"}


def requests_with(canary: str) -> list[dict[str, Any]]:
    """Return requests that have the canary anywhere but in the path."""
    asked: list[dict[str, Any]] = [
        {"url": "/v1/search", "params": {"q": canary}},
        {"url": "/v1/suggest", "params": {"q": canary}},
        {"url": "/v1/cautions", "params": {"medicine": canary}},
        {"url": "/v1/plan", "params": {"conditions": canary}},
        {"url": "/v1/terms", "params": {canary: canary}},
        {"url": "/v1/paths", "params": {"from": canary, "to": canary}},
        {"url": "/check", "params": {"medicines": canary}},
        {"url": "/search", "params": {"q": canary}},
        {"url": "/nowhere", "params": {"q": canary}},
        {"url": "/v1/check", "method": "POST", "json": {"items": [canary], "medicines": [canary]}},
        {"url": "/v1/check", "method": "POST", "content": f"[[[{canary}"},
    ]
    headers = dict.fromkeys(("Cookie", "Authorization", "User-Agent", "Referer", "X-Forwarded-For"), canary)
    ready: list[dict[str, Any]] = [
        {"url": "/v1/terms"},
        {"url": "/v1/terms"},
        {"url": "/v1/terms", "method": "HEAD"},
    ]
    return [{"method": "GET", "headers": headers} | request for request in [*asked, *ready]]


@pytest.mark.parametrize("fast_path", ["true", "false"])
def test_access_log_contains_no_request_data(fast_path: str, tmp_path: Path) -> None:
    canary = f"qz{secrets.token_hex(8)}"
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0, fast_path=fast_path) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            answers = [client.request(**request) for request in requests_with(canary)]
        with connect(server, patience=60) as connection:
            connection.sendall(f"GET /?{canary} HTTP/1.1\r\nHost: {canary}\r\nHost: b\r\n\r\n".encode())
            refused = read_until_closed(connection).decode()
        assert server.stop() == 0
    assert canary not in server.errors
    lines = [json.loads(line) for line in server.errors.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [set(line) for line in requests] == [FIELDS] * len(requests)
    logged = [(line["method"], line["path"], line["status"], line["request_id"]) for line in requests]
    assert logged[:-1] == [
        (answer.request.method, answer.request.url.path, answer.status_code, answer.headers["request-id"])
        for answer in answers
    ]
    assert logged[-1][:3] == ("", "", 400)
    assert f"request-id: {logged[-1][3]}\r\n" in refused
    assert len({line["request_id"] for line in requests}) == len(requests)


def test_path_cannot_inject_a_log_line(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0) as server:
        with httpx.Client(base_url=server.address, trust_env=False) as client:
            assert client.get("/v1/terms/a%0A%7B%22event%22:%22forged%22%7D%0D%1b[31m").status_code == 404
        assert server.stop() == 0
    [line] = server.errors.splitlines()
    assert json.loads(line)["path"] == '/v1/terms/a\n{"event":"forged"}\r\x1b[31m'
    assert "\x1b" not in line
