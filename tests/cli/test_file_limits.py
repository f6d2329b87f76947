"""The server raises its limit of open files to the configured number of connections."""

import resource
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from app.cli.file_limits import RESERVED
from tests.fixtures.cli import loaded_database_url, running_server
from tests.server.raw_sockets import connect, read_until_closed

UP = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
CONNECTIONS = 200
LIMITED = 'ulimit -S -n 100 && ulimit -H -n "$0" && exec "$@"'
"""Leave for 100 open files, and for as many as this if one asks."""


@pytest.mark.parametrize("hard", [4_000, 128], ids=["enough", "too few"])
def test_file_limit_is_raised_for_max_connections(hard: int, tmp_path: Path) -> None:
    settings = {
        "database_url": loaded_database_url(tmp_path / "gutbone.db"),
        "port": 0,
        "access_log": "false",
    }
    taken = min(CONNECTIONS, hard - RESERVED)
    limits = ["sh", "-c", LIMITED, str(hard)]
    with running_server(limits, **settings, max_connections=CONNECTIONS) as server, ExitStack() as stack:
        for _ in range(taken):
            connection = stack.enter_context(connect(server, 60))
            connection.sendall(UP)
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        with connect(server, 60) as one_more:
            assert read_until_closed(one_more).startswith(b"HTTP/1.1 503 ")
        assert server.stop() == 0
    assert ("fewer connections" in server.errors) is (taken < CONNECTIONS)


ANSWERED = (
    "/v1/terms",
    "/v1/bundle",
    "/v1/guide",
    "/v1/search?q=moon",
    "/v1/suggest?q=mo",
    "/v1/plan",
    "/v1/graph",
    "/v1/facets",
    "/openapi.json",
)


@pytest.mark.parametrize("fast_path", ["true", "false"], ids=["hot", "application"])
def test_connected_clients_are_served_without_free_descriptors(fast_path: str, tmp_path: Path) -> None:
    settings = {
        "database_url": loaded_database_url(tmp_path / "gutbone.db"),
        "port": 0,
        "access_log": "false",
    }
    with running_server(**settings, fast_path=fast_path) as server:
        with httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client:
            assert client.get("/health/live").status_code == 200
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (3, 4096))
            assert {path: client.get(path).status_code for path in ANSWERED} == dict.fromkeys(ANSWERED, 200)
            assert client.post("/v1/check", json={"items": ["moon-milk"]}).status_code == 200
            page = client.get("/docs")
            assert (page.status_code, page.headers["retry-after"]) == (503, "1")
            assert page.json()["type"] == "/docs/errors#overloaded"
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (1024, 4096))
            assert client.get("/docs").status_code == 200
        assert server.stop() == 0
    assert "Traceback" not in server.errors, server.errors[-3000:]
