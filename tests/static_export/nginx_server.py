"""Run nginx with the configuration of a static export, on a free port."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import pytest

from tests.fixtures.postgres import free_port

START_TIMEOUT = 20
SYSTEM_PATHS = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin"))
NOT_INSTALLED = "nginx is not installed: scripts/nginx.sh says how to get it"


def nginx_program() -> str:
    """Return the path of nginx; without one, skip the test and say how to get it."""
    path = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{SYSTEM_PATHS}"
    program = shutil.which("nginx", path=path)
    if program is None:
        pytest.skip(NOT_INSTALLED)
    return program


@contextmanager
def run_nginx(export: Path) -> Iterator[str]:
    """Serve an export from a copy of its folder on a free port; yield the base URL."""
    program, port = nginx_program(), free_port()
    # Folders of tests are closed to other accounts, so workers must not change theirs.
    account = ["-g", "user root root;"] if os.geteuid() == 0 else []
    with TemporaryDirectory() as place, TemporaryFile("w+") as log:
        folder = shutil.copytree(export, Path(place) / "copy")
        configuration = folder / "nginx" / "nginx.conf"
        text, count = re.subn(r"listen \S+;", f"listen 127.0.0.1:{port};", configuration.read_text("utf-8"))
        assert count == 1
        configuration.write_text(text, "utf-8")
        command = [program, "-p", str(folder), "-c", "nginx/nginx.conf", "-e", "stderr", *account]
        server = subprocess.Popen(command, stderr=log)
        try:
            wait_for_port(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=START_TIMEOUT)
        errors = re.findall(r".*\[(?:error|crit|alert|emerg)\].*", content_of(log))
        assert errors == []


def content_of(file: IO[str]) -> str:
    """Return the whole content of an open file."""
    file.seek(0)
    return file.read()


def wait_for_port(port: int, server: subprocess.Popen[bytes], log: IO[str]) -> None:
    """Wait until the server listens."""
    deadline = time.monotonic() + START_TIMEOUT
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nginx does not answer: {content_of(log)}")
