"""Bounds and meaning of every part of a message: trailer fields, Connection, Upgrade, Host and target."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

PATIENCE = 60.0
CURL = shutil.which("curl")
BODY = b'{"items":["milk"],"medicines":["warfarin"]}'
POST = b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(BODY), BODY)
GET = b"GET /v1/disclaimer HTTP/1.1\r\nHost: a\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
UPGRADES = [
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n",
]


@pytest.fixture(scope="module", params=["true", "false"], ids=["fast path", "application"])
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Server]:
    url = loaded_database_url(tmp_path_factory.mktemp("phases") / "world.db")
    with running_server(database_url=url, port=0, access_log="false", fast_path=request.param) as server:
        yield server


def statuses(server: Server, *pieces: bytes) -> list[int]:
    """Send pieces, one packet each; return the statuses of all that comes until the server closes."""
    with connect(server, PATIENCE) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = read_until_closed(connection)
    return [int(answer[:3]) for answer in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    "trailer",
    [
        b"X: y\r\n" * 101,
        b"X: " + b"y" * 40_000 + b"\r\n",
        b"X: y\r\n" * 60 + b"X: " + b"y" * 36_000 + b"\r\n",
    ],
    ids=["101 fields", "one of 40 kB", "many and long"],
)
@pytest.mark.parametrize("complete", [True, False])
def test_trailer_fields_past_the_header_limits_give_431(
    server: Server, trailer: bytes, *, complete: bool
) -> None:
    assert statuses(server, CHUNKED + trailer + (b"\r\n" if complete else b"")) == [431]


def test_header_and_trailer_fields_share_one_limit(server: Server) -> None:
    head = CHUNKED.replace(b"Host: a\r\n", b"Host: a\r\n" + b"X: y\r\n" * 60)
    assert statuses(server, head + b"X: y\r\n" * 60 + b"\r\n") == [431]
    assert statuses(server, head + b"X: y\r\n" * 20 + b"\r\n" + LIVE) == [200, 200]


@pytest.mark.parametrize("packets", [1, 2])
@pytest.mark.parametrize(
    ("trailer", "status"),
    [
        (b"Content-Type: application/json\r\n", 415),
        (b"Accept: text/xml\r\n", 415),
        (b"Access-Control-Request-Method: GET\r\n", 415),
    ],
)
def test_trailer_fields_are_never_header_fields(
    server: Server, trailer: bytes, status: int, packets: int
) -> None:
    sent = CHUNKED.replace(b"application/json", b"text/plain") + trailer + b"\r\n" + LIVE
    cut = len(CHUNKED) if packets > 1 else len(sent)
    assert statuses(server, sent[:cut], sent[cut:]) == [status, 200]


@pytest.mark.parametrize(
    ("fields", "is_closed"),
    [
        (b"Connection: close\r\nConnection: keep-alive\r\n", True),
        (b"Connection: keep-alive\r\nConnection: close\r\n", True),
        (b"Connection: x-odd, close\r\n", True),
        (b"Proxy-Connection: close\r\n", True),
        (b"Connection: keep-alive\r\nConnection: x-odd\r\n", False),
        (b"Proxy-Connection: keep-alive\r\n", False),
    ],
)
def test_connection_is_what_the_parser_says_and_no_request_is_swallowed(
    server: Server, fields: bytes, *, is_closed: bool
) -> None:
    first = GET + fields + b"\r\n"
    # Repeated: the second time, the fast path may know its bytes.
    for _ in range(3):
        assert statuses(server, first + LIVE) == ([200] if is_closed else [200, 200])
    with connect(server, PATIENCE) as connection:
        connection.sendall(first * 2 + (b"" if is_closed else LIVE))
        received = read_until_closed(connection)
    assert received.count(b"HTTP/1.1 200 ") == (1 if is_closed else 3)
    assert received.count(b"connection: close\r\n") == 1


def test_connection_close_in_a_trailer_closes_the_connection(server: Server) -> None:
    assert statuses(server, CHUNKED + b"Connection: close\r\n\r\n" + LIVE) == [200]


@pytest.mark.parametrize("upgrade", UPGRADES, ids=["h2c", "websocket"])
def test_upgrade_is_ignored_and_the_next_request_answered(server: Server, upgrade: bytes) -> None:
    by_length = POST + upgrade + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    chunked = CHUNKED.replace(b"Host: a\r\n", b"Host: a\r\n" + upgrade) + b"\r\n"
    get = GET + upgrade + b"\r\n"
    for request in (by_length, chunked, get):
        assert statuses(server, request + LIVE) == [200, 200]
        assert statuses(server, request[:100], request[100:], request + LIVE) == [200, 200, 200]
    closing = GET + upgrade + b"Connection: close\r\n\r\n"
    assert statuses(server, closing + LIVE) == [200]


@pytest.mark.skipif(CURL is None, reason="the test before sends the same bytes")
def test_curl_http2_posts_a_check_twice_on_one_connection(server: Server) -> None:
    url = f"{server.address}/v1/check"
    one = ["--http2", "--json", BODY.decode(), "--silent", "--output", "/dev/null"]
    wanted = ["--write-out", "%{http_code} %{num_connects}\n"]
    ended = subprocess.run(
        [CURL or "curl", *one, *wanted, url, "--next", *one, *wanted, url],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert ended.stdout.splitlines() == ["200 1", "200 0"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"a, b", 400),
        (b"a b", 400),
        (b"a/b", 400),
        (b"u@a", 400),
        (b"a:b", 400),
        (b'"<script>', 400),
        (b"\xff\xfe", 400),
        (b"[::1", 400),
        (b"[:::1]", 400),
        (b"a%4", 400),
        (b"", 200),
        (b"a", 200),
        (b"a.test:8000", 200),
        (b"a:", 200),
        (b"192.0.2.1", 200),
        (b"[::1]:80", 200),
        (b"a%41.test", 200),
    ],
)
def test_host_is_validated_by_its_grammar(server: Server, host: bytes, status: int) -> None:
    request = b"GET /v1/disclaimer HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % host
    assert statuses(server, request) == [status]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET http://a HTTP/1.1", 200),
        (b"GET http://a/v1/disclaimer HTTP/1.1", 200),
        (b"GET HTTPS://a:80/v1/disclaimer HTTP/1.1", 200),
        (b"GET http://a?x=1 HTTP/1.1", 200),
        (b"GET /v1/disclaimer#x HTTP/1.1", 400),
        (b"GET http://a/v1/disclaimer#x HTTP/1.1", 400),
        (b"GET ftp://a/v1/disclaimer HTTP/1.1", 400),
        (b"GET http://u@a/v1/disclaimer HTTP/1.1", 400),
        (b"GET http:///v1/disclaimer HTTP/1.1", 400),
        (b"GET * HTTP/1.1", 400),
        (b"CONNECT a:80 HTTP/1.1", 400),
        (b"OPTIONS * HTTP/1.1", 204),
    ],
)
def test_request_target_forms(server: Server, line: bytes, status: int) -> None:
    assert statuses(server, line + b"\r\nHost: a\r\nConnection: close\r\n\r\n") == [status]


def test_one_request_gets_one_response_when_its_body_is_refused_later(server: Server) -> None:
    refused_early = b"POST /v1/disclaimer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connect(server, PATIENCE) as connection:
        connection.sendall(refused_early)
        first = connection.recv(1 << 16)
        assert first.startswith(b"HTTP/1.1 405 ")
        connection.sendall(b"nonsense\r\n")
        assert b"HTTP/1.1 " not in read_until_closed(connection)


def test_half_close_keeps_answers_before_a_refused_body(server: Server) -> None:
    bad = CHUNKED + b"Content-Length: 0\r\n\r\n"
    with connect(server, PATIENCE) as connection:
        connection.sendall(GET + b"Cookie: a=b\r\n\r\n" + bad)
        connection.shutdown(socket.SHUT_WR)
        received = read_until_closed(connection)
    assert [answer[:3] for answer in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]
    assert json.loads(received.rpartition(b"\r\n\r\n")[2])["status"] == 400
