"""gutbone export: the same files each time, in place as a whole or not at all."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.fixtures.cli import COMMAND, PATIENCE, environment, loaded, quickly, started
from tests.static_export.questions import addresses, manifest

OF_THE_SERVER = ("/health/live", "/health/ready")
"""Addresses that tell of the process that answers, not of the content."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded(tmp_path_factory.mktemp("export") / "world.db")


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(folder: Path, url: str) -> str:
    """Return the one line that the command says when it cannot do what it is asked."""
    ended = quickly("export", str(folder), database_url=url)
    assert (ended.code, ended.out) == (1, "")
    assert len(ended.err.strip().splitlines()) == 1, ended.err
    return ended.err


def test_two_exports_are_alike_byte_for_byte(url: str, tmp_path: Path) -> None:
    for number in ("1", "2"):
        ended = subprocess.run(
            [*COMMAND, "export", f"copy-{number}"],
            env=environment({"database_url": url, "cache_bytes": 0}) | {"PYTHONHASHSEED": number},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
    first, second = files(tmp_path / "copy-1"), files(tmp_path / "copy-2")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy-1", "copy-2"]


def test_it_says_what_it_did_and_the_manifest_names_every_file(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "deep" / "copy"
    copy.mkdir(parents=True)
    ended = quickly("export", f"{copy}/", database_url=url)

    held = files(copy)
    answers = manifest(copy)["answers"]
    assert ended.code == 0
    assert f"Wrote {len(answers)} answers as {len(held)} files, " in ended.out
    assert f"nginx -p {copy} -c nginx/nginx.conf" in ended.out
    named = {name for answer in answers for name in answer["files"].values()}
    assert named == {name for name in held if name.startswith("files/")}
    assert {name.partition("/")[0] for name in held} == {"export.json", "files", "nginx"}
    assert len({name.lower() for name in held}) == len(held), "a file system may not look at case"
    assert all(re.fullmatch(r"[\w./@=&-]+", name) for name in held)


def test_every_address_of_the_contract_is_in_the_copy(world_copy: Path) -> None:
    contract = json.loads((world_copy / "files" / "openapi.json").read_bytes())
    held = {address.partition("?")[0] for address in addresses(world_copy)}
    reading = {path: verbs["get"] for path, verbs in contract["paths"].items() if "get" in verbs}
    # A world that was never released has no release to show.
    left = {"/v1/releases/{release}", *OF_THE_SERVER}
    for path, operation in reading.items():
        demanded = [
            one for one in operation.get("parameters", ()) if one["in"] == "query" and one["required"]
        ]
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        assert any(re.fullmatch(pattern, one) for one in held) or demanded or path in left, path
    assert len(held & reading.keys()) > 25


def test_an_earlier_copy_is_replaced_as_a_whole(url: str, world_copy: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(world_copy, tmp_path / "copy")
    before = files(copy)
    (copy / "files" / "v1" / "stale.json").write_text("{}")
    (tmp_path / "link").symlink_to(copy)
    assert quickly("export", str(tmp_path / "link"), database_url=url).code == 0
    assert files(copy) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "link"]


@pytest.mark.parametrize("mine", ["notes.txt", "export.json", "files/v1/guide.json", ".hidden"])
def test_nothing_of_anyone_else_is_replaced(url: str, tmp_path: Path, mine: str) -> None:
    (tmp_path / "home" / mine).parent.mkdir(parents=True)
    (tmp_path / "home" / mine).write_text('{"made_by": "hand"}')
    assert "neither empty nor an earlier copy" in refused(tmp_path / "home", url)
    assert files(tmp_path) == {f"home/{mine}": b'{"made_by": "hand"}'}


def test_a_file_is_no_folder(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "copy"):
        assert str(folder) in refused(folder, url)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "loop" in refused(tmp_path / "loop", url)
    assert files(tmp_path) == {"file": b"mine"}


def test_a_place_that_cannot_be_written_is_told(url: str) -> None:
    assert "cannot be written" in refused(Path("/proc/self/copy"), url)


def test_a_disk_that_is_full_leaves_the_earlier_copy(url: str, world_copy: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(world_copy, tmp_path / "copy")
    before = files(copy)
    # Unmeasured: coverage would have something to write at the end too.
    limited = (
        f"unset COVERAGE_PROCESS_CONFIG; ulimit -f 200; exec {shlex.join([*COMMAND, 'export', str(copy)])}"
    )
    ended = subprocess.run(
        ["sh", "-c", limited],
        env=environment({"database_url": url}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert "What was there is unchanged" in ended.stderr
    assert files(copy) == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_keeps_the_earlier_copy(
    url: str, world_copy: Path, tmp_path: Path, by: signal.Signals
) -> None:
    copy = shutil.copytree(world_copy, tmp_path / "copy")
    before = files(copy)
    process = started("export", str(copy), database_url=url)
    until = time.monotonic() + PATIENCE
    while process.poll() is None and len(list(tmp_path.iterdir())) == 1 and time.monotonic() < until:
        time.sleep(0.001)
    process.send_signal(by)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode not in {0, None}
    assert out == ""
    assert "Traceback" not in err
    assert files(copy) == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_without_content_there_is_nothing_to_copy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    assert "gutbone migrate" in refused(tmp_path / "copy", url)
    quickly("migrate", database_url=url)
    assert "gutbone load" in refused(tmp_path / "copy", url)
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]
