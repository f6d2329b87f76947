"""What people call their conditions is understood as what it is, or said by name to be not recorded."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.catalog.catalog import Catalog
from app.features.recognition.recogniser import Recogniser, Status, WordOutcome

TYPED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("typed_conditions.yaml").read_text("utf-8"))
UNDERSTOOD = [(word, set(group["means"])) for group in TYPED["understood"] for word in group["words"]]


@pytest.fixture(scope="module")
def recogniser(catalog: Catalog) -> Recogniser:
    return Recogniser(catalog)


def test_there_are_enough_words() -> None:
    words = [word for word, _ in UNDERSTOOD] + TYPED["known_not_recorded"]
    assert len(set(words)) == len(words) > 400


def test_typed_conditions_are_understood(recogniser: Recogniser) -> None:
    for word, means in UNDERSTOOD:
        found = recogniser.recognise("conditions", word)
        assert {one.slug for each in found for one in each.taken_for} == means, word
        assert {(one.outcome, one.status) for one in found} == {(WordOutcome.UNDERSTOOD, Status.CURRENT)}, (
            word
        )


def test_what_has_no_entry_is_said_by_name(recogniser: Recogniser) -> None:
    for word in TYPED["known_not_recorded"]:
        for one in recogniser.recognise("conditions", word):
            assert one.outcome is WordOutcome.KNOWN_NOT_RECORDED, word
            assert one.names, word


def test_every_condition_is_understood_by_its_name_and_synonyms(
    catalog: Catalog, recogniser: Recogniser
) -> None:
    for condition in catalog.entries_by_kind["conditions"]:
        found = recogniser.recognise("conditions", condition.name)
        assert condition.slug in {one.slug for each in found for one in each.taken_for}, condition.name


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("8-month-old", "infant"),
        ("aged 8 months", "infant"),
        ("8 mths old", "infant"),
        ("6/52 old", "infant"),
        ("7/12", "infant"),
        ("18/12", "child"),
        ("18-month-old", "child"),
        ("2-yr-old", "child"),
        ("aged 8", "child"),
        ("seventy-eight", "older_adult"),
        ("seventy six years old", "older_adult"),
        ("my mum is 84", "older_adult"),
        ("in her 80s", "older_adult"),
        ("80+", "older_adult"),
        ("in his eighties", "older_adult"),
        ("38 weeks pregnant", "pregnancy"),
    ],
)
def test_an_age_is_read_however_it_is_written(recogniser: Recogniser, typed: str, stage: str) -> None:
    found = recogniser.recognise("life_stages", typed)
    assert {one.slug for each in found for one in each.taken_for} == {stage}


@pytest.mark.parametrize("lasted", ["osteoporosis, 5 years", "hip pain, 3 months", "osteoporosis 5 yrs"])
def test_how_long_a_condition_lasts_is_no_age(recogniser: Recogniser, lasted: str) -> None:
    found = recogniser.recognise("conditions", lasted)
    assert {one.slug for each in found for one in each.taken_for} <= {"osteoporosis"}
