"""Invalid content: every error is reported at once, by file and field, and nothing is written."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from app.content.validation import ContentError, ContentIssue
from tests.content.invalid_content import BROKEN, InvalidContent
from tests.content.invalid_grading import BROKEN_RULES, ONE_AT_A_TIME
from tests.fixtures.cli import SAMPLE_CONTENT, loaded_database_url, run_cli, run_subprocess


def mistakes_in(root: Path) -> list[ContentIssue]:
    with pytest.raises(ContentError) as raised:
        read_content(root, KINDS)
    return raised.value.issues


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


def test_sample_content_is_valid() -> None:
    content = read_content(SAMPLE_CONTENT, KINDS)

    assert {key.partition("/")[0] for key in content.documents} == {kind.path for kind in KINDS}


@pytest.mark.parametrize("broken", [*BROKEN, *BROKEN_RULES, *ONE_AT_A_TIME], ids=str)
def test_each_error_is_reported_by_file_and_field(broken: InvalidContent, root: Path) -> None:
    broken.breaks(root)

    mistakes = mistakes_in(root)
    assert sorted((mistake.file, mistake.field) for mistake in mistakes) == sorted(broken.mistakes_at)
    assert all(mistake.message for mistake in mistakes)
    assert any(broken.hint in mistake.message for mistake in mistakes)


@pytest.mark.full_suite
def test_all_errors_are_reported_in_one_run(root: Path, tmp_path: Path) -> None:
    database = tmp_path / "gutbone.db"
    url = loaded_database_url(database, root)
    held = hashlib.sha256(database.read_bytes()).hexdigest()
    ways = (*BROKEN, *BROKEN_RULES)
    assert len(ways) >= 22
    for broken in ways:
        broken.breaks(root)
    mistakes_at = sorted(place for broken in ways for place in broken.mistakes_at)

    check = run_subprocess("check", content_dir=root, database_url=url)
    load = run_cli("load", content_dir=root, database_url=url)

    lines = check.err.splitlines()
    beginnings = [f"{file}: {field}: " if field else f"{file}: " for file, field in mistakes_at]
    untold = [begins for begins in beginnings if not any(line.startswith(begins) for line in lines)]
    assert untold == []
    assert len(lines) == len(mistakes_at) + 1, check.err
    assert lines[0] == f"{len(mistakes_at)} errors in the content"
    assert check.code == load.code == 1
    assert load.err == check.err
    assert check.out == load.out == ""
    assert "Traceback" not in check.err
    assert hashlib.sha256(database.read_bytes()).hexdigest() == held
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "gutbone.db"]


def test_error_message_quotes_the_value(root: Path) -> None:
    wild = "[/b] :smile: [red]<b>\u202e\u05d0"
    page = root / "sources" / "moon-page.yaml"
    page.write_text(page.read_text("utf-8").replace("type: reference_page", f'type: "{wild}"'), "utf-8")
    (root / "terms" / "[bold]x.yaml").write_text("name: x", "utf-8")

    check = run_cli("check", content_dir=root)

    assert check.code == 1
    shown = wild.replace("\u202e", "\\u202e")
    assert f'sources/moon-page.yaml: type: "{shown}" is not one of ' in check.err
    assert "terms/[bold]x.yaml: the file name is the slug" in check.err
    assert "Traceback" not in check.err


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("name: one: two", "a text that holds `: ` stands in quotes or below `>-`"),
        ("name: one\n more: two", "a field is indented as its neighbours"),
        ("name: one\ntwo\nmore: three", "this is no `field: value` line"),
        ("name: 'it's'", "a quote ends too early"),
        ("names:\n  - one\n  more: two", "an item of a list begins with `- `"),
        ("names: - one\n  - two", "a list begins on the line below its field"),
        ("name: `one`", "a text that begins with this character stands in quotes"),
        ("name: @one", "a text that begins with this character stands in quotes"),
        ("name: 'one\nmore: two", "a quote is not closed"),
        ("names: [one, two\nmore: three", "a bracket is not closed"),
        ("names:\n\t- one", "indent with two spaces"),
        ("  name: one\nmore: two", "this line belongs to no field"),
        (r'name: "one\q"', "single quotes"),
        ("name: >- one", "begins on the next line"),
        ("name: one\n---\nmore: two", "a file holds one document"),
    ],
)
def test_unreadable_yaml_gets_a_remedy(text: str, remedy: str, root: Path) -> None:
    (root / "terms" / "regolith.yaml").write_text(f"{text}\n", "utf-8")

    (told,) = [one.message for one in mistakes_in(root) if one.file == "terms/regolith.yaml"]

    assert remedy in told


@pytest.mark.parametrize("name", [b"terms/\xff\xfe.yaml", b"terms/a\nb.yaml"])
def test_invalid_file_name_is_reported(name: bytes, root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_text("name: x", "utf-8")

    check = run_cli("check", content_dir=root)

    assert check.code == 1
    assert "the file name is the slug" in check.err
    assert len(check.err.splitlines()) == 2
    assert "Traceback" not in check.err


def test_missing_folder_is_reported(tmp_path: Path) -> None:
    places = {(mistake.file, mistake.field) for mistake in mistakes_in(tmp_path / "nowhere")}

    files = ("guide.yaml", "disclaimer.yaml", "plan-rules.yaml")
    assert places == {(kind.path, "") for kind in KINDS} | {(file, "") for file in files}
