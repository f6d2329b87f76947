"""Wall-clock jumps of a day change no response, release or timeout."""

import json
import time
from pathlib import Path

import pytest

from tests.fault_injection.fake_clock import DAY, FakeClock, server_with_fake_clock
from tests.fault_injection.fault_runner import RECOVERY_TIMEOUT, inject_fault
from tests.fault_injection.releases import content_of
from tests.fixtures.cli import Server, load_content
from tests.fixtures.databases import MakeDatabase, sqlite_file
from tests.fixtures.deadlines import scaled
from tests.fixtures.reliability_table import ReliabilityTable
from tests.server.raw_sockets import connect, read_until_closed

IDLE, LATE = 4.0, 6.0
"""Seconds that a connection may wait for a request, and that a busy machine may take longer."""
MOVES = {"clock a day ahead": DAY, "clock a day back": -DAY}


def stay(server: Server, clock: FakeClock, ahead: float, idle_timeout: float) -> None:
    """Move the clock while connections wait: none is closed for it, each is when its time is over."""
    with connect(server, scaled(60)) as idle, connect(server, scaled(60)) as half:
        began = time.monotonic()
        idle.sendall(b"GET /v1/facets HTTP/1.1\r\nHost: a\r\n\r\n")
        half.sendall(b"GET /v1/facets HTTP/1.1\r\nHost: a\r\n")
        clock.move(server, ahead)
        assert time.monotonic() - began < idle_timeout, "too busy a machine to tell"
        answered = read_until_closed(idle)
        assert answered.count(b"HTTP/1.1 ") == 1
        assert answered.startswith(b"HTTP/1.1 200 ")
        assert read_until_closed(half).startswith(b"HTTP/1.1 408 ")
        assert 0.7 * idle_timeout < time.monotonic() - began < idle_timeout + scaled(LATE)


@pytest.mark.parametrize(
    "move", ["clock a day ahead", pytest.param("clock a day back", marks=pytest.mark.torture)]
)
def test_wall_clock_jumps_do_not_affect_answers_refresh_or_timeouts(
    move: str, empty_database: MakeDatabase, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url = load_content(empty_database())
    idle_timeout = scaled(IDLE)
    seconds = dict.fromkeys(["keep_alive_timeout", "header_timeout"], idle_timeout)
    with server_with_fake_clock(tmp_path, database_url=url, port=0, access_log="false", **seconds) as (
        server,
        clock,
    ):
        assert abs(clock.error(server)) < 3

        def jump() -> None:
            stay(server, clock, MOVES[move], idle_timeout)

        def jump_back() -> None:
            clock.move(server, 0)

        # A newer release comes while the clock is wrong, and another after it jumped back.
        moved = inject_fault(server.address, url, jump, lambda: None, content_of(tmp_path, 1))
        assert abs(clock.error(server)) < 3
        back = inject_fault(server.address, url, jump_back, lambda: None, content_of(tmp_path, 2))
        assert server.stop() == 0
        # On a busy machine the database may take too long to say something, and the log says so.
        events = {json.loads(line)["event"] for line in server.errors.splitlines()}
        assert {"release"} <= events <= {"release", "refresh"}
    database = "SQLite" if sqlite_file(url) else "PostgreSQL"
    reliability.record_measurements(
        f"fault: {move}", database, "1", max(moved, back, key=lambda seen: seen.recovery)
    )
    for seen in (moved, back):
        assert seen.wrong == {}
        assert seen.answers > 50
        assert seen.recovery < scaled(RECOVERY_TIMEOUT)
