"""Every name is recognised however it is written, and a misspelling is only ever offered as what it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NAME_FIELDS, NameField
from app.features.check.caution_index import caution_index_of
from app.features.recognition.name_index import NameGroup
from app.features.recognition.normalization import key_of
from app.features.recognition.recogniser import Recogniser, Status, WordOutcome
from app.kinds.caution_sentence import STAGE_CLAUSES
from tests.fixtures.cli import SEED

FILES: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (SEED / "names").glob("*.yaml")
}
GRAMMAR = FILES.pop("grammar")
ALONE = {key_of(name) for name in (*GRAMMAR["capitals_only"], *GRAMMAR["whole_entry_only"])}
IN_CAPITALS = set(map(key_of, GRAMMAR["capitals_only"]))
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENGLISH_WORDS = 2000
EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.txt")
"""Words of the pages for developers that are no medicine, food or condition."""


@pytest.fixture(scope="module")
def recogniser(catalog: Catalog) -> Recogniser:
    return Recogniser(catalog)


def names_of(field: NameField, *, lay: bool = True) -> list[str]:
    """Return the names of a field in the files, those of other sources left out."""
    groups = (group for file in FILES.values() if file["field"] == field for group in file.get("groups", ()))
    return [name for group in groups if lay or not group.get("lay") for name in group["names"]]


def spellings(field: NameField, name: str) -> Iterator[str]:
    """Yield a name as written, in capitals, in the plural, and with what people write around it."""
    yield name if key_of(name) not in IN_CAPITALS else name.upper()
    yield name.upper()
    if key_of(name) in ALONE or "+" in name:
        return
    yield (
        f"{name}s"
        if name.isalpha() and name.islower() and name[-1] not in "sy" and len(name) > 4
        else f" {name}  "
    )
    yield f"{name} 5mg tablets twice a day" if field == "medicines" else f"some {name}"
    yield f"{name} hydrochloride" if field == "medicines" else f"the {name}"


def shown(recogniser: Recogniser, group: NameGroup | None) -> set[str]:
    assert group is not None
    names = (recogniser.index.concept_name(group.field, slug) for slug in group.means)
    return set(names) or {group.name}


@pytest.mark.parametrize("field", NAME_FIELDS)
def test_names_are_understood_in_every_spelling(recogniser: Recogniser, field: NameField) -> None:
    asked, missed, wrong = 0, [], []
    for name in names_of(field):
        expected = shown(recogniser, recogniser.index.find(field, key_of(name)))
        for text in spellings(field, name):
            asked += 1
            found = recogniser.recognise(field, text)
            known = [one for one in found if one.outcome is not WordOutcome.NOT_UNDERSTOOD]
            if not known:
                missed.append(text)
            elif {label for one in known for label in one.names} != expected:
                wrong.append((text, [one.names for one in known], expected))
    assert len(missed) <= asked / 100, missed
    assert wrong == []


def misspelt(name: str, random: Random) -> str:
    """Return a name with one typing error, never in its first letter."""
    place = random.randrange(1, len(name))
    letter = random.choice(LETTERS)
    return random.choice(
        (
            name[:place] + letter + name[place:],
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place + 1 :],
            name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :]
            if place > 1
            else name + letter,
        )
    )


@pytest.mark.parametrize("field", ["medicines", "conditions", "items"])
def test_one_typing_error_is_offered_as_the_name_it_is(recogniser: Recogniser, field: NameField) -> None:
    random = Random(17)
    names = [name for name in names_of(field, lay=False) if name.isalpha() and len(name) >= 5]
    asked, offered, wrong, understood = 0, 0, [], []
    for name in (name.lower() for name in names for _ in range(3)):
        typed = misspelt(name, random)
        if recogniser.index.is_known(key_of(typed)):
            continue
        asked += 1
        [found, *_] = recogniser.recognise(field, typed)
        if found.outcome is not WordOutcome.NOT_UNDERSTOOD:
            understood.append((name, typed))
        elif found.near:
            offered += 1
            offer, meant = (recogniser.index.find(field, key_of(one)) for one in (found.near.name, name))
            if offer is not meant and (not offer or not meant or offer.means != meant.means):
                wrong.append((name, typed, found.near.name))
    assert understood == []
    assert offered >= 0.9 * asked
    assert wrong == []


def test_known_medicine_is_never_offered_another(recogniser: Recogniser) -> None:
    names = [
        *names_of("medicines"),
        *(name for more in FILES["medicine-spellings"]["more"] for name in more["names"]),
    ]
    assert [name for name in names if recogniser.near("medicines", name)] == []


def test_look_alikes_are_never_offered(recogniser: Recogniser) -> None:
    for pair in GRAMMAR["look_alikes"]:
        for typed, other in (pair, reversed(pair)):
            for field in NAME_FIELDS:
                near = recogniser.near(field, typed)
                assert near is None or key_of(near.name) != key_of(other)


def test_everyday_words_are_no_names(recogniser: Recogniser) -> None:
    words = EVERYDAY_WORDS.read_text("utf-8").split()
    assert len(words) >= ENGLISH_WORDS
    for field in ("medicines", "conditions", "items"):
        found = {word: recogniser.recognise(field, word) for word in words}
        understood = [
            word for word, [one, *_] in found.items() if one.outcome is not WordOutcome.NOT_UNDERSTOOD
        ]
        near = {word: one.near.name for word, [one, *_] in found.items() if one.near}
        assert understood == []
        assert near == {}


def test_content_without_spellings_of_other_sources_recognises_the_rest(catalog: Catalog) -> None:
    names = {file: text for file, text in catalog.name_files.items() if file != "medicine-spellings.yaml"}
    recogniser = Recogniser(replace(catalog, name_files=names))
    assert recogniser.recognise("medicines", "warfarin 3mg")[0].taken_for[0].slug == "warfarin"
    assert recogniser.recognise("medicines", "warfarina")[0].outcome is WordOutcome.NOT_UNDERSTOOD
    assert Recogniser(catalog).recognise("medicines", "warfarina")[0].outcome is WordOutcome.UNDERSTOOD


def test_content_without_any_names_recognises_the_names_of_entries(catalog: Catalog) -> None:
    recogniser = Recogniser(replace(catalog, name_files={}))
    assert recogniser.recognise("medicines", "Coumadin")[0].taken_for[0].slug == "warfarin"


def test_words_of_this_guide_for_people_are_understood(catalog: Catalog, recogniser: Recogniser) -> None:
    words = caution_index_of(catalog).words_for_all()
    said: list[tuple[NameField, str, str]] = [
        (field, clause, key)
        for field in ("conditions", "medicines")
        for key, clause in words.clauses.items()
        if key.startswith(field)
    ]
    said += [("life_stages", clause, stage.value) for stage, clause in STAGE_CLAUSES.items()]
    assert len(said) > 150
    for field, clause, meant in said:
        found = recogniser.recognise(field, clause.removeprefix("your "))
        assert all(one.outcome is WordOutcome.UNDERSTOOD for one in found), (clause, found)
        assert all(one.status is Status.CURRENT for one in found), clause
        reached = {name for one in found for link in one.follows for name in (link.key, link.slug)}
        assert meant in reached or len(found[0].taken_for) > 1, (clause, found)
