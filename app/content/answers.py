"""The short answer of an entry: it follows by rule from the claim that is most about it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.core.entry_keys import kind_of
from app.schemas.entries import Answer, ClaimGrade
from app.schemas.grading import CERTAINTY_RANK, counts_as_test, verdict_text

KIND_WORDS = {"prebiotics": "prebiotic", "food-sources": "ferment"}
"""Words of a bottom line that name all entries of a kind."""

GENERIC_WORDS = frozenset({"supplement", "supplements", "food", "foods", "powder", "tablet", "tablets"})
"""Words of names that name no single entry."""

UNNAMED = 2
MAX_SUBJECTS = 5
"""The most subjects of a claim whose bottom line does not name the entry."""

WORD = re.compile(r"[a-z]{4,}")
"""Words of a name that say what it is of."""

ANSWERED_KINDS = frozenset(
    {"food-sources", "prebiotics", "supplements", "activities", "lifestyle-tips", "nutrients", "claims"}
)
"""Kinds that readers ask a question of."""

Fields = Mapping[str, Any]


def answer_of(key: str, grades: Iterable[ClaimGrade], entries: Mapping[str, Fields]) -> Answer | None:
    """Return the answer of an entry from the grades of its claims, for a claim its own; None without any.

    A claim comes first that is about the entry, names it, is about little else and is sure. One that does not
    name the entry or its kind answers nothing if it is about others, or about many.
    """
    if kind_of(key) not in ANSWERED_KINDS:
        return None
    known = [grade for grade in grades if grade.verdict is not None and _fits(key, grade, entries)]
    grade = min(known, key=lambda grade: _place(key, grade, entries), default=None)
    if grade is None or grade.verdict is None:
        return None
    claim = entries[f"claims/{grade.slug}"]
    evidence = [(item["stance"], entries[item["source"]]) for item in claim["evidence"]]
    studies = [
        source
        for stance, source in evidence
        if counts_as_test(stance, source["type"], source["retraction_status"])
    ]
    return Answer(
        question=claim["name"],
        verdict=grade.verdict,
        certainty=grade.certainty,
        verdict_text=verdict_text(grade.verdict, grade.certainty),
        sentence=claim["bottom_line"],
        people=max((source["n"] for source in studies if source["n"] is not None), default=None),
        studies=len(studies),
        as_of=claim["review"]["reviewed_on"],
        claim=grade.slug,
    )


def _fits(key: str, grade: ClaimGrade, entries: Mapping[str, Fields]) -> bool:
    about_others, distance, subjects, _ = _place(key, grade, entries)
    # What a food may do says nothing of a supplement that holds a part of it.
    is_of_few = not about_others and subjects <= MAX_SUBJECTS and not key.startswith("supplements/")
    return distance < UNNAMED or is_of_few


def _place(key: str, grade: ClaimGrade, entries: Mapping[str, Fields]) -> tuple[bool, int, int, int]:
    """Return the sort key of a claim: about the entry, in words that name it, about little else, sure."""
    claim = entries[f"claims/{grade.slug}"]
    subjects, line = claim["subjects"], claim["bottom_line"].lower()
    names = {*WORD.findall(entries[key]["name"].lower())} - GENERIC_WORDS
    named = any(name.rstrip("s") in line for name in names)
    distance = 0 if named else 1 if KIND_WORDS.get(kind_of(key), "\0") in line else UNNAMED
    return key not in subjects, distance, len(subjects), -CERTAINTY_RANK[grade.certainty]
