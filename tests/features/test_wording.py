"""No sentence of the graph or of a claim's content is more certain than its grade."""

from collections.abc import Iterator

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty
from app.vocabulary.wording import (
    COMPOSITION,
    EFFECT,
    EFFECT_VERBS,
    PLURAL_EFFECT_VERBS,
    VERBS,
    composition_sentence,
    effect_sentence,
    find_overclaims,
)
from tests.features.reference_graph import (
    GRADES,
    JSON,
    NODE_KINDS,
    asking,
    entries,
    graph_with_cautions,
)

TESTED = ("people", "animals", "practice")
"""What a claim or a part of it is about, where a grade says how sure an effect is."""

SUMMED_UP = (
    *("food-sources", "prebiotics", "bone-foods", "supplements", "activities", "lifestyle-tips"),
    *("nutrients", "mechanisms", "outcomes"),
)
"""Kinds whose summary says what something may do; those of compounds and microbes say what they are."""

Text = tuple[str, str, str]
"""Where it stands, the text, its grade."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def records(catalog: Catalog, engine: Engine) -> dict[str, JSON]:
    async with asking(catalog, engine) as client:
        return await entries(client, (*NODE_KINDS, "claims", "daily-actions"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def graph(catalog: Catalog, engine: Engine) -> JSON:
    async with asking(catalog, engine) as client:
        return await graph_with_cautions(client)


def grades_of(claim: JSON) -> list[str]:
    """Return the grades of a claim and its parts, as far as they are about an effect."""
    return [part["certainty"] for part in (claim, *claim["parts"]) if part["about"] in TESTED]


def surest(claims: list[JSON]) -> str | None:
    """Return the highest grade that a text may claim, or None where no claim is about an effect."""
    return min((grade for claim in claims for grade in grades_of(claim)), key=GRADES.index, default=None)


def claims_of(records: dict[str, JSON], entry: JSON) -> list[JSON]:
    return [records[f"claims/{card['slug']}"] for card in entry["claims"]]


def of_claims(records: dict[str, JSON]) -> Iterator[Text]:
    """Yield the statement and summary of every claim, and the statement of every part, with its own grade."""
    for name, claim in records.items():
        if name.startswith("claims/"):
            grade = surest([claim])
            if grade:
                yield f"{name} statement", claim["statement"], grade
                yield f"{name} summary", claim["summary"], grade
            yield from ((f"{name} part", part["statement"], part["certainty"]) for part in claim["parts"])


def of_entries(records: dict[str, JSON]) -> Iterator[Text]:
    """Yield the texts of entries that say what something may do, with the surest grade of their claims."""
    for name, entry in records.items():
        kind = name.partition("/")[0]
        grade = surest(claims_of(records, entry)) if kind != "claims" else None
        if grade and kind in SUMMED_UP:
            yield f"{name} summary", entry["summary"], grade
        if grade and kind == "activities":
            yield f"{name} what_it_may_do", entry["what_it_may_do"], grade
        if kind == "mechanisms":
            yield from ((f"{name} step", step["text"], step["certainty"]) for step in entry["steps"])
        if kind == "daily-actions":
            used = [records.get(f"{other['kind']}/{other['slug']}") for other in entry["uses"]]
            grade = surest([claim for other in used if other for claim in claims_of(records, other)])
            if grade:
                yield f"{name} why", entry["why"], grade


def too_much(texts: list[Text]) -> list[tuple[str, list[str], str]]:
    found = [(where, find_overclaims(text, Certainty.named(grade)), text) for where, text, grade in texts]
    return [(where, promises, text) for where, promises, text in found if promises]


def test_claim_wording_matches_the_grade(records: dict[str, JSON]) -> None:
    texts = list(of_claims(records))
    assert len(texts) > 100
    assert too_much(texts) == []


def test_entry_wording_matches_its_claims(records: dict[str, JSON]) -> None:
    texts = list(of_entries(records))
    assert {where.partition("/")[0] for where, _, _ in texts} == {*SUMMED_UP, "daily-actions"}
    assert too_much(texts) == []


def test_edge_wording_matches_the_grade(graph: JSON) -> None:
    texts = [(edge["id"], edge["sentence"], edge["certainty"] or "not_graded") for edge in graph["edges"]]
    assert too_much(texts) == []


def test_every_grade_and_every_verb_has_its_words() -> None:
    assert list(EFFECT) == list(Certainty)
    assert [grade.value for grade in EFFECT] == GRADES
    assert set(VERBS).isdisjoint(COMPOSITION)


@pytest.mark.parametrize("relation", list(VERBS))
@pytest.mark.parametrize("grade", list(Certainty))
def test_sentence_wording_matches_the_grade(grade: Certainty, relation: Relation) -> None:
    """It passes at its own grade and at every surer one, and fails at every lower one."""
    sentence = effect_sentence(grade, relation, "the food Kefir", "the outcome “Bone loss”")
    order = list(Certainty)
    for other in Certainty:
        passes = order.index(grade) >= order.index(other)
        assert (find_overclaims(sentence, other) == []) is passes, (sentence, other)


@pytest.mark.parametrize("grade", list(Certainty))
def test_no_effect_is_never_worded_as_benefit(grade: Certainty) -> None:
    sentence = effect_sentence(grade, Relation.ACTS_ON, "the food Kefir", "inflammation", denied=True)
    assert find_overclaims(sentence, grade) == []
    assert "whether" in sentence or " not act on " in sentence


@pytest.mark.parametrize("relation", list(COMPOSITION))
def test_composition_sentences_claim_no_effect(relation: Relation) -> None:
    sentence = composition_sentence(relation, "the food Kefir", "the compound Lactic acid")
    assert find_overclaims(sentence, Certainty.NOT_GRADED) == []


TOO_SURE: list[tuple[str, str, list[str]]] = [
    ("Kefir strengthens bone.", "moderate", ["strengthens"]),
    ("Kefir probably strengthens bone.", "low", ["strengthens"]),
    ("Kefir probably strengthens bone.", "moderate", []),
    ("Kefir may strengthen bone.", "low", []),
    ("Kefir may strengthen bone.", "very_low", ["strengthen"]),
    ("Probiotics raise calcium absorption.", "low", ["raise"]),
    ("Probiotics may slightly raise calcium absorption.", "low", []),
    ("Fibres probably raise it, and they may protect bone.", "low", ["raise"]),
    ("Kefir may taste sour and improves bone.", "low", ["improves"]),
    ("Kefir can help bone.", "moderate", ["can help"]),
    ("It is proven to prevent fractures.", "low", ["is proven to"]),
    ("Whether it helps bone is not known.", "not_graded", []),
    ("It is not known whether kefir helps bone.", "not_graded", []),
    ("It is very uncertain whether kefir helps bone.", "very_low", []),
    ("It is very uncertain whether kefir helps bone.", "not_graded", ["helps"]),
    ("No trial has shown that kefir helps bone.", "not_graded", []),
    ("That does not mean that kefir helps bone.", "not_graded", []),
    ("Does kefir help bone?", "not_graded", []),
    ("It is not known why, but kefir helps bone.", "low", ["helps"]),
    ("It may be sour. It lowers inflammation.", "low", ["lowers"]),
    ("In one trial a fibre raised calcium absorption.", "very_low", []),
    ("It is very uncertain whether Bifidobacterium animalis subsp. lactis helps bone.", "very_low", []),
    ("Kefir strengthens bone.", "high", []),
]


@pytest.mark.parametrize(("text", "grade", "promises"), TOO_SURE)
def test_overstatement_is_detected(text: str, grade: str, promises: list[str]) -> None:
    assert find_overclaims(text, Certainty.named(grade)) == promises


@pytest.mark.parametrize("verb", EFFECT_VERBS)
def test_bare_verb_is_detected(verb: str) -> None:
    for grade in list(Certainty)[1:]:
        assert find_overclaims(f"Kefir {verb} bone.", grade) == [verb]
    assert find_overclaims(f"Kefir probably {verb} bone.", Certainty.MODERATE) == []
    assert find_overclaims(f"It is not known whether kefir {verb} bone.", Certainty.NOT_GRADED) == []


@pytest.mark.parametrize("verb", PLURAL_EFFECT_VERBS)
def test_verb_is_detected_after_a_long_list(verb: str) -> None:
    assert find_overclaims(f"Fermented foods {verb} bone.", Certainty.MODERATE) == [verb]
    assert find_overclaims(f"Fermented foods may {verb} bone.", Certainty.LOW) == []


WORDS = st.sampled_from(
    [
        *("kefir", "bone", "fibres", "bacteria", "may", "probably", "whether", "not", "no", "helps"),
        *("raises", "lower", "improve", "known", "very", "uncertain", "is", "it", "that", "and", "but"),
        *(",", ".", ";", "?"),
    ]
)


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_lower_grade_never_allows_stronger_wording(text: str) -> None:
    found = [len(find_overclaims(text, grade)) for grade in Certainty]
    assert found == sorted(found)
    assert found[0] == 0


@given(st.text(max_size=80), st.sampled_from(list(Certainty)))
def test_wording_reader_accepts_any_text(text: str, grade: Certainty) -> None:
    assert all(promise.lower() in text.lower() for promise in find_overclaims(text, grade))
