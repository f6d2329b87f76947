"""What a newcomer does first, in a clone, each step as the README prints it: kefir's cautions thrice."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.driving import driven, visiting
from tests.docs.command_runner import CURL, PRINTED, came_up
from tests.docs.markdown_pages import ROOT, Fence, fences, sections
from tests.fixtures.postgres import free_port

pytestmark = pytest.mark.slow

FIRST = "Quick start"
CLONE, ENTER, START = "git clone <this repository> gutbone", "cd gutbone", "make run"
INSTALLED_WITHIN_S = 300
OWN = ("GUTBONE_", "PYTHON", "PYTEST_", "COV_", "VIRTUAL_ENV", "MAKE", "MFLAGS")
"""What this run has set for itself; a newcomer has none of it."""


@dataclass(frozen=True)
class Newcomer:
    """A clone with its server under way, and the machine of somebody who has Node.js."""

    folder: Path
    environment: dict[str, str]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def steps(self) -> list[Fence]:
        """Return the blocks of the first section, the server's port in place of the printed one."""
        text = sections((self.folder / "README.md").read_text(encoding="utf-8"))[FIRST]
        return fences(text.replace(PRINTED, f"127.0.0.1:{self.port}"))

    def run(self, command: str) -> str:
        """Run a command in the clone; return what it printed."""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=INSTALLED_WITHIN_S,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


def machine(folder: Path) -> dict[str, str]:
    """Return the environment of a machine with Node.js and curl, whatever this one has."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("node", "npm"):
        (tools / name).symlink_to(Path(sys.executable).parent / name)
    (tools / "curl").write_text(f"#!{sys.executable}\n{CURL}\n", encoding="utf-8")
    (tools / "curl").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return kept | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    """Return a newcomer who has cloned and started the server."""
    folder = tmp_path_factory.mktemp("newcomer")
    port = free_port()
    environment = machine(folder) | {"GUTBONE_PORT": str(port)}
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "gutbone"], check=True)
    newcomer = Newcomer(folder / "gutbone", environment, port)
    with subprocess.Popen(
        ["sh", "-c", START], cwd=newcomer.folder, env=environment, start_new_session=True
    ) as server:
        try:
            assert came_up(newcomer.address, server, INSTALLED_WITHIN_S), "the server did not come up"
            yield newcomer
        finally:
            os.killpg(server.pid, signal.SIGINT)
    shutil.rmtree(folder)


def kefir(newcomer: Newcomer) -> dict[str, Any]:
    """Return what the API says of kefir."""
    answer = httpx.get(f"{newcomer.address}/v1/food-sources/kefir", trust_env=False).raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    assert data["cautions"]
    return data


def test_readme_starts_with_clone_and_make_run(newcomer: Newcomer) -> None:
    assert newcomer.steps[0].commands == [CLONE, ENTER, START]


async def test_quick_start_browser_shows_cautions(newcomer: Newcomer) -> None:
    text = (newcomer.folder / "README.md").read_text(encoding="utf-8")
    (path,) = re.findall(rf"open <http://{PRINTED}(/.+)>", text)
    async with driven() as browser, visiting(browser, newcomer.address, path) as visit:
        shown = await visit.page.locator(".caution").all_inner_texts()
        for card, words in zip(kefir(newcomer)["cautions"], shown, strict=True):
            assert card["title"] in words
            assert card["why"] in words
        visit.clean()


def test_quick_start_curl_shows_cautions(newcomer: Newcomer) -> None:
    (command,) = newcomer.steps[1].commands
    assert json.loads(newcomer.run(command))["data"]["cautions"] == kefir(newcomer)["cautions"]


def test_quick_start_typescript_shows_cautions(newcomer: Newcomer) -> None:
    _, _, install, program, start = newcomer.steps
    for command in install.commands:
        newcomer.run(command)
    assert len(program.text.splitlines()) == 10
    (newcomer.folder / program.file).write_text(program.text, encoding="utf-8")
    (command,) = start.commands
    lines = newcomer.run(command).splitlines()
    said = kefir(newcomer)
    assert lines[:-1] == [
        *(f"{one['severity']}: {one['title']}. {' '.join(one['what_to_do'])}" for one in said["cautions"]),
        *(f"{one['statement']} (certainty: {one['certainty']})" for one in said["claims"]),
    ]
    compiler = (
        newcomer.folder / "build" / "clients" / "tools" / "typescript" / "node_modules" / ".bin" / "tsc"
    )
    newcomer.run(f"{compiler} --strict --noEmit --module nodenext --target es2022 {program.file}")
