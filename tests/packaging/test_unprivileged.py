"""A server needs no privileged account."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.fixtures.cli import loaded_database_url, running_server

UID = 10001
AS_USER = ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups"] if os.geteuid() == 0 else []


def test_server_runs_without_root() -> None:
    # Folders of tests are closed to other accounts.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        loaded_database_url(file := Path(folder) / "gutbone.db")
        url = f"sqlite:///file:{file}?mode=ro&immutable=1&uri=true"
        with running_server(AS_USER, database_url=url, port=0, workers=2) as server:
            assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
            assert httpx.get(f"{server.address}/v1/terms", trust_env=False).status_code == 200
            assert server.stop() == 0
    assert "Traceback" not in server.errors
