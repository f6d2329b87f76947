"""Renaming an entry of the real content: every file that refers to it is mended."""

import shutil
from pathlib import Path

import pytest
import yaml

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS, KINDS_BY_PATH
from app.content.content_reader import read_content
from app.content.files import OPTIONAL_FILES, SINGLE_FILES, read_files
from app.content.renamed_parts import under_new_slugs
from app.content.renaming import SINGLE_DOCUMENTS, rename_entry
from app.content.withdrawal import write_documents
from app.core.references import iter_references
from tests.conftest import loaded_engine
from tests.fixtures.cli import SEED

NAMED_IN_RULES = (
    "food-sources/kefir",
    "food-sources/brie",
    "bone-foods/orange-juice-fortified",
    "cautions/warfarin-vitamin-k",
    "conditions/lactose-intolerance",
    "medicines/irreversible-maois",
)
"""Entries of plan rules; one shares its slug with a caution."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the real content."""
    return Path(shutil.copytree(SEED, tmp_path / "content"))


def rename(root: Path, key: str) -> str:
    renamed = f"{key}-by-another-name"
    write_documents(root, rename_entry(root, KINDS_BY_PATH, key, renamed.partition("/")[2]).documents)
    return renamed


def test_every_single_file_has_its_schema() -> None:
    assert set(SINGLE_DOCUMENTS) == {*SINGLE_FILES, *OPTIONAL_FILES}


def test_plan_rules_name_the_entries_of_these_tests() -> None:
    named = {reference.id for reference in iter_references(read_content(SEED, KINDS).plan_rules)}
    assert set(NAMED_IN_RULES) <= named


@pytest.mark.slow
def test_first_entry_of_every_kind_and_entries_of_plan_rules_can_be_renamed(root: Path) -> None:
    entries = read_files(root, KINDS_BY_PATH).entries
    first = {key.partition("/")[0]: key for key in sorted(entries, reverse=True)}
    assert set(first) == set(KINDS_BY_PATH)
    keys = dict.fromkeys([*first.values(), *NAMED_IN_RULES])
    before = read_content(root, KINDS)

    renamed = {key: rename(root, key) for key in keys}

    after = read_content(root, KINDS)
    assert set(after.documents) == {renamed.get(key, key) for key in before.documents}
    for document, then in ((after.guide, before.guide), (after.plan_rules, before.plan_rules)):
        expected = [renamed.get(reference.id, reference.id) for reference in iter_references(then)]
        assert [reference.id for reference in iter_references(document)] == expected


def slugs_of(root: Path, file: str) -> list[str]:
    names = yaml.safe_load((root / "names" / file).read_text("utf-8"))
    return [concept["slug"] for concept in names["concepts"]]


def test_names_of_the_entry_are_mended_and_those_of_its_namesakes_stay(root: Path) -> None:
    allergens, items = slugs_of(root, "allergies.yaml"), slugs_of(root, "items.yaml")
    milk = rename(root, "bone-foods/milk").partition("/")[2]
    assert slugs_of(root, "allergies.yaml") == allergens
    assert slugs_of(root, "items.yaml") == [milk if slug == "milk" else slug for slug in items]

    conditions = slugs_of(root, "conditions.yaml")
    rename(root, "cautions/lactose-intolerance")
    assert slugs_of(root, "conditions.yaml") == conditions
    intolerance = rename(root, "conditions/lactose-intolerance").partition("/")[2]
    assert "lactose-intolerance" in conditions
    assert slugs_of(root, "conditions.yaml") == [
        intolerance if slug == "lactose-intolerance" else slug for slug in conditions
    ]


def test_renamed_entry_keeps_its_icon(root: Path) -> None:
    renamed = rename(root, "food-sources/kefir")
    catalog = read_catalog(loaded_engine(read_content(root, KINDS), "sqlite://"), KINDS)
    assert catalog.stored[renamed].record()["icon"] == "/icons/food-sources/kefir.svg"


def caution(*foods: str, why: str = "Milk.") -> dict[str, object]:
    """Return what a record of a caution has of its foods, in the order of their slugs."""
    references = [{"kind": "food-sources", "slug": slug} for slug in foods]
    related = [{"relation": "warns_about", "entries": [f"food-sources/{slug}" for slug in foods]}]
    return {"applies_to": {"foods": references}, "related": related, "why": why}


@pytest.mark.parametrize("why", ["Milk.", "Other words."])
def test_order_that_follows_the_slugs_is_no_change_and_other_words_are(why: str) -> None:
    food = {"slug": "kefir", "kind": "food-sources", "cautions": [{"slug": "milk"}]}
    before = {"food-sources/kefir": food, "cautions/milk": caution("kefir", "lassi")}
    after = {
        "food-sources/milk-kefir": food | {"slug": "milk-kefir"},
        "cautions/milk": caution("lassi", "milk-kefir", why=why),
        "moved": {"food-sources/kefir": "food-sources/milk-kefir"},
    }
    then = under_new_slugs(before, after)
    assert set(then) == {"food-sources/milk-kefir", "cautions/milk"}
    assert then["food-sources/milk-kefir"] == after["food-sources/milk-kefir"]
    assert (then["cautions/milk"] == after["cautions/milk"]) is (why == "Milk.")
    assert then["cautions/milk"]["why"] == "Milk."


def test_former_slug_of_an_earlier_renaming_changes_nothing() -> None:
    before = {"terms/dust": {"slug": "dust", "kind": "terms"}, "moved": {"terms/sand": "terms/dust"}}
    assert under_new_slugs(before, before) is before
