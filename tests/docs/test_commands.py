"""Documented commands, requests and problems give the documented output."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.server.http.problems import NOT_IN_COPY, PROBLEM_TYPES, ProblemError, problem_response
from app.static_export.nginx_config import problem_files
from tests.docs.command_runner import CommandRunner, command_runner
from tests.docs.markdown_pages import PAGES, ROOT, difference, fences, sections

WALKTHROUGH = ROOT / "docs" / "adding-a-kind.md"
GENERATE_GO = (
    "openapi-generator-cli generate -g go -i openapi.json -o go "
    "-p disallowAdditionalPropertiesIfNotPresent=false"
)
NOT_RUN = {
    "make run": "installs from the network and serves until stopped; what it starts is run here one by one",
    "make test": "is what runs this test",
    **dict.fromkeys(
        (
            "git clone <this repository> gutbone",
            "cd gutbone",
            "make client-typescript",
            "npm install --no-save ./build/clients/typescript/gutbone-client-0.2.0.tgz",
            "node kefir.mts",
        ),
        "needs a clone of its own; tests/packaging runs it there",
    ),
    GENERATE_GO: "needs the tools of `make clients`; clients/tests runs it",
    "nginx -p copy -c nginx/nginx.conf": "serves until stopped; tests/static_export runs it",
    "docker build --tag gutbone .": "needs a container engine; tests/packaging runs those lines",
    "docker run --read-only --publish 8000:8000 gutbone": "as above",
}
PROBLEMS = ROOT / "docs" / "errors.md"


def follow(runner: CommandRunner, page: Path) -> None:
    """Write the files of a page and run its commands in order; compare the printed answers."""
    output = ""
    for fence in fences(page.read_text(encoding="utf-8")):
        if fence.file:
            path = runner.folder / fence.file
            assert not path.exists(), f"{page.name}: {fence.file} is there already"
            path.write_text(fence.text, encoding="utf-8")
        for command in fence.commands:
            if command not in NOT_RUN:
                output = runner.run(command)
        if fence.language == "json":
            wrong = difference(json.loads(fence.text), json.loads(output))
            assert wrong is None, f"{page.name}: {wrong}"


def test_documented_commands_print_documented_output(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seed_data", tmp_path / "seed_data")
    with command_runner(tmp_path, code=ROOT, content=tmp_path / "seed_data") as runner:
        # This page starts the server that the others ask.
        follow(runner, ROOT / "docs" / "operating.md")
        for page in PAGES:
            if page not in {WALKTHROUGH, PROBLEMS, ROOT / "docs" / "operating.md"}:
                follow(runner, page)


def test_list_of_skipped_commands_is_current() -> None:
    printed = {command for page in PAGES for fence in fences(page.read_text()) for command in fence.commands}
    assert NOT_RUN.keys() <= printed


def test_documented_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        named = re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, page.name


def test_every_problem_type_has_a_section() -> None:
    assert list(sections(PROBLEMS.read_text(encoding="utf-8"))) == [kind.slug for kind in PROBLEM_TYPES]


@pytest.mark.parametrize("slug", [kind.slug for kind in PROBLEM_TYPES])
async def test_documented_problems_match_real_ones(slug: str, client: httpx.AsyncClient) -> None:
    blocks = fences(sections(PROBLEMS.read_text(encoding="utf-8"))[slug])
    requests = [block.text for block in blocks if block.language == "http"]
    printed = [json.loads(block.text) for block in blocks if block.language == "json"]
    if requests:
        real = [await send(client, request) for request in requests]
    else:
        real = [built(slug, printed[0]["instance"], printed[0]["status"])]
    assert printed
    for shown, answer in zip(printed, real, strict=True):
        assert difference(shown, answer) is None
        assert answer["type"].endswith(f"#{slug}")


async def send(client: httpx.AsyncClient, request: str) -> dict[str, Any]:
    """Send a printed request; return the body, which is a problem document."""
    first, *headers = request.strip().splitlines()
    method, address = first.split(" ")
    sent = dict(line.split(": ") for line in headers)
    answer = await client.request(method, address, headers=sent)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    body: dict[str, Any] = answer.json()
    return body


def built(slug: str, instance: str, status: int) -> dict[str, Any]:
    """Return the document of a problem that no request brings about at will."""
    (kind,) = (kind for kind in PROBLEM_TYPES if kind.slug == slug)
    if kind is NOT_IN_COPY:  # only a static export sends it
        exported: dict[str, Any] = json.loads(problem_files()["files/problems/404.json"])
        return exported
    error = ProblemError(kind, status=kind.status or status)
    answer = problem_response(error, instance, "0")
    document: dict[str, Any] = json.loads(bytes(answer.body))
    return document


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make with the packages of this environment, installed or not by make."""
    prefix = Path(sys.prefix)
    stamp = prefix / ".runtime-installed"
    command = ["make", "--no-print-directory", f"VENV={prefix}", f"--old-file={stamp}", *arguments]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "GUTBONE_"))}
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)


def test_make_passes_settings_on_to_commands() -> None:
    ended = make("check", "GUTBONE_PORT=many")
    assert ended.returncode != 0
    assert "GUTBONE_PORT: " in ended.stderr


def test_make_run_runs_the_documented_commands() -> None:
    [block] = [
        fence.commands
        for fence in fences((ROOT / "docs" / "operating.md").read_text("utf-8"))
        if ".venv/bin/gutbone serve" in fence.commands
    ]
    printed = make("--dry-run", "run").stdout
    ran = re.findall(r"bin/gutbone (\w+)", printed)
    assert [f".venv/bin/gutbone {name}" for name in ran] == block
