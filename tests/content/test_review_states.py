"""States of an entry: drafts stay out, and no file claims a review that was not made."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.clinical_reviews import entry_digest
from app.content.content_reader import read_content
from app.content.validation import ContentError
from app.features.linked_data import linked_data_of
from tests.conftest import loaded_engine
from tests.content.invalid_content import copy, edit, write
from tests.fixtures.cli import SAMPLE_CONTENT, run_cli

CAUTION = "cautions/raw-moon-milk"
STATUS = "status: not_clinically_reviewed"
CLINICIAN = {
    "name": "Test Person",
    "role": "pharmacist",
    "registration": "Test register 1",
    "reviewed_on": "2026-02-03",
}


CLAIMED = """\
  clinical_reviews:
  - name: A
    role: pharmacist
    registration: B
    reviewed_on: 2026-01-02
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


def issues(root: Path) -> set[tuple[str, str]]:
    with pytest.raises(ContentError) as error:
        read_content(root, KINDS)
    return {(issue.file, issue.field) for issue in error.value.issues}


def review_of(root: Path, key: str) -> Any:
    return read_content(root, KINDS).documents[key].review


def draft(root: Path, key: str) -> None:
    edit(f"{key}.yaml", STATUS, "status: draft")(root)


def agree(root: Path, verdict: str = "agree", file: str = "one.yaml", **other: str) -> None:
    """Write the review of a clinician about the caution as it stands."""
    fields = yaml.safe_load((root / f"{CAUTION}.yaml").read_text("utf-8"))
    answer = {"item": CAUTION, "digest": entry_digest(fields), "verdict": verdict, "remark": "Why."}
    review = {"clinician": CLINICIAN | other, "conflicts": "None.", "answers": [answer]}
    write(f"reviews/{file}", yaml.safe_dump(review))(root)


def test_drafts_are_left_out_with_what_refers_to_them(root: Path) -> None:
    copy("food-sources/star-cabbage.yaml", "food-sources/new-cabbage.yaml")(root)
    draft(root, "food-sources/new-cabbage")
    listed = "    - food-sources/star-cabbage\n"
    edit(f"{CAUTION}.yaml", listed, f"{listed}    - food-sources/new-cabbage\n")(root)

    content = read_content(root, KINDS)

    assert content.drafts == ("food-sources/new-cabbage",)
    assert "food-sources/new-cabbage" not in content.documents
    foods: Any = content.documents[CAUTION]
    assert [food.id for food in foods.applies_to.foods] == [
        "food-sources/moon-milk",
        "food-sources/star-cabbage",
    ]
    assert "food-sources/new-cabbage" in read_content(root, KINDS, drafts=True).documents


def test_what_cannot_do_without_a_draft_is_refused(root: Path) -> None:
    draft(root, "sources/milk-trial")
    found = issues(root)
    assert {file for file, _ in found} == {"claims/milk-and-craters.yaml"}


def test_claim_that_rests_on_a_draft_alone_names_the_draft(root: Path) -> None:
    """What the claim lacks without it is no question to its author."""
    draft(root, "sources/moon-watch")
    told = run_cli("check", content_dir=root).err
    draft_first = "it cannot do without sources/moon-watch, a draft: set review.status there"
    assert f"claims/watching-and-craters.yaml: evidence: {draft_first}" in told
    assert "no_source_found" not in told


def test_mistakes_of_a_draft_are_listed_too(root: Path) -> None:
    draft(root, CAUTION)
    edit(f"{CAUTION}.yaml", "must_display: true", "must_display: false")(root)
    assert (f"{CAUTION}.yaml", "must_display") in issues(root)


def test_load_serves_drafts_only_where_the_setting_says_so(root: Path, tmp_path: Path) -> None:
    draft(root, "terms/regolith")
    settings = {"content_dir": root, "database_url": f"sqlite:///{tmp_path}/one.db"}
    run_cli("migrate", **settings)
    assert "terms/regolith" in run_cli("check", **settings).out
    assert run_cli("load", **settings).code == 0
    assert "terms/regolith" in run_cli("load", "--dry-run", load_drafts="true", **settings).out
    assert "terms/regolith" not in run_cli("load", "--dry-run", **settings).out


@pytest.mark.parametrize(
    ("status", "more", "field"),
    [
        ("clinically_reviewed", "", "review"),
        ("not_clinically_reviewed", CLAIMED, "review"),
        ("second_read", "", "review.second_read"),
        ("not_clinically_reviewed", "  second_read:\n    read_on: 2026-01-02\n", "review.status"),
    ],
)
def test_no_file_claims_a_review_that_nobody_made(root: Path, status: str, more: str, field: str) -> None:
    edit(f"{CAUTION}.yaml", STATUS, f"status: {status}\n{more.rstrip()}".rstrip())(root)
    assert issues(root) == {(f"{CAUTION}.yaml", field)}


def test_second_reading_is_served_without_a_name(root: Path) -> None:
    edit(f"{CAUTION}.yaml", STATUS, "status: second_read\n  second_read:\n    read_on: 2026-01-02")(root)
    catalog = read_catalog(loaded_engine(read_content(root, KINDS), "sqlite://"), KINDS)
    served = catalog.entry("cautions", "raw-moon-milk").review.model_dump(mode="json")
    assert served["second_read"] == {"by": None, "read_on": "2026-01-02"}
    assert served["authors"] == ["Gutbone contributors"]


def test_agreement_is_served_with_name_and_registration(root: Path) -> None:
    agree(root)
    catalog = read_catalog(loaded_engine(read_content(root, KINDS), "sqlite://"), KINDS)
    entry = catalog.entry("cautions", "raw-moon-milk")
    assert entry.review.status == "clinically_reviewed"
    assert [who.model_dump(mode="json") for who in entry.review.clinical_reviews] == [CLINICIAN]
    node = linked_data_of(catalog, entry)
    assert (node["@type"], node["lastReviewed"]) == ("MedicalWebPage", "2026-02-03")
    assert [one["name"] for one in node["reviewedBy"]] == ["Test Person"]


LATER: dict[str, Callable[[Path], None]] = {
    "severity": edit(f"{CAUTION}.yaml", "severity: avoid", "severity: seek_medical_advice"),
    "text": edit(f"{CAUTION}.yaml", "may hold moon germs", "holds moon germs"),
    "whom": edit(f"{CAUTION}.yaml", "    - low-gravity\n", "    - high-gravity\n"),
    "the same clinician": lambda root: agree(root, "change", "two.yaml", reviewed_on="2026-03-04"),
}


@pytest.mark.parametrize("change", LATER)
def test_mark_goes_by_itself_when_the_content_changes(root: Path, change: str) -> None:
    agree(root)
    LATER[change](root)
    review = review_of(root, CAUTION)
    assert (review.status, review.clinical_reviews) == ("not_clinically_reviewed", ())


def test_mark_stays_when_the_entry_is_renamed_or_read_again(root: Path) -> None:
    agree(root)
    edit(f"{CAUTION}.yaml", "reviewed_on: 2026-01-02", "reviewed_on: 2026-01-09")(root)
    assert run_cli("rename", CAUTION, "raw-milk-of-moons", content_dir=root).code == 0
    assert review_of(root, "cautions/raw-milk-of-moons").status == "clinically_reviewed"


def test_a_review_without_a_name_is_refused(root: Path) -> None:
    agree(root, name="")
    assert issues(root) == {("reviews/one.yaml", "clinician.name")}
