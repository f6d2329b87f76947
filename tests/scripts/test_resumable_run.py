"""`make torture RESUME=1`: an interrupted run skips the tests that passed, and runs the others."""

import os
import subprocess
import sys
from pathlib import Path

from tests.fixtures.cli import ROOT

TESTS = """
import os

import pytest


def test_first():
    with open("runs.txt", "a") as runs:
        runs.write("first ")


@pytest.mark.torture
def test_second():
    if "INTERRUPTED" in os.environ:
        os._exit(1)
    with open("runs.txt", "a") as runs:
        runs.write("second ")
"""
CONFIGURATION = "[pytest]\nmarkers =\n    torture: takes minutes\n"


def run_pytest(folder: Path, *options: str, **variables: str) -> tuple[int, str]:
    """Run the two tests; return the exit code and the names of those that ran to their end, in all runs."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.fixtures.resumable_run"]
    done = subprocess.run(
        [*command, "-m", "torture or not torture", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | variables,
        check=False,
        capture_output=True,
    )
    return done.returncode, (folder / "runs.txt").read_text("utf-8")


def test_interrupted_run_is_resumed(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(CONFIGURATION, encoding="utf-8")
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", *identity, "commit", "-q", "--allow-empty", "-m", "x"], cwd=tmp_path, check=True)
    assert run_pytest(tmp_path, INTERRUPTED="1") == (1, "first ")
    assert run_pytest(tmp_path, "--resume") == (0, "first second ")
    assert run_pytest(tmp_path) == (0, "first second first second ")
