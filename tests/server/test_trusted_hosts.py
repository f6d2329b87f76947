"""Only allowed hosts are served, over sockets and over ASGI."""

import json
from collections.abc import Iterator
from http.client import HTTPResponse

import httpx
import pytest
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.config import Settings
from app.server.http.trusted_hosts import TrustedHosts
from tests.api.test_problems import problem_of
from tests.conftest import make_app, make_client
from tests.fixtures.cli import Server, loaded_database_url, run_cli, running_server
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

ALLOWED = "gutbone.example, *.Example.org,192.0.2.7, 2001:db8::0001"
SERVED = [
    "gutbone.example",
    "GutBone.Example",
    "gutbone.example:8443",
    "gutbone.example.",
    "gutbone.example.:80",
    "gutbone.example:",
    "a.example.org",
    "b.a.example.org:1",
    "192.0.2.7:8000",
    "[2001:db8::1]",
    "[2001:DB8:0:0::1]:8000",
]
OTHERS = [
    "example.org",
    "other.example",
    "notexample.org",
    ".example.org",
    "a..example.org",
    "gutbone.example.evil",
    "evilgutbone.example",
    "gutbone.example,evil",
    "192.0.2.8",
    "[2001:db8::2]",
    "[::ffff:192.0.2.7]",
    "",
]


@pytest.fixture(scope="module", params=["true", "false"], ids=["hot", "application"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    url = loaded_database_url(tmp_path_factory.mktemp("hosts") / "gutbone.db")
    settings = {"database_url": url, "port": 0, "access_log": "false", "fast_path": request.param}
    with running_server(**settings, allowed_hosts=ALLOWED) as server:
        yield server


def asked(server: Server, request: bytes, times: int = 3) -> list[tuple[int, bytes]]:
    """Send the same bytes again and again on one connection; return each status, and the last body."""
    with connect(server, 60) as connection:
        found = []
        for _ in range(times):
            connection.sendall(request)
            response = HTTPResponse(connection)
            response.begin()
            found.append((response.status, response.read()))
    return found


def get(host: str, target: str = "/v1/terms") -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


@pytest.mark.parametrize("host", SERVED)
def test_allowed_host_is_served(server: Server, host: str) -> None:
    assert [status for status, _ in asked(server, get(host))] == [200] * 3


@pytest.mark.parametrize("host", OTHERS)
def test_untrusted_host_gives_421_also_for_cached_answers(server: Server, host: str) -> None:
    assert asked(server, get("gutbone.example"))[-1][0] == 200
    for status, body in asked(server, get(host)):
        problem = json.loads(body)
        assert (status, problem["status"]) == (421, 421)
        assert problem["type"] == "/docs/errors#misdirected-request"
        assert problem["instance"] == "/v1/terms"


def test_absolute_form_target_overrides_host_header(server: Server) -> None:
    asked(server, get("gutbone.example"))
    assert asked(server, get("gutbone.example", "http://evil.example/v1/terms"))[-1][0] == 421
    assert asked(server, get("evil.example", "http://gutbone.example:80/v1/terms"))[-1][0] == 200
    assert asked(server, get("gutbone.example", "http://evil@gutbone.example/v1/terms"), 1)[0][0] == 400


def test_http_1_0_without_host_is_rejected(server: Server) -> None:
    for fields, status in (
        (b"", 421),
        (b"Host: gutbone.example\r\n", 200),
        (b"Host: gutbone.example\r\nhost: evil.example\r\n", 400),
    ):
        with connect(server, 60) as connection:
            connection.sendall(b"GET /v1/terms HTTP/1.0\r\n" + fields + b"\r\n")
            assert read_until_closed(connection).startswith(b"HTTP/1.1 %d " % status)


def test_health_is_served_for_any_host(server: Server) -> None:
    for path in ("/health/live", "/health/ready"):
        assert asked(server, get("10.1.2.3:8000", path))[-1][0] == 200


async def test_trusted_hosts_are_enforced_by_asgi_middleware(catalog: Catalog, engine: Engine) -> None:
    async with make_client(make_app(catalog, engine, Settings(allowed_hosts="gutbone.test"))) as client:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            for _ in range(2):
                assert (await client.request(method, "/v1/guide")).status_code in {200, 204, 405}
                refused = await client.request(method, "/v1/guide", headers={"Host": "other.test"})
                assert refused.status_code == 421
        problem_of(await client.get("/v1/guide", headers={"Host": "other.test"}), 421, "misdirected-request")


async def test_every_host_is_served_without_allowed_hosts(client: httpx.AsyncClient) -> None:
    for host in (*SERVED, *OTHERS):
        assert (await client.get("/v1/guide", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("setting", ["", "*", " * ", ","])
def test_star_or_empty_allowed_hosts_means_any(setting: str) -> None:
    assert TrustedHosts(setting).every


@pytest.mark.parametrize(
    "setting",
    ["http://example.org", "example.org:80", "[::1]:80", "a.b, *", "*a.b", "*.*.a", "a b", "käse.de"],
)
def test_invalid_allowed_host_gives_startup_error(setting: str) -> None:
    result = run_cli("serve", allowed_hosts=setting)
    assert result.code == 1
    assert result.err.startswith("GUTBONE_ALLOWED_HOSTS: ")
    assert result.err.count("\n") == 1
