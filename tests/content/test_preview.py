"""`gutbone load --dry-run`: what a load would change, with nothing written."""

import hashlib
from pathlib import Path

import pytest

from tests.client.editable_server import Change, Desk, desk_in
from tests.content.broken import copy, delete, edit
from tests.fixtures.cli import loaded, quickly

pytestmark = pytest.mark.full_suite

TERM = "terms/regolith.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = desk_in(tmp_path)
    loaded(tmp_path / "0.db", desk.content)
    return desk


def tried(desk: Desk) -> list[str]:
    """Return what a dry run says; the database is the same file afterwards, byte for byte."""
    files = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in desk.folder.glob("*.db*")}
    ended = desk.load("--dry-run")
    assert ended.code == 0, ended.err
    after = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in desk.folder.glob("*.db*")}
    assert after == files
    return ended.out.splitlines()


def test_nothing_to_do(desk: Desk) -> None:
    (release,) = desk.releases()
    assert tried(desk) == [
        "0 to add",
        "0 to change",
        "0 to remove",
        f"It would be served as {release}. Now it is {release}. Nothing was written.",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
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
def test_each_change_is_told_by_entry_and_member(change: Change, told: str, desk: Desk) -> None:
    (old,) = desk.releases()
    change(desk.content)
    said = tried(desk)
    assert told in said
    assert said[1].endswith("to change")
    assert said[1] != "0 to change"
    assert f"Now it is {old}" in said[-1]
    assert desk.load().code == 0
    assert tried(desk)[:3] == ["0 to add", "0 to change", "0 to remove"]


def test_a_new_order_is_told(desk: Desk) -> None:
    edit("food-sources/moon-milk.yaml", "order: 10\n", "order: 9999\n")(desk.content)
    assert "  food-sources/moon-milk: order" in tried(desk)


def test_what_comes_what_goes_and_which_releases(desk: Desk) -> None:
    new = desk.release(
        copy("terms/regolith.yaml", "terms/dust.yaml"),
        edit("terms/dust.yaml", "formerly:\n  - moon-dirt\n", ""),
        delete("daily-actions/moon-milk-morning.yaml"),
        edit("guide.yaml", "      - daily-actions/moon-milk-morning\n", ""),
        reason="safety",
        note="Mind the dust.",
    )
    said = tried(desk)
    assert said[:2] == ["1 to add", "  terms/dust"]
    assert said[said.index("1 to remove") + 1] == "  daily-actions/moon-milk-morning"
    assert f"Release {new} would come, for safety: Mind the dust." in said
    assert said[-1].startswith(f"It would be served as {new}. ")


def test_an_empty_database_would_get_everything(desk: Desk) -> None:
    url = f"sqlite:///{desk.folder}/empty.db"
    assert quickly("migrate", database_url=url).code == 0
    ended = quickly("load", "--dry-run", content_dir=desk.content, database_url=url)
    count = len(desk.snapshot().parts)
    assert ended.out.splitlines()[0] == f"{count} to add"
    assert "Now it is" not in ended.out
    assert quickly("load", "--dry-run", database_url=f"sqlite:///{desk.folder}/none.db").code == 1


def test_a_mistake_is_told_as_ever(desk: Desk) -> None:
    edit(TERM, "name: Regolith\n", "")(desk.content)
    ended = desk.load("--dry-run")
    assert (ended.code, ended.out) == (1, "")
    assert "name" in ended.err
