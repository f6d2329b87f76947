"""The systemd units take the restrictions that cost nothing, as systemd itself rates them."""

import re
import shutil
import subprocess

import pytest

from tests.fixtures.cli import ROOT

ANALYZE = shutil.which("systemd-analyze")
MAX_EXPOSURE = 2.0


@pytest.mark.skipif(ANALYZE is None, reason="this machine has no systemd-analyze")
def test_systemd_rates_the_units_as_hardened() -> None:
    for unit in (ROOT / "deploy").glob("*.service"):
        command = ["systemd-analyze", "security", "--offline=yes", str(unit)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        [exposure] = re.findall(r"exposure level for \S+: ([\d.]+)", done.stdout)
        assert float(exposure) <= MAX_EXPOSURE


def test_units_reload_nothing_that_the_server_does_not() -> None:
    for unit in (ROOT / "deploy").glob("*.service"):
        assert not re.search(r"^ExecReload=", unit.read_text("utf-8"), re.MULTILINE)
