"""Regression tests for malformed requests, with the fast path on and off."""

import json
import socket
import struct
import time
from collections.abc import Iterator

import pytest

from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

PATIENCE = 60.0
SOON = 5.0
"""Seconds, of the thirty that a body has time to arrive."""
ABORT = struct.pack("ii", 1, 0)
GET = b"GET /v1/facets HTTP/1.1\r\nHost: a\r\n\r\n"
SLOW = b"GET /v1/search?q=bone HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n"
POST = b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
HALF = POST + b"Content-Length: 99\r\n\r\n{"
HALF_CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{"


@pytest.fixture(scope="module", params=["true", "false"], ids=["hot", "application"])
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return a server that has nothing to say in its log, from its start to its end."""
    url = loaded_database_url(tmp_path_factory.mktemp("malformed") / "gutbone.db")
    with running_server(database_url=url, port=0, access_log="false", fast_path=request.param) as server:
        yield server
        assert server.stop() == 0
        assert [line for line in server.errors.splitlines() if "client disconnected" not in line] == []


def sent(server: Server, *pieces: bytes, half_close: bool = False) -> bytes:
    """Send pieces; return all that comes until the server hangs up."""
    with connect(server, PATIENCE) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.05)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        return read_until_closed(connection)


@pytest.mark.parametrize("half", [HALF, HALF_CHUNKED], ids=["length", "chunks"])
@pytest.mark.parametrize("before", [b"", GET, SLOW, SLOW + GET], ids=["alone", "ready", "slow", "both"])
def test_incomplete_body_closes_connection(server: Server, half: bytes, before: bytes) -> None:
    began = time.monotonic()
    found = sent(server, before + half, half_close=True)
    assert time.monotonic() - began < scaled(SOON)
    assert found.count(b"HTTP/1.1 200 OK") == before.count(b"GET ")
    assert found.count(b"HTTP/1.1 400 ") == 1
    assert json.loads(found.rpartition(b"\r\n\r\n")[2])["status"] == 400


def test_bad_chunk_after_pipelined_requests_gives_400_in_order(server: Server) -> None:
    found = sent(server, SLOW + GET + HALF_CHUNKED + b'"items": ' + b"nonsense\r\n")
    assert [found.count(b"HTTP/1.1 %d " % status) for status in (200, 400)] == [2, 1]


@pytest.mark.parametrize(
    "malformed",
    [
        b"GET /v1/facets\r\n\r\n",
        GET.replace(b"1.1", b"2.0"),
        GET.replace(b"1.1", b"1.0").replace(b"Host: a", b"Host: a\r\nHost: b"),
        GET.replace(b"Host: a", b"Host: a\r\nTransfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
    ],
    ids=["version 0.9", "version 2.0", "two hosts in version 1.0", "unknown coding"],
)
def test_malformed_request_gives_400(server: Server, malformed: bytes) -> None:
    found = sent(server, malformed)
    assert found.startswith(b"HTTP/1.1 400 ")
    assert found.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("line", [b"HEAD /v1/facets HTTP/1.1", b"HEAD facets HTTP/1.1", b"HEADS / HTTP/2"])
def test_rejected_head_has_no_body(server: Server, line: bytes) -> None:
    found = sent(server, line + b"\r\nHost: a\r\nHost: b\r\n\r\n")
    assert found.startswith(b"HTTP/1.1 400 ")
    assert b"content-length" not in found
    assert found.endswith(b"\r\n\r\n")


def test_leading_empty_line_is_ignored(server: Server) -> None:
    found = sent(server, b"\r\n", GET, half_close=True)
    assert found.startswith(b"HTTP/1.1 200 OK")


def test_connection_reset_is_not_logged(server: Server) -> None:
    for number in range(100):
        connection = connect(server, PATIENCE)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        connection.sendall(SLOW * 8 + HALF)
        time.sleep(0.0002 * number)
        connection.close()


@pytest.mark.parametrize("target", [b"/v1/check", b"*"])
def test_unknown_method_gives_501(server: Server, target: bytes) -> None:
    found = sent(server, b"BREW %b HTTP/1.1\r\nHost: a\r\n\r\n" % target)
    assert found.startswith(b"HTTP/1.1 501 ")
    assert json.loads(found.rpartition(b"\r\n\r\n")[2])["type"] == "/docs/errors#not-implemented"


@pytest.mark.parametrize(
    "junk", [b"\x16\x03\x01\x02", b"BREW", b"BREW /v1/check", b"GE(T / HTTP/1.1\r\n\r\n"]
)
def test_junk_gives_400(server: Server, junk: bytes) -> None:
    assert sent(server, junk, half_close=True).startswith(b"HTTP/1.1 400 ")
