"""A server opens no connection but to its database, from Python or native code."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.fixtures.cli import ROOT, SAMPLE_CONTENT, SEED, environment, load_content
from tests.fixtures.postgres import running_postgres
from tests.fixtures.reliability_table import ReliabilityTable

APART = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
ALONE = f'ip link set lo up && exec {sys.executable} -m tests.fault_injection.network_isolation "$1"'
ALLOWED = (
    shutil.which("unshare")
    and shutil.which("ip", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    and subprocess.run([*APART, "true"], capture_output=True, check=False).returncode == 0
)
pytestmark = pytest.mark.skipif(not ALLOWED, reason="this machine lets nobody have a network of their own")


@pytest.fixture(
    params=[SAMPLE_CONTENT, pytest.param(SEED, marks=pytest.mark.torture)], ids=["sample content", "all"]
)
def content(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the content that is served first."""
    folder: Path = request.param
    return folder


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, content: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Return the name of a kind of database, and the URL of one that can be reached without a network."""
    if request.param == "SQLite":
        yield request.param, load_content(f"sqlite:///{tmp_path}/gutbone.db", content)
        return
    # A socket in the file system is the same in every network.
    with TemporaryDirectory(prefix="gutbone-socket-") as folder:
        Path(folder).chmod(0o777)
        with running_postgres(unix_socket_directories=folder) as postgres:
            url = load_content(postgres.create(), content)
            yield request.param, f"{url.replace('127.0.0.1:', ':')}?host={folder}"


def test_server_makes_no_outbound_connection(
    database: tuple[str, str], reliability: ReliabilityTable
) -> None:
    name, url = database
    done = subprocess.run(
        [*APART, "sh", "-c", ALONE, "sh", url],
        cwd=ROOT,
        env=environment({}) | {"PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    asked = f"{found['requests']:,} requests, checks and a refresh in a network without a way out"
    reliability.record("no outbound connection", name, asked, failures=found["left"])
    assert found["controls"] == 2, "what leaves has to be counted"
    assert found["left"] == 0
    assert found["requests"] > 250
