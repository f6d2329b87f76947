"""Loading: atomic, deterministic, and reporting only the changes."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.db import writer_lock
from tests.content.invalid_content import copy, delete, edit
from tests.fixtures.cli import SAMPLE_CONTENT, TIMEOUT, CommandResult, load_content, run_cli, start_process
from tests.fixtures.databases import (
    MakeDatabase,
    catalog_of,
    dump,
    execute,
    insert_failure_triggers,
    open_engine,
    served_content,
    sqlite_file,
)

pytestmark = pytest.mark.full_suite

ALL = len(list(SAMPLE_CONTENT.glob("*/*.yaml")))
TERM = "terms/regolith.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


@pytest.fixture
def database(empty_database: MakeDatabase, root: Path) -> str:
    return load_content(empty_database(), root)


def load(content: Path, database: str) -> CommandResult:
    return run_cli("load", content_dir=content, database_url=database)


def test_the_first_load_adds_everything(empty_database: MakeDatabase) -> None:
    database = empty_database()
    run_cli("migrate", database_url=database)

    output = load(SAMPLE_CONTENT, database).out

    assert f"{ALL} added" in output
    assert "0 changed" in output
    assert "0 removed" in output
    assert execute(database, "SELECT count(*) FROM entry") == [(ALL,)]


def test_second_load_changes_nothing(root: Path, database: str) -> None:
    held = dump(database)

    again = load(root, database)

    assert again.code == 0
    assert "nothing to do" in again.out
    assert catalog_of(database).release in again.out
    assert dump(database) == held


def test_touched_file_changes_nothing(root: Path, database: str) -> None:
    held = dump(database)
    edit(TERM, "origin: extension\n", "# a comment\norigin:   'extension'\n")(root)

    assert "nothing to do" in load(root, database).out
    assert dump(database) == held


def test_a_removed_file_removes_the_entry_and_its_links(root: Path, database: str) -> None:
    links = "SELECT count(*) FROM link WHERE source_id = :key OR target_id = :key"
    gone = "terms/regolith"
    assert execute(database, links, key=gone) == [(1,)]
    assert b"regolith" in served_content(database)["terms/moonrot"]
    delete(TERM)(root)

    output = load(root, database).out

    assert "1 removed: terms/regolith" in output
    assert "0 added" in output
    assert execute(database, links, key=gone) == [(0,)]
    assert execute(database, "SELECT id FROM term JOIN entry USING (id)") == [("terms/moonrot",)]
    assert gone not in served_content(database)
    assert not any(b"regolith" in entry for entry in served_content(database).values())


def test_changed_file_is_reported_as_changed(root: Path, database: str) -> None:
    before = served_content(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)

    output = load(root, database).out

    after = served_content(database)
    assert "1 changed: terms/regolith" in output
    assert "0 added" in output
    assert "0 removed" in output
    assert b'"Changed."' in after["terms/regolith"]
    assert {key for key in before if before[key] != after[key]} == {"terms/regolith", "release"}


def test_new_file_is_reported_as_added(root: Path, database: str) -> None:
    copy("terms/moonrot.yaml", "terms/dust.yaml")(root)

    assert "1 added: terms/dust" in load(root, database).out
    assert "terms/dust" in served_content(database)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("guide.yaml", "One small step.", "One giant leap."),
        ("guide.yaml", "      - daily-actions/moon-milk-morning\n", ""),
        ("disclaimer.yaml", "not advice for anyone", "advice for nobody"),
    ],
)
def test_a_change_outside_the_entries_is_loaded_too(
    file: str, old: str, new: str, root: Path, database: str
) -> None:
    before = served_content(database)
    edit(file, old, new)(root)

    output = load(root, database).out

    after = served_content(database)
    assert "nothing to do" not in output
    assert {key for key in before if before[key] != after[key]} == {file.removesuffix(".yaml"), "release"}


def test_going_back_gives_the_same_as_ever(root: Path, database: str, empty_database: MakeDatabase) -> None:
    before = served_content(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    delete("daily-actions/moon-milk-morning.yaml")(root)
    edit("guide.yaml", "      - daily-actions/moon-milk-morning\n", "")(root)
    copy("terms/moonrot.yaml", "terms/dust.yaml")(root)
    assert load(root, database).code == 0
    assert served_content(database) != before

    assert load(SAMPLE_CONTENT, database).code == 0

    assert (
        served_content(database) == before == served_content(load_content(empty_database(), SAMPLE_CONTENT))
    )


def test_a_release_has_the_same_name_in_every_database(
    root: Path, database: str, empty_database: MakeDatabase
) -> None:
    assert catalog_of(database).release.startswith("unreleased+dev.")
    made = run_cli("release", "--note", "First.", "--reason", "addition", content_dir=root)
    release = next((root / "releases").iterdir()).stem

    assert made.code == 0
    assert "nothing to do" not in load(root, database).out
    other = load_content(empty_database(), root)

    assert catalog_of(database).release == release
    assert served_content(database) == served_content(other)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    assert f"{release}+dev." in load(root, database).out


def assert_refused(result: CommandResult, word: str) -> None:
    assert result.code == 1
    assert result.out == ""
    assert word in result.err.splitlines()[-1]


def test_a_database_that_may_only_be_read_stays_as_it_was(
    root: Path, database: str, read_only: Callable[[str], str]
) -> None:
    held = dump(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)

    result = load(root, read_only(database))

    assert_refused(result, "read-only" if "read-only" in result.err else "readonly")
    assert dump(database) == held


@pytest.mark.parametrize(
    "table", ["entry", "term", "link", "evidence", "guide_item", "disclaimer", "current_release"]
)
def test_failed_load_is_rolled_back(table: str, root: Path, database: str) -> None:
    refuses, no_more = insert_failure_triggers(database, table)
    execute(database, *refuses)
    held, before = dump(database), served_content(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)

    assert_refused(load(root, database), "refused")

    assert dump(database) == held
    execute(database, *no_more)
    assert served_content(database) == before
    assert "1 changed: terms/regolith" in load(root, database).out


def test_concurrent_loads_are_serialized(root: Path, database: str) -> None:
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    with ExitStack() as stack:
        both = [start_process("load", content_dir=root, database_url=database) for _ in range(2)]
        for process in both:
            stack.callback(process.kill)
        output = [process.communicate(timeout=TIMEOUT) for process in both]

    assert [process.returncode for process in both] == [0, 0], output
    assert sorted("nothing to do" in out for out, _ in output) == [False, True]
    assert b'"Changed."' in served_content(database)["terms/regolith"]


def test_second_load_says_for_whom_it_waits(root: Path, database: str) -> None:
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    lock = "DELETE FROM current_release" if sqlite_file(database) else "LOCK TABLE current_release"
    with open_engine(database) as engine, engine.connect() as other:
        other.exec_driver_sql(lock)
        process = start_process("load", content_dir=root, database_url=database)
        try:
            assert process.stderr is not None
            told = process.stderr.readline()
            other.rollback()
            out, errors = process.communicate(timeout=TIMEOUT)
        finally:
            process.kill()

    assert told.startswith("Waiting for ")
    assert ("another process" if sqlite_file(database) else "gutbone (session ") in told
    assert process.returncode == 0, errors
    assert "1 changed" in out


def test_load_gives_up_when_another_never_ends(
    root: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_lock, "MAX_WAIT", 0)
    held = dump(database)
    edit(TERM, "Made-up term without a source.", "Changed.")(root)
    lock = "UPDATE current_release SET id = 1" if sqlite_file(database) else "LOCK TABLE current_release"
    with open_engine(database) as engine, engine.connect() as other:
        other.exec_driver_sql(lock)
        ended = load(root, database)
        other.rollback()

    assert_refused(ended, "nothing was written")
    assert dump(database) == held
