"""A killed load leaves the complete old or new release, and blocks no other load."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.invalid_content import edit
from tests.fixtures.cli import ROOT, SAMPLE_CONTENT, environment, load_content
from tests.fixtures.databases import MakeDatabase, execute, sqlite_file
from tests.fixtures.reliability_table import ReliabilityTable


def kills(url: str, folder: Path, times: int) -> dict[str, int]:
    """Kill loads at random moments; return how many ended how, and what the database held then."""
    other = Path(shutil.copytree(SAMPLE_CONTENT, folder / "other"))
    edit("terms/regolith.yaml", "Made-up term without a source.", "Changed.")(other)
    command = [
        sys.executable,
        "-m",
        "tests.fault_injection.killed_loads",
        url,
        str(SAMPLE_CONTENT),
        str(other),
        str(times),
        "20261126",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment({}), check=False, capture_output=True, text=True, timeout=3600
    )
    assert done.returncode == 0, done.stderr
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


@pytest.mark.parametrize("times", [8, pytest.param(200, marks=pytest.mark.torture)])
def test_kill_9_during_load_leaves_old_or_new_release_intact(
    times: int, empty_database: MakeDatabase, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url = load_content(empty_database())

    counted = kills(url, tmp_path, times)

    kept = f"{times} killed at work, {counted['old']} times the old release stayed"
    reliability.record(
        "kill -9 of `gutbone load`", "SQLite" if sqlite_file(url) else "PostgreSQL", kept, failures=0
    )
    assert counted["killed"] == times
    assert counted["old"] > 0
    if sqlite_file(url):
        assert execute(url, "PRAGMA integrity_check") == [("ok",)]
        assert execute(url, "PRAGMA foreign_key_check") == []
