"""How the content reads: short sentences, short answers, and the grades that `make readability` reports."""

import re
from collections.abc import Set as AbstractSet

import pytest

from app.content.content_reader import Content
from app.content.wording import READER_FIELDS, long_sentences, reader_texts
from app.core.base_model import Model
from scripts.readability import PYTHON, report

SENTENCE = re.compile(r"(?<=[.!?])\s+")
MAX_WORDS = 20
MOST_WORDS_OF_A_SOURCE = 27
"""A study is told with its people, its length and its figures."""

LONGEST_LINE = 90
WITH_A_LINE = {
    *("food-sources", "prebiotics", "bone-foods", "supplements", "activities"),
    *("lifestyle-tips", "nutrients", "claims"),
}

needs_textstat = pytest.mark.skipif(not PYTHON.exists(), reason="make readability was never run here")


RATIO = re.compile(r"\d \(\d+\.\d+ to \d|\d, \d+\.\d+ to \d")
"""An effect with its interval, without a word that says what the numbers are."""
BARE_RATIO = re.compile(r"\(\d\.\d\d\)")
"""A number alone in parentheses."""
EXPLANATIONS = {
    "MAOI": re.compile("depression|enzyme"),
    "INR": re.compile("blood test"),
    "central line": re.compile("vein|way into the blood"),
    "TSH": re.compile("blood test"),
    "Listeria": re.compile("germ"),
    "oestrogen": re.compile("[Hh]ormone"),
    "pouchitis": re.compile("pouch made"),
    "flare": re.compile("worse"),
}
"""Words that few readers know, and what stands beside them in the same entry."""


def models(content: Content) -> dict[str, Model]:
    """Return all documents by `<kind>/<slug>`, as models of any kind."""
    return dict(content.documents)


def test_reader_texts_have_sentences_of_at_most_20_words(content: Content) -> None:
    texts = [one for key, document in content.documents.items() for one in reader_texts(key, document)]
    assert len(texts) > 1600
    assert list(long_sentences(content.documents)) == []


def test_long_sentence_is_a_warning(content: Content) -> None:
    key = "claims/ff-yogurt"
    changed = models(content)[key].model_copy(update={"statement": "word " * 21 + "end. It ends."})
    (warning,) = long_sentences({key: changed})
    assert (warning.file, warning.field) == ("claims/ff-yogurt.yaml", "statement")
    assert warning.message == "a sentence has 22 words; write at most 20"


def test_bottom_lines_fit_one_line(content: Content) -> None:
    lines = {key: getattr(one, "bottom_line", "") for key, one in models(content).items()}
    wanted = {key: line for key, line in lines.items() if key.partition("/")[0] in WITH_A_LINE}
    assert {key.partition("/")[0] for key in wanted} == WITH_A_LINE
    assert [key for key, line in wanted.items() if not 0 < len(line) <= LONGEST_LINE] == []


def texts_of(content: Content, kinds: AbstractSet[str], fields: AbstractSet[str]) -> list[tuple[str, str]]:
    """Return the texts of some fields, each with the key of its entry."""
    found = []
    for key, document in models(content).items():
        if key.split("/")[0] in kinds:
            for field in fields & type(document).model_fields.keys():
                value = getattr(document, field)
                texts = [value] if isinstance(value, str) else value or ()
                found += [(key, text) for text in texts]
    return found


def test_the_guide_is_told_in_sentences_of_at_most_20_words(content: Content) -> None:
    texts = [text for section in content.guide.sections for text in section.text]
    sentences = [one for text in texts for one in SENTENCE.split(text)]
    assert len(sentences) > 30
    assert [one for one in sentences if len(one.split()) > MAX_WORDS] == []


def test_studies_and_terms_are_told_in_short_sentences(content: Content) -> None:
    texts = texts_of(content, {"sources", "terms", "compounds"}, {"summary", "remarks", "what_it_does"})
    assert len(texts) > 600
    sentences = [(key, one) for key, text in texts for one in SENTENCE.split(text)]
    assert [pair for pair in sentences if len(pair[1].split()) > MOST_WORDS_OF_A_SOURCE] == []


def test_ratios_say_what_they_are(content: Content) -> None:
    fields = {"summary", "statement", "rationale", "nuance", "contrary_search", "notes", "good_to_know"}
    texts = texts_of(content, {key.split("/")[0] for key in models(content)}, fields)
    assert len([text for _, text in texts if "range" in text]) > 30
    assert [pair for pair in texts if RATIO.search(pair[1])] == []
    assert [pair for pair in texts if BARE_RATIO.search(pair[1])] == []
    with_ratio = [pair for pair in texts if re.search(r"\bratios? ", pair[1]) and "(range" in pair[1]]
    assert [pair for pair in with_ratio if "no difference" not in pair[1]] == []


def test_rare_words_are_explained_where_they_stand(content: Content) -> None:
    texts = texts_of(content, {"cautions", "conditions", "medicines"}, READER_FIELDS)
    whole: dict[str, str] = {}
    for key, text in texts:
        whole[key] = f"{whole.get(key, '')} {text}"
    met = {word: [key for key, text in whole.items() if word in text] for word in EXPLANATIONS}
    assert all(met.values())
    unexplained = [
        (word, key) for word, keys in met.items() for key in keys if not EXPLANATIONS[word].search(whole[key])
    ]
    assert unexplained == []


@needs_textstat
def test_content_holds_its_reading_grades(content: Content, capsys: pytest.CaptureFixture[str]) -> None:
    holds = report(content.documents)
    assert holds, capsys.readouterr().out
