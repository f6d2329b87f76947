"""`gutbone load --dry-run` reports the changes and writes nothing."""

import hashlib
from pathlib import Path

import pytest

from tests.client.content_editor import Change, ContentEditor, make_content_editor
from tests.content.invalid_content import copy, delete, edit
from tests.fixtures.cli import loaded_database_url, run_cli

pytestmark = pytest.mark.full_suite

TERM = "terms/regolith.yaml"


@pytest.fixture
def editor(tmp_path: Path) -> ContentEditor:
    editor = make_content_editor(tmp_path)
    loaded_database_url(tmp_path / "0.db", editor.content)
    return editor


def tried(editor: ContentEditor) -> list[str]:
    """Return what a dry run says; the database is the same file afterwards, byte for byte."""
    files = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in editor.folder.glob("*.db*")}
    result = editor.load("--dry-run")
    assert result.code == 0, result.err
    after = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in editor.folder.glob("*.db*")}
    assert after == files
    return result.out.splitlines()


def test_nothing_to_do(editor: ContentEditor) -> None:
    (release,) = editor.releases()
    assert tried(editor) == [
        "0 to add",
        "0 to change",
        "0 to remove",
        f"It would be served as {release}. Now it is {release}. Nothing was written.",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (edit(TERM, "Dust that tests stand on.", "Moon dust."), "  terms/regolith: definition"),
        (edit(TERM, "formerly:\n  - moon-dirt\n", ""), "  terms/regolith: formerly"),
        (edit("guide.yaml", "One small step.", "One giant leap."), "  guide"),
        (edit("disclaimer.yaml", "not advice for anyone", "advice for nobody"), "  disclaimer: sentence"),
        (
            edit("cautions/raw-moon-milk.yaml", "severity: avoid", "severity: caution"),
            "  cautions/raw-moon-milk: severity",
        ),
    ],
)
def test_each_change_is_reported_by_entry_and_field(
    change: Change, expected: str, editor: ContentEditor
) -> None:
    (old,) = editor.releases()
    change(editor.content)
    output = tried(editor)
    assert expected in output
    assert output[1].endswith("to change")
    assert output[1] != "0 to change"
    assert f"Now it is {old}" in output[-1]
    assert editor.load().code == 0
    assert tried(editor)[:3] == ["0 to add", "0 to change", "0 to remove"]


def test_changed_order_is_reported(editor: ContentEditor) -> None:
    edit("food-sources/moon-milk.yaml", "order: 10\n", "order: 9999\n")(editor.content)
    assert "  food-sources/moon-milk: order" in tried(editor)


def test_added_and_removed_entries_and_releases_are_reported(editor: ContentEditor) -> None:
    new = editor.release(
        copy("terms/regolith.yaml", "terms/dust.yaml"),
        edit("terms/dust.yaml", "formerly:\n  - moon-dirt\n", ""),
        delete("daily-actions/moon-milk-morning.yaml"),
        edit("guide.yaml", "      - daily-actions/moon-milk-morning\n", ""),
        reason="safety",
        note="Mind the dust.",
    )
    output = tried(editor)
    assert output[:2] == ["1 to add", "  terms/dust"]
    assert output[output.index("1 to remove") + 1] == "  daily-actions/moon-milk-morning"
    assert f"Release {new} would come, for safety: Mind the dust." in output
    assert output[-1].startswith(f"It would be served as {new}. ")


def test_an_empty_database_would_get_everything(editor: ContentEditor) -> None:
    url = f"sqlite:///{editor.folder}/empty.db"
    assert run_cli("migrate", database_url=url).code == 0
    result = run_cli("load", "--dry-run", content_dir=editor.content, database_url=url)
    count = len(editor.snapshot().parts)
    assert result.out.splitlines()[0] == f"{count} to add"
    assert "Now it is" not in result.out
    assert run_cli("load", "--dry-run", database_url=f"sqlite:///{editor.folder}/none.db").code == 1


def test_invalid_content_gives_the_usual_errors(editor: ContentEditor) -> None:
    edit(TERM, "name: Regolith\n", "")(editor.content)
    result = editor.load("--dry-run")
    assert (result.code, result.out) == (1, "")
    assert "name" in result.err
