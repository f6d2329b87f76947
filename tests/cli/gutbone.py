"""The command line as people run it: a process of its own, told by the environment."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORLD = ROOT / "tests" / "world"
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
PATIENCE = 60
"""Seconds until a command that does not end has failed."""


def environment(settings: dict[str, object]) -> dict[str, str]:
    """Return the environment of a command: these settings of Gutbone, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUTBONE_")}
    own = {f"GUTBONE_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "40"} | own


def gutbone(*arguments: str, cwd: Path | None = None, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(settings),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def started(*arguments: str, **settings: object) -> subprocess.Popen[str]:
    """Start a command and leave it running."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def loaded(database: Path, content: Path = WORLD) -> str:
    """Return the URL of a new database that holds the content."""
    url = f"sqlite:///{database}"
    for command in ("migrate", "load"):
        ended = gutbone(command, database_url=url, content=content)
        assert ended.returncode == 0, ended.stderr
    return url


@dataclass
class Server:
    """A server that runs: what it said, where it listens, and how it ended."""

    said: str
    process: subprocess.Popen[str]
    errors: str = ""

    @property
    def address(self) -> str:
        return self.said.split()[-1]

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        _, self.errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@contextmanager
def serving(**settings: object) -> Iterator[Server]:
    """Run `gutbone serve` until the block ends; it has said where it listens."""
    process = started("serve", **settings)
    assert process.stdout is not None
    try:
        yield Server(process.stdout.readline().strip(), process)
    finally:
        process.kill()
        process.communicate()
