"""Warnings of `gutbone check`: what may be right, but an editor should look at."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.catalog.registry import KINDS
from app.content.content_reader import Content, read_content
from app.content.content_warnings import content_warnings
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


@pytest.mark.parametrize(("file", "old", "new", "field"), WARNED.values(), ids=WARNED)
def test_each_kind_of_warning_names_file_and_field(
    root: Path, file: str, old: str, new: str, field: str
) -> None:
    before = content_warnings(read_content(root, KINDS).documents, TODAY)
    edit(file, old, new)(root)

    added = [one for one in content_warnings(read_content(root, KINDS).documents, TODAY) if one not in before]

    assert [(one.file, one.field) for one in added] == [(file, field or "review.next_review_on")]


def test_check_names_every_claim_that_cites_a_retracted_study(root: Path) -> None:
    edit("sources/milk-trial.yaml", "retraction_status: none_known", "retraction_status: retracted")(root)
    edit("claims/milk-and-craters.yaml", "basis: randomized_trial", "basis: observational")(root)

    check = run_cli("check", content_dir=root)

    assert check.code == 0
    assert "claims/milk-and-craters.yaml: evidence: warning: milk-trial was retracted" in check.err


def test_check_prints_warnings_and_succeeds(root: Path) -> None:
    edit(WATCH, "year: 2018", "year: 2090")(root)

    check = run_cli("check", content_dir=root)

    assert check.code == 0
    assert "sources/moon-watch.yaml: year: warning: 2090 lies in the future" in check.err
    assert "no errors, " in check.out


def test_the_content_gives_no_warning(content: Content) -> None:
    assert content_warnings(content.documents, TODAY) == []
