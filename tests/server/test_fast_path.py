"""The fast path returns the same bytes as the application, for the same requests, over real sockets."""

import random
import re
import socket
from collections.abc import Iterator

import pytest

from tests.fixtures.cli import loaded_database_url, running_server

pytestmark = pytest.mark.full_suite

REQUESTS = 20_000
A_CONNECTION = 50
PATHS = [
    "/v1/food-sources",
    "/v1/food-sources/dew-tea",
    "/v1/food-sources/nothing",
    "/v1/food-sources?limit=1",
    "/v1/food-sources?limit=1&diet=vegan",
    "/v1/food-sources?diet=vegan&limit=1",
    "/v1/food-sources?limit=0",
    "/v1/food%2Dsources",
    "/v1/food-sources%2Fdew-tea",
    "/v1/food-sources?limit=1&utm_source=letter",
    "/v1/search?q=k%E9fir",
    "/v1/claims?",
    "/v1/facets",
    "/v1/disclaimer",
    "/v1/bundle",
    "/health/live",
    "/docs/errors",
    "/nope",
    "http://gutbone.test/v1/claims",
]
FIELDS = [
    "Accept-Encoding: br",
    "accept-encoding: gzip;q=1, br;q=0.2",
    "ACCEPT-ENCODING: identity",
    "Accept-Encoding: zstd, *;q=0",
    "Accept: application/json",
    "Accept: text/html",
    "Accept: */*;q=0",
    "Accept: application/json;q=0, */*",
    "Range: bytes=5-9",
    "Range: bytes=999999999-",
    'If-Range: "none"',
    'If-Match: "none"',
    "Connection: keep-alive",
    "Connection: Keep-Alive, x-odd",
    "If-None-Match: *",
    'If-None-Match: "none", W/"neither"',
    "User-Agent: odd/1.0\t(tabs)",
    "Cookie: a=b",
    "X-Empty:",
    "X-Long: " + "x" * 900,
    "Origin: https://example.org",
    "Upgrade: h2c",
]
LAST = [
    b"GET /v1/claims HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /v1/claims HTTP/1.0\r\n\r\n",
    b"HEAD /v1/claims HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"GET /v1/claims HTTP/1.1\r\n\r\n",
    b"GET /v1/claims HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /v1/cl aims HTTP/1.1\r\nHost: a\r\n\r\n",
    b"BREW /v1/claims HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /v1/claims HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 120 + b"\r\n",
]
CHANGING = re.compile(rb'(date: |request-id: |"request_id":")[^\r"]*')


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Return the ports of two servers of the same content: one with the fast path, one without."""
    url = loaded_database_url(tmp_path_factory.mktemp("hot") / "gutbone.db")
    settings = {"database_url": url, "port": 0, "access_log": "false"}
    with (
        running_server(**settings, fast_path="true") as hot,
        running_server(**settings, fast_path="false") as cold,
    ):
        yield port_of(hot.address), port_of(cold.address)


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def exchanged(port: int, chunks: list[bytes]) -> bytes:
    """Send chunks of bytes, one packet each, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for chunk in chunks:
            connection.sendall(chunk)
        received = bytearray()
        while part := connection.recv(1 << 20):
            received += part
    return bytes(received)


def request(chance: random.Random, tags: list[str]) -> bytes:
    """Return a request, mostly well-formed, with fields as clients write them and as they should not."""
    method = chance.choice(["GET"] * 6 + ["HEAD"] * 2 + ["POST", "OPTIONS"])
    fields = chance.sample(FIELDS, chance.choice([0, 0, 1, 2, 4]))
    if chance.random() < 0.3:
        fields.append(f"If-None-Match: {chance.choice(tags)}")
    body = ""
    if chance.random() < 0.1:
        body = "hello" * chance.randint(0, 3)
        fields.append(f"Content-Length: {len(body)}")
    head = [f"{method} {chance.choice(PATHS)} HTTP/1.1", "Host: gutbone.test", *fields]
    return ("\r\n".join(head) + f"\r\n\r\n{body}").encode()


def split(chance: random.Random, data: bytes) -> list[bytes]:
    """Cut bytes into pieces anywhere, also within a line."""
    cuts = sorted(chance.randrange(len(data)) for _ in range(chance.choice([0, 1, 5])))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True) if end > start]


def tags_of(port: int) -> list[str]:
    closing = "Host: a\r\nConnection: close\r\n\r\n"
    asked = [
        f"GET /v1/food-sources/dew-tea HTTP/1.1\r\nAccept-Encoding: {name}\r\n"
        for name in ("br", "gzip", "x")
    ]
    heads = b"".join(exchanged(port, [f"{one}{closing}".encode()]) for one in asked)
    tags = [tag.decode() for tag in re.findall(rb'etag: ("[^"]+")', heads)]
    return [*tags, *(f"W/{tag}" for tag in tags), f'{tags[-1][:-1]}-gzip"']


def test_fast_path_answers_equal_application_answers(ports: tuple[int, int]) -> None:
    chance = random.Random(20261124)
    tags = tags_of(ports[0])
    for _ in range(REQUESTS // A_CONNECTION):
        data = b"".join(request(chance, tags) for _ in range(A_CONNECTION - 1)) + chance.choice(LAST)
        chunks = split(chance, data)
        hot, cold = (CHANGING.sub(rb"\1", exchanged(port, chunks)) for port in ports)
        assert hot == cold
        assert hot.count(b"HTTP/1.1 ") >= A_CONNECTION - 1
