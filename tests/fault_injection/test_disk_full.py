"""A full disk: the load reports it and changes nothing; servers continue."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.fault_injection.fault_runner import RECOVERY_TIMEOUT, inject_fault
from tests.fault_injection.releases import content_of
from tests.fixtures.cli import load_content, run_subprocess, running_server
from tests.fixtures.databases import dump, open_engine
from tests.fixtures.deadlines import scaled
from tests.fixtures.postgres import UNPRIVILEGED_USER, Postgres, running_postgres
from tests.fixtures.reliability_table import ReliabilityTable

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of this size; unmount it at the end."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> None:
    """Take all the room there is."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(4096)):
                pass
        except OSError:
            return


def survive(url: str, disk: Path, folder: Path, name: str, reliability: ReliabilityTable) -> None:
    """Fill the disk under a server, try to load, and make room again."""
    held, refused = dump(url), content_of(folder, 2)

    def inject() -> None:
        fill(disk)
        ended = run_subprocess("load", database_url=url, content_dir=refused)
        assert (ended.code, ended.out, ended.err.strip().count("\n")) == (1, "", 0), ended.err
        assert "cannot be used" in ended.err
        assert dump(url) == held

    with running_server(database_url=url, port=0, access_log="false") as server:
        room = disk / "ballast"
        result = inject_fault(server.address, url, inject, room.unlink, content_of(folder, 1))
        assert server.stop() == 0
    reliability.record_measurements("fault: disk full", name, "1", result)
    assert result.wrong == {}
    assert result.recovery < scaled(RECOVERY_TIMEOUT)


def test_disk_full_with_sqlite(tmp_path: Path, reliability: ReliabilityTable) -> None:
    with small_disk(tmp_path, "4m") as disk:
        survive(load_content(f"sqlite:///{disk}/gutbone.db"), disk, tmp_path, "SQLite", reliability)


def test_disk_full_with_postgresql(tmp_path: Path, reliability: ReliabilityTable) -> None:
    # A server of its own: when its disk goes, nobody else's must go with it.
    with running_postgres() as postgres, small_disk(postgres.data.parent, "40m") as disk:
        shutil.chown(disk, UNPRIVILEGED_USER)
        postgres.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        url = postgres.create("TABLESPACE small")
        survive(load_content(url), disk, tmp_path, "PostgreSQL", reliability)


def test_pipeline_error_is_reported_once(postgres: Postgres, caplog: pytest.LogCaptureFixture) -> None:
    def fail(connection: psycopg.Connection) -> None:
        connection.execute("SELECT 1 / 0")
        raise RuntimeError("first")

    with open_engine(postgres.url("postgres")) as engine, engine.connect() as connection:
        driver = connection.connection.driver_connection
        with pytest.raises(RuntimeError, match="first"), driver.pipeline():
            fail(driver)
    assert caplog.messages == []
