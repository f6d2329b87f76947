"""What a server installs: few and small packages, under licences that are listed."""

import re
import subprocess
import sys

from benchmarks.install_size import installed_megabytes
from scripts.licences import HEAD, ROOT, licences, runtime_packages

MAX_PACKAGES, MAX_MEGABYTES = 46, 150
PERMISSIVE = ("Apache", "BSD", "ISC", "MIT", "MPL", "Mozilla", "Python Software Foundation", "PSF", "LGPL")
NEVER_SERVED = {
    "alembic",
    "httpx",
    "limits",
    "mako",
    "mcp",
    "opentelemetry.sdk",
    "pyarrow",
    "redis",
    "watchfiles",
    "websockets",
}


def test_licences_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "licences.md").read_text("utf-8") == HEAD + licences()


def test_every_licence_lets_anybody_use_the_package() -> None:
    rows = [line.split("|")[1:4] for line in licences().splitlines()[2:]]
    assert {re.sub("[._]", "-", name.strip().lower()) for name, _, _ in rows} == set(runtime_packages())
    other = [name for name, _, licence in rows if not any(known in licence for known in PERMISSIVE)]
    assert other == []


def test_runtime_lock_is_small() -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text("utf-8")
    pinned = [line for line in lock.splitlines() if line[:1].isalpha()]
    assert len(pinned) <= MAX_PACKAGES
    assert not {"pip", "setuptools", "wheel"} & set(runtime_packages())
    assert sum(installed_megabytes(name) for name in runtime_packages()) <= MAX_MEGABYTES


def test_locks_name_no_host() -> None:
    for file in (ROOT / "requirements").iterdir():
        assert "://" not in file.read_text("utf-8"), file.name


def test_server_imports_no_package_of_commands_and_extras() -> None:
    # uvicorn itself imports watchfiles where that is installed.
    program = (
        "import sys, uvicorn; before = {*sys.modules}; "
        "import app.cli.serve, app.main; print(*{*sys.modules} - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()).isdisjoint(NEVER_SERVED)
