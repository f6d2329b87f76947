"""The script that finds or installs Chromium."""

import subprocess
import sys

import pytest

from scripts import chromium
from tests.fixtures.cli import ROOT


def test_prints_the_path_of_chromium() -> None:
    command = [sys.executable, "-m", "scripts.chromium"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == f"{chromium.found()}\n"
    assert result.stderr == ""


def test_missing_chromium_gives_one_line_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def run(command: tuple[str, ...], **_more: object) -> subprocess.CompletedProcess[bytes]:
        tried.append(" ".join(command))
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(chromium, "found", lambda: None)
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(SystemExit) as result:
        chromium.main()
    assert "\n" not in str(result.value)
    assert "chromium" in str(result.value)
    assert tried[-1].endswith("playwright install chromium")
