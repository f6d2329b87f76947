"""Backup and restore as in docs/operating.md: the restored database serves identical content."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault_injection.polling_clients import count_errors, polling
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import load_content, running_server
from tests.fixtures.databases import catalog_of, dump, served_content, sqlite_file
from tests.fixtures.postgres import Postgres
from tests.fixtures.reliability_table import ReliabilityTable


def saved_and_restored(url: str, folder: Path, postgres: Postgres) -> str:
    """Save a database while it is in use, restore it as another, and return the URL of that one."""
    if file := sqlite_file(url):
        saved = folder / "saved.db"
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(saved)) as target:
            source.backup(target)
        return f"sqlite:///{saved}"
    saved, restored = folder / "saved.dump", postgres.create()
    postgres.run("pg_dump", "--format=custom", f"--file={saved}", url)
    postgres.run("pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={restored}", saved)
    return restored


def saved_while_loading(url: str, folder: Path, postgres: Postgres) -> str:
    """Save and restore a database while clients read from a server on it and a release is loaded."""
    with running_server(database_url=url, port=0, access_log="false") as server:
        with polling([server.address]), ThreadPoolExecutor() as pool:
            loading = pool.submit(load, url, content_of(folder / "loaded", 9))
            restored = saved_and_restored(url, folder, postgres)
            loading.result()
        assert server.stop() == 0
    return restored


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_backup_while_a_release_is_loaded_holds_one_whole_release(
    database: str, tmp_path: Path, postgres: Postgres
) -> None:
    url = load_content(f"sqlite:///{tmp_path}/gutbone.db" if database == "SQLite" else postgres.create())
    before = served_content(url)
    (tmp_path / "loaded").mkdir()
    restored = saved_while_loading(url, tmp_path, postgres)
    assert served_content(url) != before
    assert served_content(restored) in (before, served_content(url))
    assert catalog_of(restored).checksum


def backup_and_restore(url: str, folder: Path, postgres: Postgres) -> dict[str, int]:
    """Save and restore a database; count what is not as it was, answers of a server on it included."""
    restored = saved_and_restored(url, folder, postgres)
    found = {
        "rows": dump(restored) != dump(url),
        "bytes": served_content(restored) != served_content(url),
        "checksum": catalog_of(restored).checksum != catalog_of(url).checksum,
    }
    expected = dict([expected_digests(url)])
    with running_server(database_url=restored, port=0, access_log="false") as server:
        with polling([server.address]) as (reader,):
            while len(reader.responses) < 10:
                reader.join(0.01)
        assert server.stop() == 0
    return {name: int(wrong) for name, wrong in found.items() if wrong} | count_errors([reader], expected)


@pytest.mark.parametrize(
    "times", [pytest.param(1, id="once"), pytest.param(20, id="often", marks=pytest.mark.torture)]
)
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_backup_and_restore_serve_identical_content(
    database: str, times: int, tmp_path: Path, postgres: Postgres, reliability: ReliabilityTable
) -> None:
    url = load_content(f"sqlite:///{tmp_path}/gutbone.db" if database == "SQLite" else postgres.create())
    wrong = []
    for turn in range(times):
        place = tmp_path / f"turn-{turn}"
        place.mkdir()
        load(url, content_of(place, turn))
        wrong.append(backup_and_restore(url, place, postgres))

    reliability.record("backup and restore", database, f"{times} drills", failures=sum(map(bool, wrong)))
    assert wrong == [{}] * times
