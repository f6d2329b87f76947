"""Run a server under libfaketime, with a clock that can be moved.

libfaketime stands between the process and the time of day; the clock that only goes on, it leaves alone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.fixtures.cli import Server, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.http import request

HOW_TO_GET_IT = "libfaketime is not installed: scripts/faketime.sh says how to get it"
PLACES = ("lib/*/faketime", "lib*/faketime")
DAY = 86_400.0


def library() -> Path:
    """Return the path of libfaketime, or skip the test with a hint how to install it."""
    found = [one for place in PLACES for one in Path("/usr").glob(f"{place}/libfaketimeMT.so.1")]
    if not found:
        pytest.skip(HOW_TO_GET_IT)
    return found[0]


class FakeClock:
    """The clock of one server, at an offset in seconds from the real one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.ahead = 0.0
        self._write()

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment variables that give a process this clock."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # It would measure waits of the clock that only goes on by the one that jumps: threads that
            # hand Python's lock to one another would then wait for seconds.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def move(self, server: Server, ahead: float) -> None:
        """Move the clock, at once; return when the server shows the new time."""
        self.ahead = ahead
        self._write()
        deadline = time.monotonic() + scaled(60)
        while abs(self.error(server)) > 3:
            assert time.monotonic() < deadline, "the clock of the server did not move"
            time.sleep(0.05)

    def error(self, server: Server) -> float:
        """Return by how many seconds the header field `Date` of a server differs from its clock."""
        asked = datetime.now(UTC)
        answer = request("GET", f"{server.address}/v1/facets")
        shown = parsedate_to_datetime(answer.headers["date"]) - timedelta(seconds=self.ahead)
        # It was right at some moment between the question and now.
        return (shown - min(max(shown, asked), datetime.now(UTC))).total_seconds()

    def _write(self) -> None:
        # The server may read it at any moment: it is put there whole.
        part = self._file.with_suffix(".part")
        part.write_text(f"{self.ahead:+.0f}\n", encoding="ascii")
        part.replace(self._file)


@contextmanager
def server_with_fake_clock(folder: Path, **settings: object) -> Iterator[tuple[Server, FakeClock]]:
    """Run a server with a fake clock until the block ends."""
    clock = FakeClock(folder / "clock")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in clock.environment.items():
            environment.setenv(name, value)
        with running_server(**settings) as server:
            environment.undo()
            yield server, clock
