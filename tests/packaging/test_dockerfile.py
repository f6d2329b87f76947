"""The instructions of the Dockerfile, executed without Docker in a folder, which is then served."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
IMAGE_PATH = re.compile(r"(?<![\w.-])/(?=(?:venv|srv|data)\b)")
NO_INDEX = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|Network is unreachable"
)
LEFT_OUT = ("GUTBONE_", "PYTHON", "PYTEST_", "COV_", "VIRTUAL_ENV")
STARTS_WITHIN_S = 30


class Instruction(NamedTuple):
    """One line of a Dockerfile."""

    word: str
    rest: str


def stages() -> list[list[Instruction]]:
    """Return the instructions of each stage, its FROM first."""
    found: list[list[Instruction]] = []
    for line in (REPOSITORY / "Dockerfile").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append(Instruction(word, rest))
    return found


class Image:
    """A folder that stands for the file system of an image."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
        self.env = inherited | {"PATH": f"{Path(sys.executable).parent}:{os.defpath}"}

    def inside(self, text: str) -> str:
        """Return the text with every path of the image led into the folder."""
        return IMAGE_PATH.sub(f"{self.root}/", text)

    def build(self, instructions: list[Instruction]) -> None:
        """Do what the instructions of the first stage say."""
        steps = {"ENV": self.set, "WORKDIR": self.enter, "RUN": self.run, "COPY": self.copy}
        for word, rest in instructions[1:]:
            steps[word](self.inside(rest))

    def finish(self, instructions: list[Instruction]) -> None:
        """Keep what the last stage carries over, under the same paths, and drop the rest."""
        carried = [rest.split() for word, rest in instructions if word == "COPY"]
        assert all(origin == "--from=build" and source == target for origin, source, target in carried)
        kept = [Path(self.inside(source)) for _, source, _ in carried]
        for folder in self.root.iterdir():
            if not any(path.is_relative_to(folder) for path in kept):
                shutil.rmtree(folder)
        for word, rest in instructions:
            if word in {"ENV", "WORKDIR"}:
                {"ENV": self.set, "WORKDIR": self.enter}[word](self.inside(rest))

    def set(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        if name != "PIP_NO_CACHE_DIR":  # the cache is what makes this test quick
            self.env[name] = value

    def enter(self, rest: str) -> None:
        self.folder = Path(rest)
        self.folder.mkdir(parents=True, exist_ok=True)

    def run(self, rest: str) -> None:
        done = subprocess.run(
            ["/bin/sh", "-c", rest],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        output = done.stdout + done.stderr
        if done.returncode and NO_INDEX.search(output):
            pytest.skip("no package index can be reached")
        assert done.returncode == 0, f"RUN {rest}\n{output}"

    def copy(self, rest: str) -> None:
        *sources, target = rest.split()
        for source in (REPOSITORY / name for name in sources):
            into = self.folder / target
            if source.is_dir():
                shutil.copytree(source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                into = into / source.name if target.endswith("/") else into
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, into)

    def command(self, instructions: list[Instruction], word: str) -> list[str]:
        """Return the command of CMD or HEALTHCHECK."""
        rest = next(rest for found, rest in instructions if found == word)
        return [self.inside(part) for part in json.loads(rest[rest.index("[") :])]

    @contextmanager
    def served(self, command: list[str]) -> Iterator[str]:
        """Serve on a free port of the loopback address, and yield the URL."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.env |= {"GUTBONE_HOST": "127.0.0.1", "GUTBONE_PORT": str(port)}
        with subprocess.Popen(command, cwd=self.folder, env=self.env) as server:
            try:
                await_port(port, server)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()

    def files(self) -> dict[Path, tuple[int, int]]:
        """Return every file with its size and time."""
        found = {path: path.stat() for path in self.root.rglob("*") if path.is_file()}
        return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}


def await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"the server does not answer; its exit code is {server.poll()}")


def test_dockerignore_allows_copied_files() -> None:
    rules = (REPOSITORY / ".dockerignore").read_text().splitlines()
    named = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copied = [name for word, rest in stages()[0] if word == "COPY" for name in rest.split()[:-1]]
    assert {name.split("/")[0] for name in copied} == named


def test_image_runs_without_root_and_without_pip() -> None:
    first, last = stages()
    assert [rest for word, rest in last if word == "USER"] == ["10001:10001"]
    assert Instruction("RUN", "python -m venv --without-pip /venv") in first
    removed = next(rest for word, rest in last if word == "RUN")
    assert {"uninstall", "pip", "setuptools", "wheel"} <= set(removed.split())


def test_image_listens_on_port_8000_and_needs_no_volume() -> None:
    _, last = stages()
    assert Instruction("EXPOSE", "8000") in last
    assert Instruction("ENV", "GUTBONE_PORT=8000") in last
    assert Instruction("ENV", "GUTBONE_HOST=0.0.0.0") in last
    assert not [rest for word, rest in last if word == "VOLUME"]
    [check] = [rest for word, rest in last if word == "HEALTHCHECK"]
    assert "/health/ready" in check


@pytest.mark.slow
def test_image_serves_its_content_and_writes_nothing(tmp_path: Path) -> None:
    first, last = stages()
    image = Image(tmp_path)
    image.build(first)
    image.finish(last)
    before = image.files()
    with image.served(image.command(last, "CMD")) as url, httpx.Client(trust_env=False) as client:
        ready = client.get(f"{url}/health/ready")
        healthy = subprocess.run(image.command(last, "HEALTHCHECK"), env=image.env, check=False)
    assert ready.status_code == 200
    assert ready.json()["database"] == "reachable"
    assert healthy.returncode == 0
    assert image.files() == before
