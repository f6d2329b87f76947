"""The wording of the real content: original, plain, and no more certain than the evidence."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.content.content_reader import Content
from app.core.base_model import Model
from app.core.references import Reference
from app.kinds.claims import KIND as CLAIMS
from app.vocabulary.grading import Certainty, Direction
from app.vocabulary.safety import Severity

ROOT = Path(__file__).resolve().parents[2]

QUOTED = {"title", "journal", "authors", "first_author", "citation", "doi", "doi_unconfirmed", "url"}
"""Fields that repeat a publication as published."""

FORBIDDEN = re.compile(
    r"\b(safe(ly|r|st)?|harmless|risk-free|side[- ]effect[- ]free"
    r"|boost(s|ed|ing|er|ers)?|superfoods?|super-foods?|detox\w*|cleans(e|es|ing)|powerhouse\w*"
    r"|(packed|loaded|bursting|brimming) with|miracles?|miraculous|magic(al)?|wonder (food|drug)s?"
    r"|cures?|cured|curing|heal(s|ed|ing)?|remedy|remedies|guarantee(s|d)?"
    r"|(clinically|scientifically|medically) proven|doctor[- ]recommended|doctors recommend"
    r"|game[- ]changer|breakthrough|amazing|incredible|revolutionary|ultimate|secret"
    r"|anti-?ageing|anti-?aging|immune-boosting|all[- ]natural|toxins)\b",
    re.IGNORECASE,
)
ALLOWED = {
    "conditions/chronic-fatigue-syndrome": ("rest does not cure", "says what does not cure"),
    "conditions/recent-bowel-surgery": ("while the bowel heals", "a wound after surgery"),
    "microbes/lacticaseibacillus-paracasei-shirota": (
        "Bone density and healing on X-ray",
        "was not measured",
    ),
    "sources/lei-2016-lcs-fracture": ("healing", "an outcome that the trial did not measure"),
    "sources/watson-2018-liftmor": ("not safe to copy", "a warning"),
    "supplements/probiotic-supplement": ("the healing of the bone", "an outcome that was not measured"),
}
"""Exact phrases that may stand, by entry, each with the reason."""

ADDRESS = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(com|org|gov|net|edu|info|int|eu|uk|de|au|ca)\b", re.IGNORECASE
)

BENEFIT = re.compile(
    r"\b(improv|reduc|lower|prevent|protect|strengthen|increas|rais|support|promot|help|build|slow|treat"
    r"|benefit|enhanc|restor|preserv|maintain|eas|reliev|calm|fight|feed)(e|es|ed|s|ing|en|ens|ts)?\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(may|might|could|not|no|never|none|whether|if|uncertain|unclear|unknown"
    r"|in (mice|rats|animals|the laboratory)|in (one|a) (small|short) (trial|study))\b",
    re.IGNORECASE,
)
UNSURE = {Certainty.LOW, Certainty.VERY_LOW, Certainty.NOT_GRADED}
SENTENCE = re.compile(r"(?<=[.!?])\s+")
WARNED = re.compile(r"\b(never|do not (begin|start|stop|change|eat|take)|ask before)\b", re.IGNORECASE)
"""Words of a summary with which it warns its reader."""
WARNS = re.compile(r"\b(never|not|no|ask|steady)\b", re.IGNORECASE)
"""Words of a line with which it warns, or promises nothing."""
LEAST = re.compile(r"at least (\d+ (?:minutes|hours))$")
"""A gap between a medicine and food, as the figures of a caution give it."""
GAP_TO_FOOD = "Take it 1 hour before or 2 hours after food."
"""Of isoniazid, whose least gap is that to minerals."""
LISTS = ("good_to_know", "how_to", "how_to_use", "label_tips", "what_to_check", "what_to_do")
"""Fields of lines that a page shows below each other."""
WHOLE = re.compile(r"[A-Z0-9'\"].*[.!?)]", re.DOTALL)
STRONG = {Severity.AVOID, Severity.SEEK_MEDICAL_ADVICE}
WORD = re.compile(r"[a-z0-9]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][a-z]+)?")
SHARED_WORDS = 8


def texts_in(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a document with the field it stands in; names of other entries are left out."""
    if isinstance(value, Model) and not isinstance(value, Reference):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), name)
    elif isinstance(value, tuple):
        for member in value:
            yield from texts_in(member, field)
    elif isinstance(value, str) and field not in QUOTED:
        yield field, value


@pytest.fixture(scope="module")
def texts(content: Content) -> list[tuple[str, str, str]]:
    """Return every text that a reader may meet: where it is, its field, itself."""
    whole: dict[str, Model] = {**content.documents, "guide": content.guide, "disclaimer": content.disclaimer}
    return [(key, field, text) for key, document in whole.items() for field, text in texts_in(document)]


def test_texts_promise_nothing(texts: list[tuple[str, str, str]]) -> None:
    assert len(texts) > 5_000
    found = []
    for key, field, text in texts:
        phrase, _reason = ALLOWED.get(key, ("", ""))
        rest = text.replace(phrase, "") if phrase else text
        found += [(key, field, match.group()) for match in FORBIDDEN.finditer(rest)]
    assert found == []


def test_every_exception_is_needed(texts: list[tuple[str, str, str]]) -> None:
    used = {key for key, _, text in texts if key in ALLOWED and ALLOWED[key][0] in text}
    assert used == ALLOWED.keys()
    assert all(FORBIDDEN.search(phrase) for phrase, _reason in ALLOWED.values())


def test_no_text_holds_an_address(texts: list[tuple[str, str, str]]) -> None:
    assert [text for text in texts if ADDRESS.search(text[2])] == []


def test_an_unsure_claim_is_worded_as_unsure(content: Content) -> None:
    claims: dict[str, Any] = {
        key: one for key, one in content.documents.items() if isinstance(one, CLAIMS.document)
    }
    unsure = {key: claim for key, claim in claims.items() if claim.certainty in UNSURE}
    assert 0 < len(unsure) < len(claims)
    sentences = [
        (key, sentence)
        for key, claim in unsure.items()
        for text in (claim.summary, claim.statement)
        for sentence in SENTENCE.split(text)
    ]
    promising = [pair for pair in sentences if BENEFIT.search(pair[1])]
    assert promising
    assert [pair for pair in promising if not HEDGE.search(pair[1])] == []


def test_an_answer_shown_alone_warns_where_its_claim_does(content: Content) -> None:
    documents: dict[str, Any] = dict(content.documents)
    claims = {key: one for key, one in documents.items() if key.startswith("claims/")}
    strong = {
        key
        for key, claim in claims.items()
        for caution in (documents[f"cautions/{ref.slug}"] for ref in claim.cautions)
        if caution.must_display and caution.severity in STRONG and claim.direction != Direction.INSUFFICIENT
    }
    warned = {
        key: claim.bottom_line
        for key, claim in claims.items()
        if key in strong or WARNED.search(claim.summary)
    }
    assert len(warned) > 15
    assert {key: line for key, line in warned.items() if not WARNS.search(line)} == {}


def test_a_least_gap_stays_a_least_gap(content: Content) -> None:
    documents: dict[str, Any] = dict(content.documents)
    lost, checked = [], 0
    for caution in (one for key, one in documents.items() if key.startswith("cautions/")):
        gaps = [match[1] for number in caution.numbers if (match := LEAST.match(number.value))]
        medicines = [documents[f"medicines/{ref.slug}"] for ref in caution.who.medicines]
        texts = [caution.summary, caution.why, *caution.what_to_do]
        texts += [text for medicine in medicines for text in (medicine.summary, medicine.what_changes)]
        said = [one for text in texts for one in SENTENCE.split(text) if any(gap in one for gap in gaps)]
        lost += [one for one in said if "at least" not in one and one != GAP_TO_FOOD]
        checked += len(said)
    assert checked > 20
    assert lost == []


def test_every_line_of_a_list_is_whole(content: Content) -> None:
    lines = [
        (key, line)
        for key, document in content.documents.items()
        for field in LISTS
        for line in getattr(document, field, None) or ()
    ]
    assert len(lines) > 500
    assert [pair for pair in lines if not WHOLE.fullmatch(pair[1].strip())] == []


def test_every_summary_is_short(content: Content) -> None:
    lengths = {key: len(document.summary) for key, document in content.documents.items()}
    assert {key: length for key, length in lengths.items() if not 0 < length <= 600} == {}


def test_no_entry_claims_a_clinical_review(content: Content) -> None:
    reviews = [document.review for document in content.documents.values()]
    assert {review.status.value for review in reviews} == {"not_clinically_reviewed", "second_read"}
    assert [one for review in reviews for one in review.clinical_reviews] == []
    assert all(review.reviewed_on < review.next_review_on for review in reviews)


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of eight words in a text."""
    words = WORD.findall(text.lower())
    return (tuple(words[place : place + SHARED_WORDS]) for place in range(len(words) - SHARED_WORDS + 1))


def test_no_sentence_is_the_articles(texts: list[tuple[str, str, str]]) -> None:
    article = next(iter(sorted(ROOT.parent.glob("*/content/article.txt"))), None)
    if article is None:
        pytest.skip("the article does not lie beside this checkout")
    theirs = set(runs_of(article.read_text("utf-8")))
    assert len(theirs) > 500
    assert [(key, field, run) for key, field, text in texts for run in runs_of(text) if run in theirs] == []
