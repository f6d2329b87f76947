"""Parse a server's log into expected and unexpected events."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.fixtures.cli import Server


@dataclass(frozen=True)
class Log:
    """Counts of the expected events, and the unexpected lines."""

    counts: Counter[str]
    strange: list[str]


def read_log(server: Server, *usual: str) -> Log:
    """Parse what a server has logged so far."""
    # `splitlines` also splits at characters that a path may contain, such as U+0085.
    lines = [(_event(line), line) for line in server.errors.split("\n") if line]
    return Log(
        Counter(event for event, _ in lines if event in usual),
        [line for event, line in lines if event not in usual],
    )


def _event(line: str) -> Any:
    try:
        return json.loads(line)["event"]
    except (ValueError, TypeError, KeyError):
        return None
