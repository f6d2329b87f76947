"""`gutbone withdraw`: a newer release brings back the text before a wrong one, from the git history."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalog.releases import id_order
from app.icons import icon_files as icons
from tests.client.content_editor import ContentEditor, make_content_editor
from tests.content.invalid_content import copy, delete, edit
from tests.fixtures.cli import CommandResult, load_content, run_cli
from tests.fixtures.databases import catalog_of, served_content

TERM, DUST = "terms/regolith.yaml", "terms/dust.yaml"
MILK = "food-sources/moon-milk"
CAUTION = "cautions/raw-moon-milk.yaml"
WEAKER = edit(CAUTION, "severity: avoid", "severity: caution")


def git(folder: Path, *arguments: str) -> None:
    known = {f"GIT_{who}_{what}": "test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", folder, *arguments], check=True, env=os.environ | known, capture_output=True)


def commit(desk: ContentEditor) -> None:
    git(desk.folder, "add", "content")
    git(desk.folder, "commit", "--quiet", "--message", "content")


@pytest.fixture
def desk(tmp_path: Path) -> ContentEditor:
    """Return a desk whose folder is a git repository with the first release."""
    desk = make_content_editor(tmp_path)
    git(tmp_path, "init", "--quiet")
    commit(desk)
    return desk


def withdraw(desk: ContentEditor, release: str, reason: str = "Milk is not safe.") -> CommandResult:
    return run_cli("withdraw", release, "--reason", reason, content_dir=desk.content)


def texts(desk: ContentEditor) -> dict[str, bytes]:
    paths = desk.content.rglob("*.yaml")
    return {str(path): path.read_bytes() for path in paths if path.parent.name != "releases"}


@pytest.mark.parametrize("committed", [True, False])
def test_withdraw_makes_a_newer_release_of_the_older_text(desk: ContentEditor, *, committed: bool) -> None:
    before, first = texts(desk), max(desk.releases(), key=id_order)
    older = served_content(load_content(f"sqlite:///{desk.folder}/older.db", desk.content))
    wrong = desk.release_weaker(
        WEAKER,
        copy("terms/moonrot.yaml", DUST),
        delete("daily-actions/moon-milk-morning.yaml"),
        edit("guide.yaml", "      - daily-actions/moon-milk-morning\n", ""),
    )
    if committed:
        commit(desk)

    ended = withdraw(desk, wrong)

    assert ended.code == 0, ended.err
    assert f"restored {CAUTION}" in ended.out
    assert f"removed {DUST}" in ended.out
    assert texts(desk) == before
    (newest,) = desk.releases() - {first, wrong}
    assert newest.rpartition("-")[2] == first.rpartition("-")[2]
    url = load_content(f"sqlite:///{desk.folder}/newer.db", desk.content)
    entry = catalog_of(url).history[-1]
    assert (entry.id, entry.reason, entry.note) == (newest, "safety", f"Withdraws {wrong}: Milk is not safe.")
    assert [one.id for one in catalog_of(url).history] == [first, wrong, newest]
    newer = served_content(url)
    assert {key for key in older if older[key] != newer[key]} == {"release"}


def test_withdraw_keeps_what_later_releases_changed_elsewhere(desk: ContentEditor) -> None:
    wrong = desk.release_weaker(WEAKER, note="Weaker.")
    commit(desk)
    desk.release(edit(TERM, "Dust that", "Sand that"), note="Sand.")
    commit(desk)

    assert withdraw(desk, wrong).code == 0

    assert "severity: avoid" in (desk.content / CAUTION).read_text("utf-8")
    assert "Sand that" in (desk.content / TERM).read_text("utf-8")


def refused(desk: ContentEditor, release: str, word: str, reason: str = "Wrong.") -> None:
    held, releases = texts(desk), desk.releases()
    ended = withdraw(desk, release, reason)
    assert (ended.code, ended.out) == (1, "")
    assert len(ended.err.splitlines()) == 1
    assert word in ended.err
    assert (texts(desk), desk.releases()) == (held, releases)


def test_withdraw_refuses_text_that_a_later_release_changed_again(desk: ContentEditor) -> None:
    wrong = desk.release_weaker(WEAKER)
    commit(desk)
    desk.release_weaker(edit(CAUTION, "severity: caution", "severity: info"))
    commit(desk)

    refused(desk, wrong, f"Later releases changed {CAUTION} again")


def test_withdraw_names_every_file_that_was_changed_again(desk: ContentEditor) -> None:
    terms = [f"terms/dust-{number}.yaml" for number in range(7)]
    wrong = desk.release(*(copy("terms/moonrot.yaml", term) for term in terms))
    commit(desk)
    desk.release(*(edit(term, "name: Moonrot", "name: Sand") for term in terms))
    commit(desk)

    refused(desk, wrong, f"Later releases changed {', '.join(terms)} again")


def test_withdraw_refuses_a_second_time(desk: ContentEditor) -> None:
    wrong = desk.release_weaker(WEAKER)
    commit(desk)
    assert withdraw(desk, wrong).code == 0
    commit(desk)

    refused(desk, wrong, "left to withdraw")


def draw(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let these icon files be the only ones."""
    monkeypatch.setattr(icons, "icon_files", lambda: {f"{name}.svg": Path(name) for name in names})


@pytest.mark.parametrize("moved", [True, False])
def test_withdraw_of_a_renaming_works_whether_or_not_the_icon_was_moved(
    desk: ContentEditor, monkeypatch: pytest.MonkeyPatch, *, moved: bool
) -> None:
    draw(monkeypatch, MILK)
    desk.release(edit(TERM, "Dust that", "Sand that"))
    commit(desk)
    before = texts(desk)
    assert run_cli("rename", MILK, "lunar-milk", content_dir=desk.content).code == 0
    if moved:
        draw(monkeypatch, "food-sources/lunar-milk")
    wrong = desk.release()
    commit(desk)

    ended = withdraw(desk, wrong)

    assert ended.code == 0, ended.err
    text = (desk.content / f"{MILK}.yaml").read_text("utf-8")
    assert "- lunar-milk\n" in text
    restored = {path: held.replace(b"- lunar-milk\n", b"") for path, held in texts(desk).items()}
    assert restored.keys() == before.keys()
    assert [path for path in before if restored[path] != before[path]] in (
        [],
        [str(desk.content / f"{MILK}.yaml")],
    )
    catalog = catalog_of(load_content(f"sqlite:///{desk.folder}/renamed.db", desk.content))
    assert catalog.moved["food-sources/lunar-milk"] == MILK
    assert (f"the icon of {MILK} is not as before" in ended.out) is moved


def test_diff_and_withdraw_name_the_same_unreleased_icon(
    desk: ContentEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = desk.release_weaker(WEAKER)
    commit(desk)
    said = run_cli("diff", content_dir=desk.content)
    assert said.out == f"Nothing changed since {wrong}.\n"

    draw(monkeypatch, MILK)

    said = run_cli("diff", content_dir=desk.content)
    assert said.out.endswith(f"Served otherwise though no text changed, such as an icon: {MILK}\n")
    refused(desk, wrong, f"in no release, such as {MILK}")


def test_diff_asks_to_commit_the_newest_release(desk: ContentEditor) -> None:
    wrong = desk.release_weaker(WEAKER)
    ended = run_cli("diff", content_dir=desk.content)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert f"{wrong} is not in the git history: commit it first" in ended.err


def test_withdraw_names_the_source_that_is_no_longer_retracted(desk: ContentEditor) -> None:
    desk.release(copy("sources/milk-trial.yaml", "sources/uncited-trial.yaml"))
    commit(desk)
    retracted = edit("sources/uncited-trial.yaml", "status: none_known", "status: retracted")
    wrong = desk.release(retracted, note="Retracted.")
    commit(desk)
    ended = withdraw(desk, wrong)
    assert ended.code == 0, ended.err
    assert "sources/uncited-trial is no longer marked as retracted" in ended.out


def no_git(desk: ContentEditor) -> None:
    shutil.rmtree(desk.folder / ".git")


def not_committed(desk: ContentEditor) -> None:
    git(desk.folder, "update-ref", "-d", "HEAD")
    (desk.folder / "other").write_text("", "utf-8")
    git(desk.folder, "reset", "--quiet")
    git(desk.folder, "add", "other")
    git(desk.folder, "commit", "--quiet", "--message", "other")


def rewritten(desk: ContentEditor) -> None:
    edit(CAUTION, "severity: caution", "severity: info")(desk.content)
    git(desk.folder, "add", "content")
    git(desk.folder, "commit", "--quiet", "--amend", "--message", "another text")
    edit(CAUTION, "severity: info", "severity: caution")(desk.content)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda desk: edit(TERM, "Dust that", "Sand that")(desk.content), "changes that are in no release"),
        (no_git, "not a git repository"),
        (not_committed, "is not in the git history"),
        (rewritten, "does not hold the text before"),
    ],
)
def test_withdraw_refuses_what_it_cannot_restore(
    desk: ContentEditor, change: Callable[[ContentEditor], None], word: str
) -> None:
    wrong = desk.release_weaker(WEAKER)
    change(desk)
    refused(desk, wrong, word)


def test_withdraw_refuses_a_release_that_it_does_not_know(desk: ContentEditor) -> None:
    (first,) = desk.releases()
    refused(desk, first, "There is no text before")
    refused(desk, f"{first[:-1]}x", f"did you mean {first}?")
    wrong = desk.release_weaker(WEAKER)
    refused(desk, wrong, "1 to 300 characters", reason="x" * 300)


def test_release_id_follows_the_newest_where_the_clock_is_behind(desk: ContentEditor) -> None:
    (first,) = desk.releases()
    ahead = f"2999-01-01.1-{first.rpartition('-')[2]}"
    file = desk.content / "releases" / f"{first}.yaml"
    file.write_text(file.read_text("utf-8").replace(first, ahead), "utf-8")
    file.rename(file.with_stem(ahead))
    assert desk.release_weaker(WEAKER).startswith("2999-01-01.2-")
