"""Loading: all or nothing, the same from the same files, and only what changed is told."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.catalog import Catalog
from app.content.catalog_reader import read_catalog
from app.database import make_engine
from app.registry import KINDS
from tests.cli.gutbone import ROOT, WORLD, Ended, environment, loaded, quickly
from tests.content.broken import copy, delete, edit

ALL = len(list(WORLD.glob("*/*.yaml")))
TERM = "terms/regolith.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WORLD, tmp_path / "content"))


@pytest.fixture
def database(tmp_path: Path, root: Path) -> Path:
    loaded(tmp_path / "held.db", root)
    return tmp_path / "held.db"


def load(content: Path, database: Path) -> Ended:
    return quickly("load", content=content, database_url=f"sqlite:///{database}")


def catalog_of(database: Path) -> Catalog:
    engine = make_engine(f"sqlite:///{database}")
    try:
        return read_catalog(engine, KINDS)
    finally:
        engine.dispose()


def served(database: Path) -> dict[str, bytes]:
    """Return everything that a database has served: each entry's bytes, the guide and the disclaimer."""
    catalog = catalog_of(database)
    entries = {key: catalog.encoded(key) for kind in catalog.kinds for key in catalog.keys(kind)}
    rest = {"release": catalog.release, "guide": catalog.guide, "disclaimer": catalog.disclaimer}
    return entries | {name: repr(value).encode() for name, value in rest.items()}


def rows(database: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, values).fetchall()


def test_the_first_load_adds_everything(tmp_path: Path) -> None:
    settings = {"content": WORLD, "database_url": f"sqlite:///{tmp_path}/first.db"}
    quickly("migrate", **settings)

    told = quickly("load", **settings).out

    assert f"{ALL} added" in told
    assert "0 changed" in told
    assert "0 removed" in told
    assert rows(tmp_path / "first.db", "SELECT count(*) FROM entry") == [(ALL,)]


def test_the_second_load_does_nothing(root: Path, database: Path) -> None:
    held = database.read_bytes()

    again = load(root, database)

    assert again.code == 0
    assert "nothing to do" in again.out
    assert catalog_of(database).release in again.out
    assert database.read_bytes() == held


def test_a_file_that_is_touched_only_changes_nothing(root: Path, database: Path) -> None:
    held = database.read_bytes()
    edit(TERM, "origin: extension\n", "# a comment\norigin:   'extension'\n")(root)

    assert "nothing to do" in load(root, database).out
    assert database.read_bytes() == held


def test_a_removed_file_removes_the_entry_and_its_links(root: Path, database: Path) -> None:
    links = "SELECT count(*) FROM link WHERE source_id = ? OR target_id = ?"
    gone = "terms/regolith"
    assert rows(database, links, gone, gone) == [(1,)]
    assert b"regolith" in served(database)["terms/moonrot"]
    delete(TERM)(root)

    told = load(root, database).out

    assert "1 removed: terms/regolith" in told
    assert "0 added" in told
    assert rows(database, links, gone, gone) == [(0,)]
    assert rows(database, "SELECT id FROM term JOIN entry USING (id)") == [("terms/moonrot",)]
    assert gone not in served(database)
    assert not any(b"regolith" in entry for entry in served(database).values())


def test_a_changed_file_is_told_as_changed(root: Path, database: Path) -> None:
    before = served(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)

    told = load(root, database).out

    after = served(database)
    assert "1 changed: terms/regolith" in told
    assert "0 added" in told
    assert "0 removed" in told
    assert b'"Changed."' in after["terms/regolith"]
    assert {key for key in before if before[key] != after[key]} == {"terms/regolith", "release"}


def test_a_new_file_is_told_as_added(root: Path, database: Path) -> None:
    copy("terms/moonrot.yaml", "terms/dust.yaml")(root)

    assert "1 added: terms/dust" in load(root, database).out
    assert "terms/dust" in served(database)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("guide.yaml", "One small step.", "One giant leap."),
        ("guide.yaml", "      - daily-actions/moon-milk-morning\n", ""),
        ("disclaimer.yaml", "not advice for anyone", "advice for nobody"),
    ],
)
def test_a_change_outside_the_entries_is_loaded_too(
    file: str, old: str, new: str, root: Path, database: Path
) -> None:
    before = served(database)
    edit(file, old, new)(root)

    told = load(root, database).out

    after = served(database)
    assert "nothing to do" not in told
    assert {key for key in before if before[key] != after[key]} == {file.removesuffix(".yaml"), "release"}


def test_going_back_gives_the_same_as_ever(root: Path, database: Path, tmp_path: Path) -> None:
    before = served(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    delete("daily-actions/moon-milk-morning.yaml")(root)
    edit("guide.yaml", "      - daily-actions/moon-milk-morning\n", "")(root)
    copy("terms/moonrot.yaml", "terms/dust.yaml")(root)
    assert load(root, database).code == 0
    assert served(database) != before

    assert load(WORLD, database).code == 0
    loaded(tmp_path / "other.db", WORLD)

    assert served(database) == before == served(tmp_path / "other.db")


def test_a_release_has_the_same_name_in_every_database(root: Path, database: Path, tmp_path: Path) -> None:
    assert catalog_of(database).release.startswith("unreleased+dev.")
    made = quickly("release", "--note", "First.", "--reason", "addition", content=root)
    release = next((root / "releases").iterdir()).stem

    assert made.code == 0
    assert "nothing to do" not in load(root, database).out
    loaded(tmp_path / "other.db", root)

    assert catalog_of(database).release == release
    assert served(database) == served(tmp_path / "other.db")
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    assert f"{release}+dev." in load(root, database).out


def assert_refused(ended: Ended, word: str) -> None:
    assert ended.code == 1
    assert ended.out == ""
    assert word in ended.err.splitlines()[-1]


def test_a_database_that_may_only_be_read_stays_as_it_was(root: Path, database: Path) -> None:
    held = database.read_bytes()
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    url = f"sqlite:///file:{database}?mode=ro&uri=true"

    assert_refused(quickly("load", content=root, database_url=url), "readonly")
    assert database.read_bytes() == held


@pytest.mark.parametrize("table", ["entry", "term", "link", "evidence", "guide_item", "disclaimer", "served"])
def test_a_load_that_the_database_refuses_changes_nothing(table: str, root: Path, database: Path) -> None:
    refuses = f"CREATE TRIGGER refuses BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(refuses)
        connection.commit()
        held = list(connection.iterdump())
    before = served(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)

    assert_refused(load(root, database), "refused")

    with closing(sqlite3.connect(database)) as connection:
        assert list(connection.iterdump()) == held
        connection.execute("DROP TRIGGER refuses")
        connection.commit()
    assert served(database) == before
    assert "1 changed: terms/regolith" in load(root, database).out


def test_a_load_that_is_killed_leaves_the_old_or_the_new_whole(
    root: Path, database: Path, tmp_path: Path
) -> None:
    databases = [Path(shutil.copy(database, tmp_path / f"killed-{turn}.db")) for turn in range(6)]
    old = served(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    loaded(tmp_path / "new.db", root)
    new = served(tmp_path / "new.db")

    subprocess.run(
        [sys.executable, "-m", "tests.content.killed_loads", root, *databases],
        cwd=ROOT,
        env=environment({}),
        check=True,
        timeout=60,
    )

    assert any(path.with_name(f"{path.name}-journal").exists() for path in databases)
    for path in databases:
        assert served(path) in (old, new)
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        assert rows(path, "PRAGMA foreign_key_check") == []
        assert load(root, path).code == 0
        assert served(path) == new
