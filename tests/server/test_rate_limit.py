"""The rate limit: client identity, counted requests, and response headers."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp

from app.catalog.catalog import Catalog
from app.config import Settings
from app.server.rate_limit.rate_limit_settings import parse_limit
from tests.api.test_problems import problem_of
from tests.conftest import make_app
from tests.fixtures.cli import loaded_database_url, run_cli, running_server
from tests.server.raw_sockets import connect

LIMIT = 5
GUIDE = "/v1/guide"
SPOOFS = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"x-forwarded-for": "203.0.113.7, 10.0.0.1"},
    {"X-Real-IP": "203.0.113.7"},
    {"Forwarded": "for=203.0.113.7;proto=https"},
    {"CF-Connecting-IP": "203.0.113.7"},
    {"True-Client-IP": "203.0.113.7"},
    {"X-Client-IP": "203.0.113.7", "Client-IP": "203.0.113.7", "Via": "1.1 evil"},
    {"Host": "203.0.113.7"},
]
MakeClient = Callable[[str], httpx.AsyncClient]


@pytest.fixture
def make_limited_app(catalog: Catalog, engine: Engine) -> Callable[..., ASGIApp]:
    """Return what makes an application with a limit, and with other settings."""
    return lambda **settings: make_app(catalog, engine, Settings(rate_limit=f"{LIMIT}/hour", **settings))


@asynccontextmanager
async def client_from(app: ASGIApp, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Make a client that asks from an address."""
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://gutbone.test") as client:
        yield client


async def statuses(
    app: ASGIApp, address: str, times: int = LIMIT + 2, headers: dict[str, str] | None = None
) -> list[int]:
    async with client_from(app, address) as client:
        return [(await client.get(GUIDE, headers=headers)).status_code for _ in range(times)]


EXHAUSTED = [200] * LIMIT + [429] * 2


async def test_rate_limit_headers_and_429_with_retry_after(
    make_limited_app: Callable[..., ASGIApp],
) -> None:
    async with client_from(make_limited_app(), "192.0.2.1") as client:
        for left in range(LIMIT - 1, -1, -1):
            answer = await client.get(GUIDE if left % 2 else "/v1/nope")
            assert answer.headers["ratelimit-policy"] == '"default";q=5;w=3600'
            match = re.fullmatch(r'"default";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
            assert match is not None
            assert int(match[1]) == left
            assert 3500 < int(match[2]) <= 3600
            assert "retry-after" not in answer.headers
        refused = await client.get(GUIDE)
        problem = problem_of(refused, 429, "rate-limited")
        wait = int(refused.headers["retry-after"])
        assert 3500 < wait <= 3600
        assert refused.headers["ratelimit"] == f'"default";r=0;t={wait}'
        assert (
            problem["detail"]
            == f"An address may ask 5 times in 3,600 seconds; try again in {wait:,} seconds."
        )
        exposed = refused.headers["access-control-expose-headers"]
        assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed.split(", "))
        head = await client.head(GUIDE)
        assert (head.status_code, head.content) == (429, b"")
        assert head.headers["content-length"] == refused.headers["content-length"]


async def test_rate_limit_is_per_client_address(make_limited_app: Callable[..., ASGIApp]) -> None:
    app = make_limited_app()
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:2::1"):
        assert await statuses(app, address) == EXHAUSTED
    for address in ("::ffff:192.0.2.1", "2001:db8:0:1::2", "2001:db8:0:1:ffff:ffff:ffff:ffff"):
        assert await statuses(app, address, 1) == [429], "one customer, whichever address of its own it takes"


async def test_clients_without_address_share_one_rate_limit(make_limited_app: Callable[..., ASGIApp]) -> None:
    app = make_limited_app()
    assert await statuses(app, "testclient") == EXHAUSTED
    assert await statuses(app, "another", 1) == [429]


@pytest.mark.parametrize("spoof", SPOOFS)
async def test_spoofed_forwarded_headers_do_not_raise_the_rate_limit(
    make_limited_app: Callable[..., ASGIApp], spoof: dict[str, str]
) -> None:
    app = make_limited_app()
    assert await statuses(app, "192.0.2.1") == EXHAUSTED
    assert await statuses(app, "192.0.2.1", 2, spoof) == [429] * 2
    assert await statuses(app, "203.0.113.7", 1) == [200]


async def test_trusted_proxy_supplies_the_client_address(make_limited_app: Callable[..., ASGIApp]) -> None:
    app = make_limited_app(trusted_proxies="10.0.0.0/8, 192.0.2.9, fd00::/8")
    for proxy in ("10.1.2.3", "192.0.2.9", "fd00::1"):
        client = f"203.0.113.{proxy[-1]}"
        assert await statuses(app, proxy, headers={"X-Forwarded-For": client}) == EXHAUSTED
        for text in (f"198.51.100.1, {client}", f"{client}:4711, 10.9.9.9", f"8.8.8.8,{client},fd00::2"):
            assert await statuses(app, proxy, 1, {"X-Forwarded-For": text}) == [429]
        assert await statuses(app, proxy, 1, {"X-Forwarded-For": "203.0.113.200"}) != [429]
    assert await statuses(app, "192.0.2.8", 1, {"X-Forwarded-For": "203.0.113.3"}) == [200]


async def test_proxy_without_forwarded_header_counts_as_client(
    make_limited_app: Callable[..., ASGIApp],
) -> None:
    app = make_limited_app(trusted_proxies="10.0.0.1")
    assert await statuses(app, "10.0.0.1") == EXHAUSTED
    assert await statuses(app, "10.0.0.1", headers={"X-Forwarded-For": "unknown"}) == EXHAUSTED
    assert await statuses(app, "10.0.0.1", 1, {"X-Forwarded-For": "_hidden"}) == [429]


async def test_304_does_not_count_against_the_rate_limit(make_limited_app: Callable[..., ASGIApp]) -> None:
    async with client_from(make_limited_app(), "192.0.2.1") as client:
        first = await client.get(GUIDE)
        held = {"If-None-Match": first.headers["etag"]}
        for _ in range(3 * LIMIT):
            answer = await client.get(GUIDE, headers=held)
            assert answer.status_code == 304
            assert answer.headers["ratelimit"].startswith(f'"default";r={LIMIT - 1};')
        for _ in range(LIMIT - 1):
            assert (await client.get("/v1/facets", headers={"If-None-Match": '"other"'})).status_code == 200
        assert (await client.get("/v1/terms", headers={"If-None-Match": '"other"'})).status_code == 429
        assert (await client.get(GUIDE, headers={"If-None-Match": '"other"'})).status_code == 429
        assert (await client.get(GUIDE, headers=held)).status_code == 304, "free above the quota too"


async def test_health_is_exempt_from_the_rate_limit(make_limited_app: Callable[..., ASGIApp]) -> None:
    app = make_limited_app()
    async with client_from(app, "192.0.2.1") as client:
        for _ in range(2 * LIMIT):
            for path in ("/health/live", "/health/ready"):
                answer = await client.get(path)
                assert answer.status_code == 200
                assert "ratelimit" not in answer.headers
    assert await statuses(app, "192.0.2.1") == EXHAUSTED


async def test_client_errors_count_against_the_rate_limit(make_limited_app: Callable[..., ASGIApp]) -> None:
    app = make_limited_app()
    async with client_from(app, "192.0.2.1") as client:
        for method, path in (("DELETE", GUIDE), ("GET", "/nope"), ("OPTIONS", GUIDE), ("POST", "/v1/check")):
            assert (await client.request(method, path)).status_code not in {200, 429}
        assert (await client.get("/health/nope")).status_code == 404
        assert (await client.get(GUIDE)).status_code == 429


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("GET", "/v1/terms/nope", 404), ("DELETE", GUIDE, 405)],
)
async def test_failed_conditional_requests_count_against_the_rate_limit(
    make_limited_app: Callable[..., ASGIApp], method: str, path: str, status: int
) -> None:
    async with client_from(make_limited_app(), "192.0.2.1") as client:
        answers = [
            await client.request(method, path, headers={"If-None-Match": '"none"'})
            for _ in range(len(EXHAUSTED))
        ]
    assert [answer.status_code for answer in answers] == [
        status if code != 429 else 429 for code in EXHAUSTED
    ]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers][-2:] == ["r=0", "r=0"]


async def test_no_rate_limit_headers_without_a_limit(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        answer = await client.get(GUIDE)
        assert not {"ratelimit", "ratelimit-policy"} & set(answer.headers)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("RATE_LIMIT", "many"),
        ("RATE_LIMIT", "10"),
        ("RATE_LIMIT", "0/minute"),
        ("RATE_LIMIT", "-1/minute"),
        ("RATE_LIMIT", "100001/minute"),
        ("RATE_LIMIT", "10/fortnight"),
        ("RATE_LIMIT", "10/0 second"),
        ("RATE_LIMIT", "10/second;100/minute"),
        ("RATE_LIMIT_STORAGE", "memcached://127.0.0.1"),
        ("RATE_LIMIT_STORAGE", "redis"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "localhost"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
    ],
)
def test_invalid_rate_limit_setting_gives_startup_error(name: str, setting: str) -> None:
    result = run_cli("serve", **{name.lower(): setting})
    assert result.code == 1
    assert result.err.startswith(f"GUTBONE_{name}: "), result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("limit", "rate"),
    [
        ("120/minute", (120, 60)),
        ("10/second", (10, 1)),
        ("50/10 second", (50, 10)),
        (" 1 / 2 Days ", (1, 172_800)),
    ],
)
def test_rate_limit_setting_is_parsed(limit: str, rate: tuple[int, int]) -> None:
    assert parse_limit(limit) == rate


@pytest.mark.full_suite
def test_refusals_and_preflights_do_not_count_against_the_rate_limit(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "world.db")
    get = b"GET /v1/guide HTTP/1.1\r\nHost: a\r\n"
    free = {
        b"421": b"GET /v1/guide HTTP/1.1\r\nHost: other\r\n\r\n",
        b"400": b"nonsense\r\n\r\n",
        b"414": b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"431": get + b"X: " + b"y" * 40_000 + b"\r\n\r\n",
        b"408": get,
        b"204": b"OPTIONS /v1/guide HTTP/1.1\r\nHost: a\r\nAccess-Control-Request-Method: GET\r\n\r\n",
    }
    limited = {"rate_limit": f"{LIMIT}/hour", "allowed_hosts": "a", "header_timeout": 0.5}
    with running_server(database_url=url, port=0, access_log="false", **limited) as server:

        def send(request: bytes) -> bytes:
            with connect(server, 60) as connection:
                connection.sendall(request)
                return connection.recv(1 << 16)

        for status, request in free.items():
            for _ in range(2):
                answer = send(request)
                assert answer.startswith(b"HTTP/1.1 %b " % status), answer[:100]
                assert b"\r\nratelimit" not in answer
        counted = [send(get + b"\r\n").split()[1] for _ in range(LIMIT + 1)]
        assert server.stop() == 0
    assert counted == [b"200"] * LIMIT + [b"429"]


def test_redis_over_tls_is_accepted_as_storage() -> None:
    settings = Settings(rate_limit="5/minute", rate_limit_storage="rediss://user:secret@127.0.0.1:6380/0")
    assert settings.rate_limiter()
