"""A copy in files under a real nginx, on a free port."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from app.http.fields import target_of
from tests.docs.workshop import free_port

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
def hosted(folder: Path) -> Iterator[str]:
    """Run nginx as the copy's own configuration says, but on a free port; yield its address."""
    program, port = nginx(), free_port()
    configuration = folder / "nginx" / "nginx.conf"
    text, places = re.subn(r"listen \S+;", f"listen 127.0.0.1:{port};", configuration.read_text("utf-8"))
    assert places == 1
    own = folder / "nginx" / "on-a-free-port.conf"
    own.write_text(text, "utf-8")
    # Folders of tests are closed to other accounts, so workers must not change theirs.
    account = ["-g", "user root root;"] if os.geteuid() == 0 else []
    with (folder / "nginx" / "said").open("w+") as said:
        command = [program, "-p", str(folder), "-c", f"nginx/{own.name}", "-e", "stderr", *account]
        server = subprocess.Popen(command, stderr=said)
        try:
            await_port(port, server, said.name)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=STARTS_WITHIN_S)
    assert " [emerg] " not in Path(said.name).read_text()


def await_port(port: int, server: subprocess.Popen[bytes], said: str) -> None:
    """Wait until a server listens."""
    until = time.monotonic() + STARTS_WITHIN_S
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nginx does not answer: {Path(said).read_text()}")


class Forwarded:
    """An application that hands every request to a server over the network, so that tests of the
    application ask that server."""

    def __init__(self, address: str) -> None:
        self._server = HTTPConnection(address.removeprefix("http://"), timeout=30)

    def close(self) -> None:
        """End the connection."""
        self._server.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = target_of(scope).decode()
        body = (await receive()).get("body", b"")
        # Nothing else runs meanwhile, so it may wait.
        self._server.putrequest(scope["method"], target, skip_host=True, skip_accept_encoding=True)
        for name, value in scope["headers"]:
            self._server.putheader(name, value)
        self._server.endheaders(body)
        response = self._server.getresponse()
        headers = [(name.lower().encode(), value.encode()) for name, value in response.getheaders()]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.read()})
