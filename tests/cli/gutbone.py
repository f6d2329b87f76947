"""The command line, told by the environment: as a process of its own, or quickly in this one."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from typer.testing import CliRunner

from app.cli import cli
from tests.trap.outbound import path_for_children

ROOT = Path(__file__).resolve().parent.parent.parent
WORLD = ROOT / "tests" / "world"
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
PATIENCE = 60
"""Seconds until a command that does not end has failed."""


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def settings_of(settings: dict[str, object]) -> dict[str, str]:
    """Return settings of Gutbone as the environment gives them."""
    return {f"GUTBONE_{name.upper()}": str(value) for name, value in settings.items()}


def environment(settings: dict[str, object]) -> dict[str, str]:
    """Return the environment of a process: these settings of Gutbone, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUTBONE_")}
    return kept | {"PYTHONPATH": path_for_children(ROOT), "COLUMNS": "40"} | settings_of(settings)


def gutbone(*arguments: str, cwd: Path | None = None, **settings: object) -> Ended:
    """Run a command in a process of its own, to its end."""
    ended = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(settings),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def quickly(*arguments: str, **settings: object) -> Ended:
    """Run a command in this process; an error that it does not catch is raised here."""
    ended = CliRunner().invoke(cli, arguments, env=settings_of(settings))
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


def started(*arguments: str, **settings: object) -> subprocess.Popen[str]:
    """Start a command in a process of its own and leave it running."""
    return _started([*COMMAND, *arguments], settings)


def _started(
    command: list[str], settings: dict[str, object], errors: IO[str] | int = subprocess.PIPE
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,
    )


def loaded(database: Path, content: Path = WORLD) -> str:
    """Return the URL of a new database that holds the content."""
    return filled(f"sqlite:///{database}", content)


def filled(url: str, content: Path = WORLD) -> str:
    """Make an empty database hold the content; return its URL."""
    for command in ("migrate", "load"):
        ended = quickly(command, database_url=url, content_dir=content)
        assert ended.code == 0, ended.err
    return url


@dataclass
class Server:
    """A server that runs: what it said, where it listens, how it ended, and the file that holds its log."""

    said: str
    process: subprocess.Popen[str]
    log: IO[str]
    _errors: str = ""

    @property
    def address(self) -> str:
        return self.said.split()[-1]

    @property
    def errors(self) -> str:
        """Return its log: all of it when it has ended, else as far as it is written."""
        if self.log.closed:
            return self._errors
        self.log.seek(0)
        return self.log.read()

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(timeout=PATIENCE)

    def close(self) -> None:
        """End it and its workers, whatever they do; keep what was logged."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self._errors = self.errors
        self.log.close()


def log_file() -> IO[str]:
    """Return a file that a server's log is added to: a pipe that nobody empties would stop the server."""
    return tempfile.TemporaryFile("a+", encoding="utf-8")


@contextmanager
def serving(before: Sequence[str] = (), /, **settings: object) -> Iterator[Server]:
    """Run `gutbone serve` until the block ends; it has said where it listens, and its workers end with it.

    A command that stands `before` starts it.
    """
    log = log_file()
    server = Server("", _started([*before, *COMMAND, "serve"], settings, log), log)
    try:
        assert server.process.stdout is not None
        server.said = server.process.stdout.readline().strip()
        yield server
    finally:
        server.close()
