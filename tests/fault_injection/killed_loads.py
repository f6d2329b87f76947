"""Load content repeatedly and kill each load at a random moment.

    python -m tests.fault_injection.killed_loads <database URL> <content> <other content> <times> <seed>

It imports once and forks for each load; a process without threads may. After each kill the database must hold
one of the two contents, whole, and the next load must succeed. It prints what happened, as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fixtures.cli import run_cli
from tests.fixtures.databases import served_content


def forked_load(url: str, content: Path) -> int:
    """Start a load in a forked process; return its id."""
    child = os.fork()
    if child == 0:
        run_cli("load", content_dir=content, database_url=url)
        os._exit(0)
    return child


def load_and_read(url: str, content: Path) -> dict[str, bytes]:
    """Load content and return what is served."""
    assert run_cli("load", content_dir=content, database_url=url).code == 0
    return served_content(url)


def seconds_of_a_load(url: str, content: Path) -> float:
    """Return the duration of an undisturbed load in seconds."""
    began = time.perf_counter()
    os.waitpid(forked_load(url, content), 0)
    return time.perf_counter() - began


def kill_load(child: int, after: float) -> bool:
    """Kill a process after some seconds; return whether it was still running."""
    time.sleep(after)
    result, _ = os.waitpid(child, os.WNOHANG)
    if not result:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return not result


def main(url: str, contents: list[Path], times: int, seed: int) -> Counter[str]:
    """Load two contents alternately; return how each load ended, and the content of the database."""
    chance, counted = random.Random(seed), Counter[str]()
    expected = {content: load_and_read(url, content) for content in contents}
    new, old = contents
    lasts = seconds_of_a_load(url, new)
    new, old = old, new
    # A load that had ended before its turn counts for nothing: the moment drawn was too late.
    while counted["killed"] < times:
        cut_short = kill_load(forked_load(url, new), chance.uniform(0, lasts))
        counted["killed" if cut_short else "ended"] += 1
        found = served_content(url)
        assert found in (expected[old], expected[new]), "neither the old nor the new release, or not whole"
        counted["new" if found == expected[new] else "old"] += 1
        assert load_and_read(url, new) == expected[new], "the next load did not succeed"
        old, new = new, old
    return counted


if __name__ == "__main__":
    sys.stdout.write(
        json.dumps(
            main(sys.argv[1], [Path(one) for one in sys.argv[2:4]], int(sys.argv[4]), int(sys.argv[5]))
        )
    )
