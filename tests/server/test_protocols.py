"""Every protocol class serves the whole API; only the hardened ones enforce limits and timeouts."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.fixtures.deadlines import wait_until

pytestmark = pytest.mark.full_suite

PROTOCOLS = {
    "fast path": {"protocol": "hardened", "fast_path": "true"},
    "hardened": {"protocol": "hardened", "fast_path": "false"},
    "uvicorn": {"protocol": "uvicorn"},
}

LONG_TARGET = "/" + "x" * 9000


@pytest.fixture(scope="module", params=PROTOCOLS.values(), ids=list(PROTOCOLS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    url = loaded_database_url(tmp_path_factory.mktemp("protocols") / "sample.db")
    with running_server(database_url=url, port=0, **request.param) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, trust_env=False, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/terms", 200), ("/v1/facets", 200), ("/v1/search?q=moon", 200), ("/", 200), ("/nope", 404)],
)
def test_every_protocol_serves_responses_cold_and_cached(
    path: str, status: int, client: httpx.Client
) -> None:
    bodies = [client.get(path) for _ in range(3)]
    assert [response.status_code for response in bodies] == [status] * 3
    assert len({response.headers["content-type"] for response in bodies}) == 1
    if status == httpx.codes.OK:
        assert len({response.content for response in bodies}) == 1


def test_every_protocol_answers_304_and_head(client: httpx.Client) -> None:
    first = client.get("/v1/terms")
    assert client.get("/v1/terms", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    head = client.head("/v1/terms")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_every_protocol_reads_a_body(client: httpx.Client) -> None:
    assert client.post("/v1/check", json={"no such field": 1}).status_code == 422
    assert client.get("/health/ready").status_code == 200


def test_only_uvicorn_protocol_logs_that_limits_are_absent(server: Server, client: httpx.Client) -> None:
    client.get("/v1/terms")
    # The log is written by a thread, and the line of this request is written after that of the start.
    wait_until(lambda: "/v1/terms" in server.errors)
    warned = [line for line in server.errors.splitlines() if "protocol uvicorn" in line]
    assert len(warned) == (protocol_of(server) == "uvicorn")


def test_hardened_protocols_refuse_a_long_target(server: Server, client: httpx.Client) -> None:
    assert client.get(LONG_TARGET).status_code == (414 if protocol_of(server) == "hardened" else 404)


def protocol_of(server: Server) -> str:
    """Return the setting of a running server."""
    environment = Path(f"/proc/{server.process.pid}/environ").read_text("utf-8").split("\0")
    return dict(line.partition("=")[::2] for line in environment)["GUTBONE_PROTOCOL"]
