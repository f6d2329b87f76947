"""After power loss during a write, the file is entirely old or entirely new."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gutbone.client import storage
from tests.client.power_loss import NEW, OLD
from tests.fixtures.cli import ROOT, environment


def test_atomic_write_survives_kill_at_any_step(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.client.power_loss", tmp_path],
        cwd=ROOT,
        env=environment({}),
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )

    steps = [int(count) for count in done.stdout.split()]
    # Open, write, flush, close, rename; open, flush and close the folder.
    assert steps == [8, 8]
    files = [path for path in tmp_path.iterdir() if not path.name.endswith(".part")]
    assert len(files) == sum(steps) + 2
    held = {path.name: storage.read_file(path) for path in files}
    assert {held[f"{step}{half}"] for step in range(5) for half in ("", "-half")} == {OLD}
    assert {held[f"{step}{half}"] for step in range(5, 9) for half in ("", "-half")} == {NEW}
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_atomic_write_fsyncs_file_before_rename_and_directory_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    kinds: dict[int, str] = {}

    def traced(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            answer = real(*arguments, **options)
            if name == "open":
                kinds[answer] = "folder" if Path(arguments[0]).is_dir() else "file"
            steps.append(f"{name} {kinds.get(answer if name == 'open' else arguments[0], '')}".strip())
            return answer

        return step

    for name in ("open", "write", "fsync", "close"):
        monkeypatch.setattr(os, name, traced(name, getattr(os, name)))
    monkeypatch.setattr(Path, "replace", traced("replace", Path.replace))
    storage.write_atomically(tmp_path / "held", NEW)

    assert steps == [
        "open file",
        "write file",
        "fsync file",
        "close file",
        "replace",
        "open folder",
        "fsync folder",
        "close folder",
    ]
    assert storage.read_file(tmp_path / "held") == NEW


def test_short_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, data[:1000]))
    storage.write_atomically(tmp_path / "held", NEW)
    assert storage.read_file(tmp_path / "held") == NEW


def test_disk_full_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    storage.write_atomically(tmp_path / "held", OLD)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            storage.write_atomically(tmp_path / "held", NEW)
    assert storage.read_file(tmp_path / "held") == OLD
