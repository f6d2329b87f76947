"""The offline client in TypeScript: shared vectors, faults and forged answers, stores, the API's entries."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients.tests.tour import run
from scripts.sync_vectors import FILE
from tests.cli.test_withdraw import WEAKER, commit, git, withdraw
from tests.client.content_editor import make_content_editor
from tests.client.fault_scenario import Synced, fault_scenario, require_right_states
from tests.docs.command_runner import PRINTED_ADDRESS
from tests.docs.markdown_pages import fences
from tests.docs.test_offline_sync import VECTORS
from tests.fixtures.cli import ROOT, load_content, running_server
from tests.fixtures.postgres import free_port
from tests.load.test_replicas import wait_for

PROGRAMS = ROOT / "clients" / "sync" / "tests"
PAGE = ROOT / "docs" / "offline-sync.md"
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project outside the repository that installed the packed clients."""
    folder = tmp_path_factory.mktemp("sync")
    shutil.copytree(PROGRAMS, folder, dirs_exist_ok=True)
    (folder / "package.json").write_text('{ "name": "project", "private": true, "type": "module" }')
    packages = [next((built / name).glob("*.tgz")) for name in ("typescript", "sync")]
    # What it needs is installed already, for what wrote it: nothing is fetched while tests run.
    modules = built / "tools" / "typescript" / "node_modules"
    needed = [modules / "openapi-fetch", modules / "openapi-typescript-helpers"]
    alone = ["--no-audit", "--no-fund", "--offline", "--silent", "--install-links"]
    run("npm", "install", *alone, *packages, *needed, cwd=folder)
    fake = "fake-indexeddb"
    (folder / "node_modules" / fake).symlink_to(built / "tools" / "sync" / "node_modules" / fake)
    return folder


@pytest.fixture(scope="module")
def ask(project: Path) -> Callable[..., Answer]:
    """Return a function that lets a new process sync a file with a server once, and returns its report."""

    def ask(**request: object) -> Answer:
        answer: Answer = json.loads(run("node", "serve.mjs", json.dumps(request), cwd=project))
        return answer

    return ask


def test_client_does_as_the_vectors_say(project: Path) -> None:
    integers = [row for row in VECTORS if row[0] != "-0"]
    (project / "canonical.json").write_text(json.dumps(integers))
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    assert run("node", "vectors.mjs", FILE, "canonical.json", cwd=project) == f"{len(cases)} cases\n"


def test_store_in_indexeddb(project: Path) -> None:
    assert run("node", "indexeddb.mjs", cwd=project) == "ok\n"


def compile_program(name: str, project: Path, built: Path) -> None:
    """Compile a program of the project, strictly."""
    modules = built / "tools" / "sync" / "node_modules"
    strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"]
    how: list[str | Path] = [
        *strict,
        "--target",
        "ES2022",
        "--module",
        "NodeNext",
        "--typeRoots",
        modules / "@types",
    ]
    run(modules / ".bin" / "tsc", *how, name, cwd=project)


def test_entries_have_the_types_of_the_contract(project: Path, built: Path) -> None:
    compile_program("types.ts", project, built)


def test_printed_program_compiles_and_runs(project: Path, built: Path, address: str) -> None:
    (printed,) = (one.text for one in fences(PAGE.read_text(encoding="utf-8")) if one.language == "ts")
    program = printed.replace(f"http://{PRINTED_ADDRESS}", address)
    assert address in program
    (project / "page.ts").write_text(f'import "fake-indexeddb/auto";\n{program}')
    compile_program("page.ts", project, built)
    said = run("node", "page.js", cwd=project)
    assert "avoid If you have a low neutrophil count: avoid kefir" in said
    assert "very_low It is not known whether kefir helps bone" in said


def test_thirty_two_syncs_through_faults_and_lies_end_in_a_right_state(
    ask: Callable[..., Answer], tmp_path: Path
) -> None:
    def sync(address: str, path: Path) -> Synced:
        report = ask(baseUrl=address, path=str(path), deadline=1)
        return Synced(report["outcome"], report["after"], report["digest"], report["problem"])

    (tmp_path / "files").mkdir()
    with fault_scenario(tmp_path) as scenario:
        require_right_states(scenario, sync, tmp_path / "files")


def test_withdrawn_release_is_replaced_within_one_sync(ask: Callable[..., Answer], tmp_path: Path) -> None:
    desk = make_content_editor(tmp_path)
    git(tmp_path, "init", "--quiet")
    commit(desk)
    url = load_content(f"sqlite:///{tmp_path}/served.db", desk.content)
    with running_server(database_url=url, port=free_port(), refresh_interval="0.05") as server:

        def synced() -> tuple[str, str, str]:
            report = ask(baseUrl=server.address, path=str(tmp_path / "held"), deadline=60, entries=True)
            caution = dict(report["shown"])["cautions/raw-moon-milk"]
            return report["outcome"], report["after"], caution["data"]["severity"]

        def publish(release: str) -> None:
            commit(desk)
            load_content(url, desk.content)
            wait_for([server.address], release)

        (first,) = desk.releases()
        assert synced() == ("bundle", first, "avoid")
        wrong = desk.release_weaker(WEAKER, note="Weaker.")
        publish(wrong)
        assert synced() == ("delta", wrong, "caution")
        assert withdraw(desk, wrong).code == 0
        (newest,) = desk.releases() - {first, wrong}
        publish(newest)
        assert synced() == ("delta", newest, "avoid")


def test_entries_are_those_of_the_api(ask: Callable[..., Answer], address: str, tmp_path: Path) -> None:
    shown = dict(ask(baseUrl=address, path=str(tmp_path / "held"), deadline=60, entries=True)["shown"])
    assert len(shown) > 700
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as plain:
        keys = list(shown)
        for start in range(0, len(keys), 100):
            body = plain.get("/v1/entries", params={"ids": ",".join(keys[start : start + 100])}).json()
            assert body["problems"] == []
            for entry in body["data"]:
                offline = shown[entry["href"].removeprefix("/v1/")]
                assert as_in(offline["data"] | {"related": others(offline["data"], entry)}, entry) == entry
                assert_cards(entry, offline["included"], body["included"])


def others(offline: Answer, served: Answer) -> list[Any]:
    """Return the related entries of a record but those that other fields name: an answer leaves them out."""
    fields = json.dumps({name: value for name, value in served.items() if name != "related"})
    return [one for one in offline["related"] if f'"{one["href"]}"' not in fields]


def as_in(offline: Any, served: Any) -> Any:
    """Return what is offline with the members that the API answers, at any depth.

    A record has the provenance of figures, too, which the API answers at an address of its own.
    """
    if isinstance(offline, dict) and isinstance(served, dict):
        return {name: as_in(offline[name], served[name]) for name in served}
    if isinstance(offline, list) and isinstance(served, list):
        return [as_in(one, other) for one, other in zip(offline, served, strict=True)]
    return offline


def assert_cards(entry: Answer, offline: Answer, served: Answer) -> None:
    """Compare the whole cautions and claims of an entry with those of the API."""
    lines = {line["slug"]: line for line in entry["cautions"]}
    grades = {grade["slug"]: grade for grade in entry["claims"]}
    assert offline["cautions"].keys() == lines.keys()
    assert offline["claims"].keys() == grades.keys()
    for slug, line in lines.items():
        assert offline["cautions"][slug] == served["cautions"][slug] | line
    for slug, grade in grades.items():
        assert offline["claims"][slug] == served["claims"][slug] | grade
