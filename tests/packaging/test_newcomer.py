"""The first steps of the README, executed in a fresh clone."""

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

from tests.browser.page_visits import launch_chromium, visit_page
from tests.docs.command_runner import CURL, PRINTED_ADDRESS, wait_until_ready
from tests.docs.markdown_pages import ROOT, Fence, fences, sections
from tests.fixtures.postgres import free_port

pytestmark = pytest.mark.slow

FIRST = "Quick start"
CLONE, ENTER, START = "git clone <this repository> gutbone", "cd gutbone", "make run"
INSTALLED_WITHIN_S = 300
TEXTS_BY_SLUG = """(all) => Object.fromEntries(
  all.map((one) => [one.dataset.slug, one.textContent.replace(/\\s+/g, " ")]))"""
OWN = ("GUTBONE_", "PYTHON", "PYTEST_", "COV_", "VIRTUAL_ENV", "MAKE", "MFLAGS")
"""What this run has set for itself; a newcomer has none of it."""


@dataclass(frozen=True)
class Checkout:
    """A clone with its running server, and the environment of a machine with Node.js."""

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
        return fences(text.replace(PRINTED_ADDRESS, f"127.0.0.1:{self.port}"))

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
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """Return a clone with a started server."""
    folder = tmp_path_factory.mktemp("newcomer")
    port = free_port()
    environment = machine(folder) | {"GUTBONE_PORT": str(port)}
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "gutbone"], check=True)
    checkout = Checkout(folder / "gutbone", environment, port)
    with subprocess.Popen(
        ["sh", "-c", START], cwd=checkout.folder, env=environment, start_new_session=True
    ) as server:
        try:
            assert wait_until_ready(checkout.address, server, INSTALLED_WITHIN_S), (
                "the server did not come up"
            )
            yield checkout
        finally:
            os.killpg(server.pid, signal.SIGINT)
    shutil.rmtree(folder)


def kefir(checkout: Checkout) -> dict[str, Any]:
    """Return the API's answer for kefir."""
    answer = httpx.get(f"{checkout.address}/v1/food-sources/kefir", trust_env=False).raise_for_status()
    body: dict[str, Any] = answer.json()
    assert body["data"]["cautions"]
    return body


def test_readme_starts_with_clone_and_make_run(checkout: Checkout) -> None:
    assert checkout.steps[0].commands == [CLONE, ENTER, START]


async def test_quick_start_browser_shows_cautions(checkout: Checkout) -> None:
    text = (checkout.folder / "README.md").read_text(encoding="utf-8")
    (path,) = re.findall(rf"open <http://{PRINTED_ADDRESS}(/.+)>", text)
    async with launch_chromium() as browser, visit_page(browser, checkout.address, path) as visit:
        # The texts of a folded group are in the page too.
        shown = await visit.page.locator(".caution").evaluate_all(TEXTS_BY_SLUG)
        body = kefir(checkout)
        assert shown.keys() == {one["slug"] for one in body["data"]["cautions"]}
        for slug, words in shown.items():
            card = body["included"]["cautions"][slug]
            assert card["title"] in words
            assert card["why"] in words
        visit.assert_clean()


def test_quick_start_curl_shows_cautions(checkout: Checkout) -> None:
    (command,) = checkout.steps[1].commands
    assert json.loads(checkout.run(command))["data"]["cautions"] == kefir(checkout)["data"]["cautions"]


def test_quick_start_typescript_shows_cautions(checkout: Checkout) -> None:
    _, _, install, program, start = checkout.steps
    for command in install.commands:
        checkout.run(command)
    assert len(program.text.splitlines()) == 10
    (checkout.folder / program.file).write_text(program.text, encoding="utf-8")
    (command,) = start.commands
    lines = checkout.run(command).splitlines()
    body = kefir(checkout)
    statements = {slug: claim["statement"] for slug, claim in body["included"]["claims"].items()}
    assert lines == [
        *(f"{one['severity']}: {one['sentence']}" for one in body["data"]["cautions"]),
        *(f"{statements[one['slug']]} (certainty: {one['certainty']})" for one in body["data"]["claims"]),
        body["meta"]["disclaimer"],
    ]
    compiler = (
        checkout.folder / "build" / "clients" / "tools" / "typescript" / "node_modules" / ".bin" / "tsc"
    )
    checkout.run(f"{compiler} --strict --noEmit --module nodenext --target es2022 {program.file}")
