"""`gutbone release`: its reason is `safety` where the changes concern the safety of readers."""

from pathlib import Path

import pytest
import yaml

from tests.client.content_editor import Change, ContentEditor, make_content_editor
from tests.content.invalid_content import copy, delete, edit
from tests.fixtures.cli import CommandResult, run_cli

CAUTION, CLAIM = "cautions/raw-moon-milk.yaml", "claims/watching-and-craters.yaml"
WEAKER = edit(CAUTION, "severity: avoid", "severity: caution")
ADDED_CAUTION = copy(CAUTION, "cautions/raw-comet-milk.yaml")


@pytest.fixture
def editor(tmp_path: Path) -> ContentEditor:
    return make_content_editor(tmp_path)


def release(editor: ContentEditor, *options: str) -> CommandResult:
    return run_cli("release", "--note", "A change.", *options, content_dir=editor.content)


def ledger_entry(editor: ContentEditor, release_id: str) -> dict[str, object]:
    text = (editor.content / "releases" / f"{release_id}.yaml").read_text("utf-8")
    entry: dict[str, object] = yaml.safe_load(text)
    return entry


SAFETY = {
    "severity raised": (edit("cautions/anti-float-comet.yaml", "severity: caution", "severity: avoid"),),
    "who": (edit(CAUTION, "    - pregnancy\n  conditions:", "    - child\n  conditions:"),),
    "what to do": (edit(CAUTION, "Do not drink it raw.", "Boil it."),),
    "applies to": (edit(CAUTION, "    - food-sources/star-cabbage\n", ""),),
    "applies when": (edit(CAUTION, "The moon milk is raw.", "The moon milk is warm."),),
    "urgent signs": (edit(CAUTION, "Glowing in the dark: call", "Glowing: call"),),
    "caution added": (ADDED_CAUTION,),
    "source taken back": (
        edit("sources/milk-trial.yaml", "retraction_status: none_known", "retraction_status: retracted"),
        edit("claims/milk-and-craters.yaml", "basis: randomized_trial", "basis: observational"),
    ),
}


@pytest.mark.parametrize("changes", SAFETY.values(), ids=SAFETY.keys())
def test_safety_change_makes_a_safety_release_and_no_other(
    editor: ContentEditor, changes: tuple[Change, ...]
) -> None:
    for change in changes:
        change(editor.content)

    ended = release(editor, "--reason", "addition")
    assert ended.code == 1
    assert "the reason is safety, not addition" in ended.err

    made = editor.release()
    assert ledger_entry(editor, made)["reason"] == "safety"


def test_grade_that_rose_makes_a_safety_release(editor: ContentEditor) -> None:
    both = edit(CLAIM, "bottom_line: Hoppers may", "bottom_line: Uncertain, but hoppers may")
    lowered = editor.release(both, edit(CLAIM, "certainty: low", "certainty: very_low"))
    raised = editor.release(edit(CLAIM, "certainty: very_low", "certainty: low"))
    assert [ledger_entry(editor, one)["reason"] for one in (lowered, raised)] == ["correction", "safety"]


def test_new_food_under_old_cautions_is_an_addition(editor: ContentEditor) -> None:
    """Nobody was told otherwise of it: the cautions that reach it are as they were to everyone else."""
    copy("food-sources/moon-milk.yaml", "food-sources/comet-milk.yaml")(editor.content)
    edit("food-sources/comet-milk.yaml", "name: Moon milk\n", "name: Comet milk\n")(editor.content)
    listed = "    - food-sources/star-cabbage\n"
    edit(CAUTION, listed, f"{listed}    - food-sources/comet-milk\n")(editor.content)

    ended = release(editor)

    assert ended.code == 0, ended.err
    assert "The reason is addition: no reader must be told." in ended.out

    edit(CAUTION, listed, "")(editor.content)
    told = release(editor)
    assert "The reason is safety: readers are told of cautions/raw-moon-milk." in told.out


def test_new_food_does_not_hide_what_else_changed(editor: ContentEditor) -> None:
    copy("food-sources/moon-milk.yaml", "food-sources/comet-milk.yaml")(editor.content)
    edit(CAUTION, "    - food-sources/star-cabbage\n", "    - food-sources/comet-milk\n")(editor.content)
    assert "The reason is safety" in release(editor).out


OTHER = {
    "addition": (copy("terms/moonrot.yaml", "terms/sand.yaml"),),
    "correction": (edit(CAUTION, "Raw moon milk may hold moon germs.", "Raw moon milk may have germs."),),
}


@pytest.mark.parametrize("reason", OTHER)
def test_other_changes_give_the_reason_that_fits(editor: ContentEditor, reason: str) -> None:
    made = editor.release(*OTHER[reason])
    assert ledger_entry(editor, made)["reason"] == reason


@pytest.mark.parametrize("reason", ["addition", "correction", "schema"])
def test_weakened_caution_cannot_be_released_as_another_change(editor: ContentEditor, reason: str) -> None:
    WEAKER(editor.content)
    before = editor.releases()

    ended = release(editor, "--reason", reason)

    assert ended.code == 1
    assert f"cautions/raw-moon-milk: the reason is safety, not {reason}" in ended.err
    assert "--lowered-because" in ended.err
    assert editor.releases() == before


@pytest.mark.parametrize(
    "change",
    [
        WEAKER,
        lambda root: [one(root) for one in (ADDED_CAUTION, delete("cautions/raw-comet-milk.yaml"))],
    ],
)
def test_lower_severity_needs_a_written_reason(editor: ContentEditor, change: Change) -> None:
    editor.release(ADDED_CAUTION)
    change(editor.content)
    if not (editor.content / "cautions/raw-comet-milk.yaml").exists():
        assert "cautions/raw-comet-milk" in release(editor).err
    assert release(editor, "--reason", "safety").code == 1

    made = editor.release(lowered_because="Two studies found no germs.")

    entry = ledger_entry(editor, made)
    assert (entry["reason"], entry["lowered_because"]) == ("safety", "Two studies found no germs.")


def test_reason_for_a_weaker_warning_is_refused_where_none_is_weaker(editor: ContentEditor) -> None:
    edit(CAUTION, "Do not drink it raw.", "Boil it.")(editor.content)
    ended = release(editor, "--lowered-because", "No need.")
    assert ended.code == 1
    assert "leave out --lowered-because" in ended.err


def test_release_compares_with_the_newest_release(editor: ContentEditor) -> None:
    editor.release_weaker(WEAKER)
    made = editor.release(edit("terms/regolith.yaml", "Dust that", "Sand that"))
    assert ledger_entry(editor, made)["reason"] == "correction"


def test_caution_that_is_renamed_has_not_gone_and_may_not_get_weaker_unseen(editor: ContentEditor) -> None:
    key = CAUTION.removesuffix(".yaml")
    assert run_cli("rename", key, "lunar-milk", content_dir=editor.content).code == 0
    editor.release()

    assert run_cli("rename", "cautions/lunar-milk", "comet-milk", content_dir=editor.content).code == 0
    edit("cautions/comet-milk.yaml", "severity: avoid", "severity: caution")(editor.content)
    ended = release(editor)
    assert ended.code == 1
    assert "A warning gets weaker or goes: cautions/comet-milk." in ended.err
