"""The log of a server, read as it is written: a pipe that nobody empties would stop the server."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.cli.gutbone import PATIENCE, Server


class Log(threading.Thread):
    """Reads every line; `counts` names events, `strange` holds what no server should say."""

    def __init__(self, server: Server, *usual: str) -> None:
        super().__init__(daemon=True)
        assert server.process.stderr is not None
        self._lines = server.process.stderr
        self.counts = dict.fromkeys(usual, 0)
        self.strange: list[str] = []

    def run(self) -> None:
        for line in self._lines:
            event = _event(line)
            if event in self.counts:
                self.counts[event] += 1
            else:
                self.strange.append(line)


def _event(line: str) -> Any:
    try:
        return json.loads(line)["event"]
    except (ValueError, TypeError, KeyError):
        return None


@contextmanager
def logged(server: Server, *usual: str) -> Iterator[Log]:
    """Read the log until the block ends, then end the server, which must do so in order."""
    log = Log(server, *usual)
    log.start()
    yield log
    server.process.terminate()
    assert server.process.wait(timeout=PATIENCE) == 0
    log.join(timeout=PATIENCE)
