"""Run the commands printed on a page, in a temporary folder and on a free port."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.fixtures.deadlines import scaled
from tests.fixtures.http import request
from tests.fixtures.postgres import free_port
from tests.network_guard.audit_hook import path_for_children

PRINTED_ADDRESS = "127.0.0.1:8000"
"""Where every page says that the server listens."""

# A machine need not have curl; this stands in for the one form of it that the pages use.
CURL = """\
import sys, urllib.request
options, address = sys.argv[1:-1], sys.argv[-1]
assert options == ["-s"], options
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.stdout.buffer.write(opener.open(address, timeout=60).read())
"""
RUFF = "import os, ruff, sys; os.execv(ruff.find_ruff_bin(), ['ruff', *sys.argv[1:]])"
PYTHON = "import os, sys; os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
TOOLS = {
    "alembic": "from alembic.config import main; main()",
    "curl": CURL,
    "gutbone": "from app.cli import main; main()",
    "lint-imports": "from importlinter.cli import lint_imports_command; lint_imports_command()",
    "python3": PYTHON,
    "ruff": RUFF,
}


@dataclass
class CommandRunner:
    """A folder in which printed commands run, with the code, the content and the started servers."""

    folder: Path
    code: Path
    content: Path
    port: int
    servers: list[subprocess.Popen[str]] = field(default_factory=list)

    def prepare(self) -> None:
        """Put the commands into the documented places."""
        tools = self.folder / ".venv" / "bin"
        tools.mkdir(parents=True)
        for name, program in TOOLS.items():
            (tools / name).write_text(f"#!{sys.executable}\n{program}\n", encoding="utf-8")
            (tools / name).chmod(0o755)

    @property
    def address(self) -> str:
        """Return where the server of this folder listens."""
        return f"127.0.0.1:{self.port}"

    def run(self, command: str) -> str:
        """Run a printed command; return its output. `gutbone serve` continues in the background."""
        if command.endswith("gutbone serve"):
            self._serve(command)
            return ""
        done = subprocess.run(
            ["sh", "-c", command.replace(PRINTED_ADDRESS, self.address)],
            cwd=self.folder,
            env=self._environment(),
            check=False,
            capture_output=True,
            text=True,
            timeout=scaled(180),
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _serve(self, command: str) -> None:
        server = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.servers.append(server)
        if not wait_until_ready(f"http://{self.address}", server, within=60):
            server.kill()
            raise AssertionError(f"{command} did not come up: {server.communicate()[0]}")

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("GUTBONE_")}
        tools = self.folder / ".venv" / "bin"
        return own | {
            "GUTBONE_CONTENT_DIR": str(self.content),
            "GUTBONE_PORT": str(self.port),
            "PATH": f"{tools}{os.pathsep}{own.get('PATH', os.defpath)}",
            "PYTHONPATH": path_for_children(self.code),
        }

    def close(self) -> None:
        """Stop what was started."""
        for server in self.servers:
            server.terminate()
            server.communicate(timeout=scaled(60))


@contextmanager
def command_runner(folder: Path, code: Path, content: Path) -> Iterator[CommandRunner]:
    """Yield a prepared runner; stop its servers at the end."""
    made = CommandRunner(folder, code, content, free_port())
    made.prepare()
    try:
        yield made
    finally:
        made.close()


def wait_until_ready(address: str, server: subprocess.Popen[Any], within: float) -> bool:
    """Wait until a server is ready, at most the given seconds; return whether it is."""
    deadline = time.monotonic() + scaled(within)
    while time.monotonic() < deadline and server.poll() is None:
        try:
            request("GET", f"{address}/health/ready").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return True
    return False
