"""A server on a read-only file system, /tmp included."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.fixtures.cli import COMMAND, ROOT, Server, environment, loaded_database_url, log_file
from tests.fixtures.postgres import free_port

# What is mounted over another mount is the one that is seen; kernel's own file systems take no files.
CLOSE_ALL = """
set -- /tmp /var/tmp /dev/shm "$@"
for place in $(cut -d' ' -f2 /proc/self/mounts | sort -u); do
    mount -o remount,bind,ro "$place" 2>/dev/null
done
for place in "$@"; do
    test "$place" = -- && break
    touch "$place/written" 2>/dev/null && { echo "$place can be written"; exit 99; }
    shift
done
shift
exec "$@"
"""
APART = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
ALLOWED = (
    shutil.which("unshare")
    and subprocess.run([*APART, "true"], capture_output=True, check=False).returncode == 0
)

pytestmark = pytest.mark.skipif(not ALLOWED, reason="this machine lets nobody make a mount of their own")


@contextmanager
def served_read_only(folder: Path, **settings: object) -> Iterator[Server]:
    """Run a server that cannot write anywhere, until the block ends."""
    places = [str(place) for place in (folder, ROOT, Path.home())]
    command = [*APART, "sh", "-c", CLOSE_ALL, "sh", *places, "--", *COMMAND, "serve"]
    log = log_file()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    server = Server(process.stdout.readline().strip(), process, log)
    try:
        yield server
    finally:
        server.close()


def test_server_runs_on_read_only_filesystem(tmp_path: Path) -> None:
    file = tmp_path / "gutbone.db"
    loaded_database_url(file)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    url = f"sqlite:///file:{file}?mode=ro&immutable=1&uri=true"
    port = free_port()
    with served_read_only(tmp_path, database_url=url, port=0, workers=2, metrics_port=port) as server:
        assert server.startup_line.startswith("Serving release "), server.startup_line + server.errors
        with httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client:
            for path in ("/", "/docs", "/docs/security", "/openapi.json", "/v1/bundle", "/v1/search?q=moon"):
                assert client.get(path).status_code == 200, path
            assert client.post("/v1/check", json={"items": ["moon-milk"]}).status_code == 200
            ready = client.get("/health/ready").json()
        assert (ready["database"], ready["refresh"]) == ("reachable", "watching")
        assert httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).status_code == 200
        assert server.stop() == 0
    assert "Traceback" not in server.errors
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_read_only_mount_rejects_writes(tmp_path: Path) -> None:
    tried = f"touch {tmp_path}/written; echo $?"
    command = [*APART, "sh", "-c", CLOSE_ALL, "sh", str(tmp_path), "--", "sh", "-c", tried]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "1"
    assert "Read-only file system" in result.stderr
