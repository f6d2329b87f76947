"""A copy in files under a real nginx, on a free port."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import pytest
from starlette.types import Receive, Scope, Send

from app.server.http.headers import raw_target
from tests.fixtures.postgres import free_port

STARTS_WITHIN_S = 20
BESIDE = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin"))
HOW_TO_GET_IT = "nginx is not installed: scripts/nginx.sh says how to get it"


def nginx() -> str:
    """Return where nginx is; without one, the test is left out and says how to get it."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{BESIDE}")
    if found is None:
        pytest.skip(HOW_TO_GET_IT)
    return found


@contextmanager
def hosted(copy: Path) -> Iterator[str]:
    """Run nginx as a copy's own configuration says, but elsewhere and on a free port; yield its address."""
    program, port = nginx(), free_port()
    # Folders of tests are closed to other accounts, so workers must not change theirs.
    account = ["-g", "user root root;"] if os.geteuid() == 0 else []
    with TemporaryDirectory() as place, TemporaryFile("w+") as said:
        folder = shutil.copytree(copy, Path(place) / "copy")
        configuration = folder / "nginx" / "nginx.conf"
        text, places = re.subn(r"listen \S+;", f"listen 127.0.0.1:{port};", configuration.read_text("utf-8"))
        assert places == 1
        configuration.write_text(text, "utf-8")
        command = [program, "-p", str(folder), "-c", "nginx/nginx.conf", "-e", "stderr", *account]
        server = subprocess.Popen(command, stderr=said)
        try:
            await_port(port, server, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=STARTS_WITHIN_S)
        assert not re.search(r"\[(?:error|crit|alert|emerg)\]", written(said))


def written(file: IO[str]) -> str:
    """Return all that a file holds."""
    file.seek(0)
    return file.read()


def await_port(port: int, server: subprocess.Popen[bytes], said: IO[str]) -> None:
    """Wait until a server listens."""
    until = time.monotonic() + STARTS_WITHIN_S
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nginx does not answer: {written(said)}")


class Forwarded:
    """An application that hands every request to a server over the network, so that tests of the
    application ask that server."""

    def __init__(self, address: str) -> None:
        self._host = address.removeprefix("http://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive()).get("body", b"")
        # Nothing else runs meanwhile, so it may wait.
        with closing(HTTPConnection(self._host, timeout=30)) as server:
            server.putrequest(
                scope["method"], raw_target(scope).decode(), skip_host=True, skip_accept_encoding=True
            )
            for name, value in scope["headers"]:
                server.putheader(name, value)
            server.endheaders(body)
            response = server.getresponse()
            content = response.read()
        headers = [(name.lower().encode(), value.encode()) for name, value in response.getheaders()]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})
