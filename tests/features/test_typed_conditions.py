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
