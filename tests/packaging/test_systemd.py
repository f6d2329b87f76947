"""The systemd units: the server's only serves, and the one that loads is never started by itself."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.cli import ROOT

SERVE, LOAD = (ROOT / "deploy" / name for name in ("gutbone.service", "gutbone-load.service"))
ANALYZE = shutil.which("systemd-analyze")
NOT_INSTALLED = "Command /opt/gutbone/.venv/bin/gutbone is not executable"


def directives(unit: Path) -> list[tuple[str, str]]:
    lines = unit.read_text("utf-8").splitlines()
    return [(name, value) for name, mark, value in (line.partition("=") for line in lines) if mark]


def commands(unit: Path) -> list[str]:
    return [value.rpartition("gutbone ")[2] for name, value in directives(unit) if name.startswith("Exec")]


def test_server_unit_never_changes_the_database() -> None:
    assert commands(SERVE) == ["serve"]


def test_load_unit_migrates_and_loads_on_demand() -> None:
    assert commands(LOAD) == ["migrate", "load"]
    assert "[Install]" not in LOAD.read_text("utf-8")
    assert ("Type", "oneshot") in directives(LOAD)


def test_both_units_share_account_folder_and_restrictions() -> None:
    shared = re.compile(r"DynamicUser|User|StateDirectory|Protect|Private|NoNew|Capab|Restrict|Memory|System")
    of_serve, of_load = (
        [pair for pair in directives(unit) if shared.match(pair[0])] for unit in (SERVE, LOAD)
    )
    assert of_serve == of_load
    assert len(of_serve) > 8


def test_units_name_the_documented_folders_and_environment_files() -> None:
    for unit in (SERVE, LOAD):
        assert ("WorkingDirectory", "/opt/gutbone") in directives(unit)
        assert ("StateDirectory", "gutbone") in directives(unit)
        assert ("DynamicUser", "yes") in directives(unit)
        url = "GUTBONE_DATABASE_URL=sqlite:////var/lib/gutbone/gutbone.db"
        assert ("Environment", url) in directives(unit)
    files = [
        [value for name, value in directives(unit) if name == "EnvironmentFile"] for unit in (SERVE, LOAD)
    ]
    assert files == [["-/etc/gutbone.env"], ["-/etc/gutbone.env", "-/etc/gutbone-load.env"]]


@pytest.mark.skipif(ANALYZE is None, reason="this machine has no systemd")
def test_systemd_accepts_the_units() -> None:
    assert ANALYZE
    done = subprocess.run([ANALYZE, "verify", SERVE, LOAD], check=False, capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if NOT_INSTALLED not in line] == []
