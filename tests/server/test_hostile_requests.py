"""Hostile requests take little memory, and little CPU time of the thread of the event loop."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.hostile_requests import HOSTILE_REQUESTS, send_hostile
from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.fixtures.deadlines import cpu_scaled

pytestmark = pytest.mark.full_suite

CONNECTIONS = 8
MAX_CPU_MS = 20.0
MAX_GROWTH = 20_000_000
QUIET_MS = 0.1
"""An event loop that uses less than this in a twentieth of a second has nothing to do."""

STATUSES = {
    "trailer fields without end": 431,
    "one trailer field of 8 MB": 431,
    "a chunk extension of 110 MB": 431,
    "chunks of one byte": 431,
    "empty lines without end": 431,
    "a body of 64 MB": 413,
    "31,000 wrong list items": 413,
}
"""Every other one is refused by the application, with 422."""


@pytest.fixture(scope="module", params=["true", "false"], ids=["fast path", "application"])
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Server]:
    url = loaded_database_url(tmp_path_factory.mktemp("hostile") / "world.db")
    settings = {"access_log": "false", "refresh_interval": 0, "fast_path": request.param}
    with running_server(database_url=url, port=0, **settings) as server:
        yield server


def address_of(server: Server) -> tuple[str, int]:
    return "127.0.0.1", int(server.address.rpartition(":")[2])


def loop_cpu_ms(server: Server) -> float:
    """Return the milliseconds of CPU that the thread of the event loop has used, once it is quiet."""
    file = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/schedstat")
    used, before = float(file.read_text("ascii").split()[0]) / 1e6, -1.0
    while used - before > QUIET_MS:
        time.sleep(0.05)
        used, before = float(file.read_text("ascii").split()[0]) / 1e6, used
    return used


def resident(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.parametrize("name", HOSTILE_REQUESTS)
def test_hostile_request_holds_the_event_loop_for_less_than_20_ms(server: Server, name: str) -> None:
    address, used = address_of(server), []
    for _ in range(4):
        before = loop_cpu_ms(server)
        answer = send_hostile(address, HOSTILE_REQUESTS[name]())
        used.append(loop_cpu_ms(server) - before)
        assert answer.startswith(b"HTTP/1.1 %d " % STATUSES.get(name, 422))
    assert min(used) < cpu_scaled(MAX_CPU_MS)


def test_wrong_list_items_hold_the_event_loop_for_less_than_5_ms(server: Server) -> None:
    address, used = address_of(server), []
    for _ in range(8):
        before = loop_cpu_ms(server)
        answer = send_hostile(address, HOSTILE_REQUESTS["31,000 wrong list items"]())
        used.append(loop_cpu_ms(server) - before)
        assert answer.startswith(b"HTTP/1.1 413 ")
    assert min(used) < cpu_scaled(5)


def test_hostile_requests_on_eight_connections_take_bounded_memory(server: Server) -> None:
    address = address_of(server)

    def send_all(_connection: int) -> None:
        for pieces in HOSTILE_REQUESTS.values():
            send_hostile(address, pieces())

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(send_all, range(CONNECTIONS)))
        before = resident(server)
        list(pool.map(send_all, range(2 * CONNECTIONS)))
    assert resident(server) - before < MAX_GROWTH
