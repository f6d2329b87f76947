"""A process that loads content into databases, one by one, and kills each load while it writes.

    python -m tests.content.killed_loads <content> <database> …

It imports once and forks for each load; a process without threads may.
"""

import os
import signal
import sys
import time
from pathlib import Path

from tests.cli.gutbone import quickly

PAUSE = 0.004
"""Seconds by which each kill comes later than the one before."""


def kill_in_the_middle(content: str, database: Path, pause: float) -> None:
    child = os.fork()
    if child == 0:
        quickly("load", content=content, database_url=f"sqlite:///{database}")
        os._exit(0)
    journal = database.with_name(f"{database.name}-journal")
    ended = 0
    while not journal.exists() and not ended:
        ended, _ = os.waitpid(child, os.WNOHANG)
    time.sleep(pause)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    for turn, name in enumerate(sys.argv[2:]):
        kill_in_the_middle(sys.argv[1], Path(name), turn * PAUSE)
