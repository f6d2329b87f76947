"""Limits and timeouts of a connection: each rejection says why, then closes."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

SHORT = scaled(0.6)
"""Seconds that the deadlines of these servers last."""
PATIENCE = scaled(8.0)
GET = b"GET /v1/facets HTTP/1.1\r\nHost: gutbone.test\r\n"
POST = b"POST /v1/check HTTP/1.1\r\nHost: gutbone.test\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("limits") / "gutbone.db")


@pytest.fixture(scope="module", params=["true", "false"], ids=["hot", "application"])
def server(database: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return a server with short deadlines, with and without the fast path."""
    seconds = dict.fromkeys(["header_timeout", "body_timeout", "keep_alive_timeout", "write_timeout"], SHORT)
    with running_server(
        database_url=database,
        port=0,
        fast_path=request.param,
        max_connections=40,
        access_log="false",
        **seconds,
    ) as server:
        yield server


def connected(server: Server) -> socket.socket:
    return connect(server, PATIENCE)


def refused(received: bytes, status: int, slug: str) -> None:
    """Hold an answer against what a refusal has to be."""
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), received[:200]
    for line in (b"content-type: application/problem+json", b"connection: close", b"request-id: "):
        assert line in head
    problem = json.loads(body)
    assert (problem["status"], problem["type"]) == (status, f"/docs/errors#{slug}")
    assert problem["detail"]


@pytest.mark.parametrize(
    ("sent", "status", "slug"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "url-too-long"),
        (b"GET /" + b"a" * 70_000, 414, "url-too-long"),
        (GET + b"X: " + b"y" * 40_000 + b"\r\n\r\n", 431, "headers-too-large"),
        (GET + b"X: " + b"y" * 90_000, 431, "headers-too-large"),
        (GET + b"X: y\r\n" * 101 + b"\r\n", 431, "headers-too-large"),
        (b"nonsense\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "bad-request"),
        (GET + b"Host: other\r\n\r\n", 400, "bad-request"),
        (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "bad-request"),
        (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400, "bad-request"),
        (GET, 408, "request-timeout"),
        (POST + b"Content-Length: 9\r\n\r\n{", 408, "request-timeout"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", 408, "request-timeout"),
    ],
)
def test_exceeded_limit_gives_408_413_414_or_431(server: Server, sent: bytes, status: int, slug: str) -> None:
    with connected(server) as connection:
        connection.sendall(sent)
        refused(read_until_closed(connection), status, slug)


def test_slow_header_times_out(server: Server) -> None:
    began = time.monotonic()
    with connected(server) as connection:
        for letter in GET * 100:
            try:
                connection.send(bytes([letter]))
            except OSError:
                break
            if time.monotonic() - began > PATIENCE:
                pytest.fail("the connection stayed open")
            time.sleep(SHORT / 8)
            connection.settimeout(0)
            try:
                if received := connection.recv(1 << 16):
                    refused(received, 408, "request-timeout")
                    break
            except BlockingIOError:
                pass
            finally:
                connection.settimeout(PATIENCE)
    assert time.monotonic() - began < scaled(2 * SHORT)


@pytest.mark.parametrize("before", [b"", GET + b"\r\n"])
def test_idle_connection_is_closed_silently(server: Server, before: bytes) -> None:
    with connected(server) as connection:
        connection.sendall(before)
        assert read_until_closed(connection).count(b"HTTP/1.1 ") == (1 if before else 0)


def test_active_connection_outlives_timeouts(server: Server) -> None:
    with connected(server) as connection:
        for _ in range(8):
            connection.sendall(b"HEAD /v1/facets HTTP/1.1\r\nHost: a\r\n\r\n")
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
            time.sleep(SHORT / 3)


def test_stalled_reader_hits_write_timeout(server: Server) -> None:
    with connected(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asked = b"GET /v1/bundle HTTP/1.1\r\nHost: a\r\n\r\n"
        sending = threading.Thread(target=send_all, args=(connection, asked * 2000), daemon=True)
        sending.start()
        time.sleep(4 * SHORT)
        received = 0
        with suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                received += part.count(b"HTTP/1.1 200 ")
        sending.join(PATIENCE)
        assert received < 2000


def send_all(connection: socket.socket, data: bytes) -> None:
    try:
        connection.sendall(data)
    except OSError:
        return


def test_half_closed_connection_receives_pending_answers(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall((GET + b"\r\n") * 3)
        connection.shutdown(socket.SHUT_WR)
        assert read_until_closed(connection).count(b"HTTP/1.1 200 ") == 3


def test_connection_limit_gives_503_with_retry_after(server: Server) -> None:
    held = [connected(server) for _ in range(41)]
    try:
        received = read_until_closed(held[-1])
        refused(received, 503, "overloaded")
        assert b"retry-after: 1\r\n" in received
    finally:
        for connection in held:
            connection.close()


def test_bytes_after_a_rejected_request_are_ignored(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(b"nonsense\r\n\r\n" + GET + b"\r\n")
        received = read_until_closed(connection)
        assert received.count(b"HTTP/1.1 ") == 1
        refused(received, 400, "bad-request")
