"""How the content reads: short sentences, short answers, and the grades that `make readability` reports."""

import re

import pytest

from app.content.content_reader import Content
from app.core.base_model import Model
from app.kinds.claims import ClaimFields
from app.kinds.nutrients import NutrientFields
from scripts.readability import PYTHON, report

SENTENCE = re.compile(r"(?<=[.!?])\s+")
MOST_WORDS = 20
LONGEST_LINE = 90

needs_textstat = pytest.mark.skipif(not PYTHON.exists(), reason="make readability was never run here")


def models(content: Content) -> dict[str, Model]:
    """Return all documents by `<kind>/<slug>`, as models of any kind."""
    return dict(content.documents)


def claims_of(content: Content) -> dict[str, ClaimFields]:
    """Return the claims by `<kind>/<slug>`."""
    return {key: one for key, one in models(content).items() if isinstance(one, ClaimFields)}


def test_claims_are_stated_in_sentences_of_at_most_20_words(content: Content) -> None:
    sentences = [
        (key, sentence)
        for key, claim in claims_of(content).items()
        for sentence in SENTENCE.split(claim.statement)
    ]
    assert len(sentences) > 100
    assert [pair for pair in sentences if len(pair[1].split()) > MOST_WORDS] == []


def test_bottom_lines_fit_one_line(content: Content) -> None:
    with_line = [one for one in models(content).values() if isinstance(one, ClaimFields | NutrientFields)]
    assert len(with_line) >= 97
    assert [one.bottom_line for one in with_line if not 0 < len(one.bottom_line) <= LONGEST_LINE] == []


@needs_textstat
def test_content_holds_its_reading_grades(content: Content, capsys: pytest.CaptureFixture[str]) -> None:
    holds = report(content.documents)
    assert holds, capsys.readouterr().out
