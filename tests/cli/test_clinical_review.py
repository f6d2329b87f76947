"""`gutbone review-pack` and `gutbone review-import`: from the booklet to the imported answers."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from app.content.review_items import review_items
from app.vocabulary.content import ClinicianRole
from tests.content.invalid_content import edit
from tests.fixtures.cli import SAMPLE_CONTENT, SEED, CommandResult, run_cli

CAUTION = "cautions/raw-moon-milk"
SIGNED = {
    "name": "Téa Test",
    "role": "dietitian",
    "registration": "Test register 1",
    "reviewed_on": "2026-02-03",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


def run(root: Path, *arguments: str) -> CommandResult:
    return run_cli(*arguments, content_dir=root)


def pack(root: Path, *options: str) -> tuple[str, Path]:
    """Make a pack for a dietitian; return the booklet and the path of the sheet."""
    folder = root.parent / "packs"
    shutil.rmtree(folder, ignore_errors=True)
    result = run(root, "review-pack", "--for", "dietitian", "--to", str(folder), *options)
    assert result.code == 0, result.err
    return next(folder.glob("*.html")).read_text("utf-8"), next(folder.glob("*.yaml"))


def fill(sheet: Path, verdicts: dict[str, str | None], *, remark: str | None = None, **signed: Any) -> None:
    fields = yaml.safe_load(sheet.read_text("utf-8"))
    fields["clinician"] = SIGNED | signed
    fields["conflicts"] = "None."
    for answer in fields["answers"]:
        answer["verdict"] = verdicts.get(answer["item"])
        answer["remark"] = remark if answer["verdict"] else None
    sheet.write_text(yaml.safe_dump(fields), encoding="utf-8")


def ids_in(sheet: Path) -> list[str]:
    return [answer["item"] for answer in yaml.safe_load(sheet.read_text("utf-8"))["answers"]]


def status_of(root: Path) -> str:
    return read_content(root, KINDS).documents[CAUTION].review.status


def test_booklet_has_a_tick_and_a_line_for_each_item_most_harmful_first(root: Path) -> None:
    booklet, sheet = pack(root)
    ids = re.findall(r'<p class="id">([^<]+)</p>', booklet)
    assert ids == ids_in(sheet)
    assert booklet.count("&#9744; agree") == booklet.count("&#9744; change") == len(ids)
    items = review_items(read_content(root, KINDS))
    harms = {item.id: item.harm.rank for item in items}
    assert [harms[one] for one in ids] == sorted((harms[one] for one in ids), reverse=True)


def test_packs_of_the_content_ask_about_everything_that_can_harm() -> None:
    content = read_content(SEED, KINDS)
    items = review_items(content)
    asked = {item.id for item in items}
    assert {key for key in content.documents if key.startswith("cautions/")} <= asked
    assert sum(one.startswith("look-alikes/") for one in asked) == len(
        content.raw.names_files["grammar.yaml"]["look_alikes"]
    )
    assert {f"plan-rules/no_plan/{place}" for place in range(1, len(content.plan_rules.no_plan) + 1)} <= asked
    doubtful = {key for key, one in content.documents.items() if getattr(one, "doubts", ())}
    assert {f"{key}/doubts" for key in doubtful} <= asked
    assert len(asked) == len(items)
    assert all(item.roles <= set(ClinicianRole) and item.roles and item.points for item in items)
    vegan = next(item for item in items if "no vitamin B12" in str(item.points))
    assert "Vegan" in dict(vegan.points).values()
    natto = next(item for item in items if item.id == "cautions/warfarin-natto")
    assert natto.roles == set(ClinicianRole)


def test_answers_mark_what_was_agreed_with_and_nothing_else(root: Path) -> None:
    _, sheet = pack(root)
    fill(sheet, {CAUTION: "agree"})
    result = run(root, "review-import", str(sheet))
    assert result.out.startswith(f"1 agreed, 0 to change, 0 not taken, {len(ids_in(sheet)) - 1} not read.")
    assert status_of(root) == "clinically_reviewed"
    assert [path.name for path in (root / "reviews").iterdir()] == ["2026-02-03-dietitian-tea-test.yaml"]
    marked = [key for key, one in read_content(root, KINDS).documents.items() if one.review.clinical_reviews]
    assert marked == [CAUTION]

    assert "taken before" in run(root, "review-import", str(sheet)).err
    assert CAUTION not in ids_in(pack(root)[1])
    assert CAUTION in ids_in(pack(root, "--all")[1])


def test_what_is_to_change_is_said_and_stays_open(root: Path) -> None:
    _, sheet = pack(root)
    fill(sheet, {CAUTION: "change"}, remark="Name the germ.")
    assert f"To change: {CAUTION}: Name the germ." in run(root, "review-import", str(sheet)).out
    assert status_of(root) == "not_clinically_reviewed"
    assert "Téa Test (dietitian) asks for a change: Name the germ." in run(root, "overdue").out
    assert CAUTION in ids_in(pack(root)[1])


def test_changed_content_is_not_taken_and_drops_its_mark(root: Path) -> None:
    _, sheet = pack(root)
    other = next(one for one in ids_in(sheet) if one.startswith("cautions/") and one != CAUTION)
    fill(sheet, {CAUTION: "agree", other: "agree"})
    edit(f"{CAUTION}.yaml", "severity: avoid", "severity: seek_medical_advice")(root)
    result = run(root, "review-import", str(sheet))
    assert f"Not taken: {CAUTION} has changed since the pack was made." in result.out
    assert status_of(root) == "not_clinically_reviewed"

    file = f"{other}.yaml"
    text = (root / file).read_text("utf-8")
    (root / file).write_text(text.replace("why: ", "why: So. ", 1), encoding="utf-8")
    assert f"{other}: it has changed since Téa Test (dietitian) agreed with it" in run(root, "overdue").out


@pytest.mark.parametrize(
    ("signed", "message"),
    [
        ({"name": None}, "clinician.name"),
        ({"name": ""}, "clinician.name"),
        ({"registration": None}, "clinician.registration"),
        ({"role": "editor"}, "clinician.role"),
        ({"reviewed_on": None}, "clinician.reviewed_on"),
        ({"reviewed_on": "2999-01-01"}, "this day is to come"),
    ],
)
def test_answers_without_name_role_registration_or_date_are_refused(
    root: Path, signed: dict[str, Any], message: str
) -> None:
    _, sheet = pack(root)
    fill(sheet, {CAUTION: "agree"}, **signed)
    result = run(root, "review-import", str(sheet))
    assert result.code == 1
    assert message in result.err
    assert not (root / "reviews").exists()


def edited(sheet: Path, change: dict[str, Any]) -> None:
    fields = yaml.safe_load(sheet.read_text("utf-8"))
    answer = next(one for one in fields["answers"] if one["item"] == CAUTION)
    fields["answers"] = [answer | change] if change else [answer, dict(answer)]
    sheet.write_text(yaml.safe_dump(fields), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verdict": "maybe"}, "answers[0].verdict"),
        ({"verdict": "change"}, "say in remark what to change"),
        ({"item": "cautions/nothing"}, "there is no such item"),
        ({"verdict": None}, "answers"),
        ({}, "it has an answer already"),
        ({"digest": "0"}, "answers[0].digest"),
    ],
)
def test_wrong_answers_are_refused_whole(root: Path, change: dict[str, Any], message: str) -> None:
    _, sheet = pack(root)
    fill(sheet, {CAUTION: "agree"})
    edited(sheet, change)
    result = run(root, "review-import", str(sheet))
    assert result.code == 1
    assert message in result.err
    assert not (root / "reviews").exists()


def test_sheets_that_are_none_get_one_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- 1\n", encoding="utf-8")
    for name in ("missing.yaml", "list.yaml"):
        result = run(root, "review-import", str(tmp_path / name))
        assert (result.code, result.err.count("\n")) == (1, 1), result.err


def test_a_sheet_with_answers_is_never_overwritten(root: Path) -> None:
    _, sheet = pack(root)
    result = run(root, "review-pack", "--for", "dietitian", "--to", str(sheet.parent))
    assert result.code == 1
    assert "move it away first" in result.err
