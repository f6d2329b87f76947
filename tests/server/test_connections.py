"""Connection handling over real sockets, with the fast path on and off."""

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.server.wire.hardened_protocol import CHUNK_BYTES
from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

PATIENCE = 60.0
LINE = b"GET /v1/facets HTTP/1.1\r\nHost: gutbone.test\r\n"
GET = LINE + b"\r\n"
LAST = LINE + b"Connection: close\r\n\r\n"
BUNDLE = b"GET /v1/bundle HTTP/1.1\r\nHost: gutbone.test\r\n\r\n"
BODIED = LINE + b"Content-Length: 5\r\n\r\nhello"
BODY = b'{"items": []}'


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("connections") / "gutbone.db")


@contextmanager
def started(database: str, fast_path: str) -> Iterator[Server]:
    """Run a server with both pages that are asked for ready."""
    settings = {"database_url": database, "port": 0, "cache_bytes": 2_000_000, "graceful_shutdown_timeout": 3}
    with running_server(**settings, fast_path=fast_path, access_log="false") as server:
        assert received(server, GET, BUNDLE, LAST).count(b"HTTP/1.1 200 OK") == 3
        yield server


@pytest.fixture(scope="module", params=["true", "false"], ids=["hot", "application"])
def server(database: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    with started(database, request.param) as server:
        yield server


@pytest.fixture(params=["true", "false"], ids=["hot", "application"])
def fresh(database: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return a server of a test's own."""
    with started(database, request.param) as server:
        yield server


def connected(server: Server) -> socket.socket:
    return connect(server, PATIENCE)


def received(server: Server, *sent: bytes) -> bytes:
    """Send pieces, and return all that comes until the server hangs up."""
    with connected(server) as connection:
        for piece in sent:
            connection.sendall(piece)
            time.sleep(0.01)
        return read_until_closed(connection)


def resident(server: Server) -> int:
    """Return the resident memory of a server in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.parametrize(
    "between",
    [
        LINE + b"Content-Length: 5\r\n\r\nhello",
        LINE + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        LINE + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        b"\r\n" + GET,
        b"\r\n\r\n\r\n" + GET,
        GET[:7],
        GET[:-1],
        LINE,
    ],
    ids=["body", "chunked", "expected body", "one line", "lines", "start", "all but one", "line"],
)
def test_pipelined_answers_keep_their_order(server: Server, between: bytes) -> None:
    whole = between if between.endswith((b"\r\n\r\n", b"hello")) else between + GET[len(between) :]
    pieces = [GET, *(between, whole[len(between) :]), GET, LAST]
    found = received(server, *(piece for piece in pieces if piece))
    assert found.count(b"HTTP/1.1 200 OK\r\n") == 4
    bodies = re.findall(rb'\r\n\r\n(\{"data":.*?\})(?=HTTP/1.1 |$)', found, re.DOTALL)
    assert len({json.dumps(json.loads(body)) for body in bodies}) == 1
    assert len(bodies) == 4


def test_expect_100_continue(server: Server) -> None:
    head = b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
    with connected(server) as connection:
        connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(BODY))
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 100 ")
        connection.sendall(BODY + LAST)
        assert read_until_closed(connection).count(b"HTTP/1.1 200 OK") >= 1


def test_head_has_content_length_and_no_body(server: Server) -> None:
    found = received(server, LAST.replace(b"GET", b"HEAD", 1))
    head, _, body = found.partition(b"\r\n\r\n")
    assert re.search(rb"content-length: [1-9]", head)
    assert body == b""


@pytest.mark.parametrize("field", [b"", b"Connection: keep-alive\r\n"])
def test_http_1_0_connection_is_closed_after_answer(server: Server, field: bytes) -> None:
    found = received(server, b"GET /v1/facets HTTP/1.0\r\n" + field + b"\r\n")
    head, _, body = found.partition(b"\r\n\r\n")
    assert b"\r\nconnection: close" in head
    assert json.loads(body)["data"]


def test_stalled_reader_uses_little_memory(fresh: Server) -> None:
    before = resident(fresh)
    with connected(fresh) as connection:
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            connection.sendall(BUNDLE * 400_000)
        assert resident(fresh) - before < 12_000_000


def test_slow_reader_receives_every_answer(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(BUNDLE * 100 + GET * 2000 + BODIED * 2000)
        time.sleep(0.3)
        connection.sendall(GET)
        connection.shutdown(socket.SHUT_WR)
        assert read_until_closed(connection).count(b"HTTP/1.1 200 OK") == 100 + 2 * 2000 + 1


def test_graceful_shutdown_completes_running_requests(fresh: Server) -> None:
    """Running are the requests that were parsed; more in one burst wait unparsed for their answers."""
    with connected(fresh) as burst, connected(fresh) as slow:
        running = CHUNK_BYTES // len(GET)
        burst.sendall(GET * running)
        assert burst.recv(1).startswith(b"H")
        slow.sendall(BUNDLE * 60)
        assert slow.recv(1, socket.MSG_PEEK) == b"H"
        fresh.process.send_signal(signal.SIGTERM)
        assert (b"H" + read_until_closed(burst)).count(b"HTTP/1.1 200 OK") == running
        answers = read_until_closed(slow)
    lengths = [int(one) for one in re.findall(rb"content-length: (\d+)", answers)]
    heads = sum(len(one) for one in re.findall(rb"HTTP/1.1 200 OK\r\n.*?\r\n\r\n", answers, re.DOTALL))
    assert lengths
    assert heads + sum(lengths) == len(answers), "an answer was cut off"
    assert fresh.process.wait(PATIENCE) == 0


def test_graceful_shutdown_timeout_closes_stalled_readers(fresh: Server) -> None:
    with connected(fresh) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(BUNDLE * 300)
        assert connection.recv(1, socket.MSG_PEEK) == b"H"
        assert fresh.stop() == 0
