"""`gutbone export`: reproducible files, replaced as a whole or not at all."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from app.catalog.registry import KINDS
from tests.fixtures.cli import COMMAND, TIMEOUT, environment, loaded_database_url, run_cli, start_process
from tests.fixtures.contract import parameters_of
from tests.static_export.comparison import exported_urls, manifest

HEALTH_URLS = ("/health/live", "/health/ready")
"""URLs about the server process, not about the content."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("export") / "gutbone.db")


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def failure_message(folder: Path, url: str) -> str:
    """Run an export that must fail; return its message, which is one line."""
    result = run_cli("export", str(folder), database_url=url)
    assert (result.code, result.out) == (1, "")
    assert len(result.err.strip().splitlines()) == 1, result.err
    return result.err


def test_exports_are_reproducible(url: str, tmp_path: Path) -> None:
    for number in ("1", "2"):
        result = subprocess.run(
            [*COMMAND, "export", f"copy-{number}"],
            env=environment({"database_url": url, "cache_bytes": 0}) | {"PYTHONHASHSEED": number},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert result.returncode == 0, result.stderr
    first, second = files(tmp_path / "copy-1"), files(tmp_path / "copy-2")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy-1", "copy-2"]


def test_manifest_names_every_file(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "deep" / "copy"
    copy.mkdir(parents=True)
    result = run_cli("export", f"{copy}/", database_url=url)

    written = files(copy)
    named = manifest(copy)["files"]
    assert result.code == 0
    assert f"Wrote {len(named)} URLs as {len(written)} files, " in result.out
    assert f"nginx -p {copy} -c nginx/nginx.conf" in result.out
    problems = {f"files/problems/{status}.json" for status in (404, 405, 410)}
    plain = {name for name in written if name.startswith("files/") and not name.endswith(".gz")}
    assert plain == {*named.values(), *problems}
    assert {f"{name}.gz" for name in named.values()} > {name for name in written if name.endswith(".gz")}
    assert {name.partition("/")[0] for name in written} == {"export.json", "files", "nginx"}
    assert len({name.lower() for name in written}) == len(written), "file systems may ignore case"
    assert all(re.fullmatch(r"[\w./@=&%-]+", name) for name in written)


def test_every_path_of_the_openapi_description_is_exported(sample_export: Path) -> None:
    contract = json.loads((sample_export / "files" / "openapi.json").read_bytes())
    exported = {url.partition("?")[0] for url in exported_urls(sample_export)}
    operations = {path: verbs["get"] for path, verbs in contract["paths"].items() if "get" in verbs}
    # The sample content has no release in its ledger.
    left_out = {"/v1/releases/{release}", *HEALTH_URLS}
    for path, operation in operations.items():
        required = [
            one for one in parameters_of(contract, operation) if one["in"] == "query" and one.get("required")
        ]
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        assert any(re.fullmatch(pattern, one) for one in exported) or required or path in left_out, path
    assert len(exported & operations.keys()) > 25


def test_earlier_export_is_replaced(url: str, sample_export: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(sample_export, tmp_path / "copy")
    before = files(copy)
    (copy / "files" / "v1" / "stale.json").write_text("{}")
    (tmp_path / "link").symlink_to(copy)
    assert run_cli("export", str(tmp_path / "link"), database_url=url).code == 0
    assert files(copy) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "link"]


@pytest.mark.parametrize("mine", ["notes.txt", "export.json", "files/v1/guide.json", ".hidden"])
def test_other_folders_are_not_replaced(url: str, tmp_path: Path, mine: str) -> None:
    (tmp_path / "home" / mine).parent.mkdir(parents=True)
    (tmp_path / "home" / mine).write_text('{"made_by": "hand"}')
    assert "neither empty nor an earlier export" in failure_message(tmp_path / "home", url)
    assert files(tmp_path) == {f"home/{mine}": b'{"made_by": "hand"}'}


def test_file_as_target_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "copy"):
        assert str(folder) in failure_message(folder, url)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "loop" in failure_message(tmp_path / "loop", url)
    assert files(tmp_path) == {"file": b"mine"}


def test_unwritable_target_is_refused(url: str) -> None:
    assert "cannot be written" in failure_message(Path("/proc/self/copy"), url)


def test_full_disk_keeps_the_earlier_export(url: str, sample_export: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(sample_export, tmp_path / "copy")
    before = files(copy)
    # Without coverage, which would also write a file at exit.
    limited = (
        f"unset COVERAGE_PROCESS_CONFIG; ulimit -f 200; exec {shlex.join([*COMMAND, 'export', str(copy)])}"
    )
    result = subprocess.run(
        ["sh", "-c", limited],
        env=environment({"database_url": url}),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert "What was there is unchanged" in result.stderr
    assert files(copy) == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_export_keeps_the_earlier_one(
    url: str, sample_export: Path, tmp_path: Path, by: signal.Signals
) -> None:
    copy = shutil.copytree(sample_export, tmp_path / "copy")
    before = files(copy)
    process = start_process("export", str(copy), database_url=url)
    deadline = time.monotonic() + TIMEOUT
    while process.poll() is None and len(list(tmp_path.iterdir())) == 1 and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(by)
    out, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode not in {0, None}
    assert out == ""
    assert "Traceback" not in err
    assert files(copy) == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_empty_database_cannot_be_exported(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    assert "gutbone migrate" in failure_message(tmp_path / "copy", url)
    run_cli("migrate", database_url=url)
    assert "gutbone load" in failure_message(tmp_path / "copy", url)
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]


def test_export_has_lists_by_20_and_100_and_no_page_of_the_explorer(sample_export: Path) -> None:
    urls = exported_urls(sample_export)
    queries = {url.partition("?")[2] for url in urls if url.startswith("/v1/food-sources")}
    assert {"", "limit=100"} <= queries
    first = {url.split("/")[1].partition("?")[0] for url in urls}
    assert {"v1", "docs", "openapi.json"} <= first
    assert first.isdisjoint({"", "search", "plan", "check", "map", "guide", *(kind.path for kind in KINDS)})
