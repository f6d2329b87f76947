"""Warnings of `gutbone check`: what may be right, but an editor should look at."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.catalog.registry import KINDS
from app.content.content_reader import Content, read_content
from app.content.content_warnings import content_warnings
from app.content.validation import ContentIssue
from tests.content.invalid_content import edit
from tests.fixtures.cli import SAMPLE_CONTENT, run_cli

TODAY = date(2026, 11, 28)
WATCH = "sources/moon-watch.yaml"

WARNED = {
    "duplicate DOI": (WATCH, "doi: 10.9999/moon.2018.2", "doi: 10.9999/moon.2020.1", "doi"),
    "duplicate PubMed id": (WATCH, "doi: 10.9999", "pmid: '1'\ndoi: 10.9999", "pmid"),
    "duplicate alias": (
        "food-sources/star-cabbage.yaml",
        "name: Star cabbage\n",
        "name: Star cabbage\naliases:\n  - Lunar Kefir\n",
        "aliases",
    ),
    "duplicate food id in another kind": (
        "bone-foods/crater-egg.yaml",
        "fdc_id: 3\n",
        "fdc_id: 1\n",
        "food_table.fdc_id",
    ),
    "year in the future": (WATCH, "year: 2018", "year: 2090", "year"),
    "link of another DOI": (
        WATCH,
        "url: https://example.org/moon-watch",
        "url: https://doi.org/10.9999/other",
        "url",
    ),
    "promise": ("terms/regolith.yaml", "Made-up term without a source.", "It cures everything.", "summary"),
    "overdue review": ("terms/regolith.yaml", "next_review_on: 2027-01-02", "next_review_on: 2026-11-27", ""),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the sample content."""
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


def warnings_of(root: Path) -> list[ContentIssue]:
    """Return the warnings of a folder of content."""
    content = read_content(root, KINDS)
    return content_warnings(content.documents, content.guide, TODAY, content.retractions)


@pytest.mark.parametrize(("file", "old", "new", "field"), WARNED.values(), ids=WARNED)
def test_each_kind_of_warning_names_file_and_field(
    root: Path, file: str, old: str, new: str, field: str
) -> None:
    before = warnings_of(root)
    edit(file, old, new)(root)

    added = [one for one in warnings_of(root) if one not in before]

    assert [(one.file, one.field) for one in added] == [(file, field or "review.next_review_on")]


def test_check_names_every_claim_that_cites_a_retracted_study(root: Path) -> None:
    edit("sources/milk-trial.yaml", "retraction_status: none_known", "retraction_status: retracted")(root)
    edit("claims/milk-and-craters.yaml", "basis: randomized_trial", "basis: observational")(root)

    check = run_cli("check", content_dir=root)

    assert check.code == 0
    assert "claims/milk-and-craters.yaml: evidence: warning: milk-trial was retracted" in check.err
    assert "guide.yaml: fermented_foods: warning: it shows claims/milk-and-craters" in check.err
    assert check.err.count("guide.yaml: ") == 1


def test_check_names_everything_else_that_refers_to_a_retracted_source(root: Path) -> None:
    edit("sources/moon-page.yaml", "review:", "retraction_status: retracted\nreview:")(root)

    warned = {one.file for one in warnings_of(root) if "moon-page was retracted" in one.message}

    files = {path.relative_to(root).as_posix() for path in root.rglob("*.yaml") if is_referring(path)}
    assert "cautions/raw-moon-milk.yaml" in files
    assert warned == files


CLAIM = "claims/milk-and-craters.yaml"
AS_CONTEXT = ("    stance: supports\n    note: its main", "    stance: context\n    note: its main")


def retract(root: Path) -> None:
    """Retract the milk trial with the command line, and make what is left of the claim on it agree."""
    assert run_cli("retract", "sources/milk-trial", content_dir=root).code == 0
    edit(CLAIM, "basis: randomized_trial", "basis: observational")(root)


def warned_of_the_trial(root: Path) -> set[str]:
    """Return where `check` warns of the retracted trial, as `<file>: <field>` or `<file>`."""
    check = run_cli("check", content_dir=root)
    assert check.code == 0, check.err
    lines = [line for line in check.err.splitlines() if "milk-trial was retracted" in line]
    return {line.partition(": warning: ")[0] for line in lines}


def test_warnings_of_a_retraction_stay_when_its_references_are_removed(root: Path) -> None:
    """Only the day of a judgement ends a warning: neither the stance nor a removed reference does."""
    retract(root)
    first = warned_of_the_trial(root)
    assert {f"{CLAIM}: evidence", "food-sources/moon-milk.yaml", "guide.yaml: fermented_foods"} <= first

    edit(CLAIM, *AS_CONTEXT)(root)
    assert warned_of_the_trial(root) == first - {f"{CLAIM}: evidence"} | {CLAIM}

    edit(CLAIM, "      - milk-trial\n", "")(root)
    edit(CLAIM, "  - source: milk-trial\n    stance: context\n    note: its main result\n", "")(root)
    assert "milk-trial" not in (root / CLAIM).read_text("utf-8")
    assert warned_of_the_trial(root) == first - {f"{CLAIM}: evidence"} | {CLAIM}


def test_judged_place_is_warned_of_no_more(root: Path) -> None:
    """What still refers to the source is warned of whatever was judged."""
    retract(root)
    edit(CLAIM, *AS_CONTEXT)(root)
    listed = root / "retractions.yaml"
    referring = {
        f"{path.parent.name}/{path.name}"
        for path in root.rglob("*.yaml")
        if path.parent.name not in {"claims", "sources", "content"}
        and "milk-trial" in path.read_text("utf-8")
    }
    assert warned_of_the_trial(root) > referring

    judged = listed.read_text("utf-8").replace("judged_on: null", "judged_on: 2026-11-30")
    listed.write_text(judged, "utf-8")
    assert warned_of_the_trial(root) == referring

    edit("guide.yaml", "      - cautions/raw-moon-milk", "      - claims/milk-and-craters")(root)
    assert warned_of_the_trial(root) == referring | {"guide.yaml: small_steps"}
    assert run_cli("retract", "sources/milk-trial", content_dir=root).code == 0
    again = listed.read_text("utf-8")
    assert (again.count("2026-11-30"), again.count("null")) == (judged.count("2026-11-30"), 1)


def test_retraction_by_hand_is_asked_to_be_listed(root: Path) -> None:
    edit("sources/milk-trial.yaml", "retraction_status: none_known", "retraction_status: retracted")(root)
    edit(CLAIM, "basis: randomized_trial", "basis: observational")(root)
    told = run_cli("check", content_dir=root).err
    assert "run 'gutbone retract sources/milk-trial'" in told
    assert run_cli("retract", "sources/milk-trial", content_dir=root).code == 0
    assert "run 'gutbone retract" not in run_cli("check", content_dir=root).err


def test_listed_source_that_is_retracted_no_more_is_named(root: Path) -> None:
    retract(root)
    edit("sources/milk-trial.yaml", "retraction_status: retracted", "retraction_status: none_known")(root)
    edit(CLAIM, "basis: observational", "basis: randomized_trial")(root)
    told = run_cli("check", content_dir=root).err
    assert "sources/milk-trial is not marked as retracted" in told


def test_renaming_reaches_the_places_of_a_retraction(root: Path) -> None:
    retract(root)
    assert run_cli("rename", "food-sources/moon-milk", "lunar-milk", content_dir=root).code == 0
    assert "entry: food-sources/lunar-milk\n" in (root / "retractions.yaml").read_text("utf-8")


def is_referring(path: Path) -> bool:
    """Return whether an entry, claims and sources apart, names the source moon-page."""
    return path.parent.name not in {"claims", "sources", "releases"} and "moon-page" in path.read_text(
        "utf-8"
    )


def test_check_prints_warnings_and_succeeds(root: Path) -> None:
    edit(WATCH, "year: 2018", "year: 2090")(root)

    check = run_cli("check", content_dir=root)

    assert check.code == 0
    assert "sources/moon-watch.yaml: year: warning: 2090 lies in the future" in check.err
    assert "no errors, " in check.out


def test_the_content_gives_no_warning(content: Content) -> None:
    assert content_warnings(content.documents, content.guide, TODAY) == []
