"""Wording that `gutbone check` finds: a claim of absence without a search, and sentences that are too long.

A search that found nothing does not show that nothing exists.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from app.content.validation import ContentIssue
from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.core.references import Reference
from app.core.split_sentences import split_sentences
from app.schemas.entries import Document

QUOTED = frozenset({"title", "authors", "first_author", "journal"})
"""Fields that repeat a publication as published."""

ABSENCE = re.compile(
    r"\b(?:nobody|no one) (?:has|have)(?: yet| ever)? (?:counted|tested|studied|measured|shown|repeated)\b"
    r"|\bthe only (?:study|trial|review|hint|evidence|head-to-head|fermented|food with)\b"
    r"|\bno (?:food|probiotic|product)\b[^.;:]*\b(?:is|are|was|has been|have been) (?:proven|shown|tested)\b",
    re.IGNORECASE,
)
"""Words that say that something does not exist."""

SEARCH_SCOPE = re.compile(r"\b(?:19|20)\d\d\b")
"""Until when was searched, in the same text."""

MOST_WORDS = 20
"""Words of a sentence that a reader takes in at once."""

READER_KINDS = frozenset(
    {
        "activities",
        "bone-foods",
        "cautions",
        "conditions",
        "daily-actions",
        "food-sources",
        "lifestyle-tips",
        "medicines",
        "prebiotics",
        "supplement-guidance",
    }
)
"""Kinds that tell a reader what to do or what to mind."""
READER_FIELDS = frozenset(
    {
        "action",
        "advice",
        "applies_when",
        "bottom_line",
        "good_to_know",
        "group_noun",
        "how_to",
        "how_to_use",
        "label_tips",
        "make_it_easy",
        "notes",
        "start_small",
        "summary",
        "unless",
        "urgent_signs",
        "what_changes",
        "what_it_is",
        "what_to_do",
        "why",
    }
)
"""Fields of those kinds that are shown to a reader as they stand."""


def absence_without_scope(documents: Mapping[str, Document]) -> Iterator[ContentIssue]:
    """Yield an issue for each text that says that nothing exists, without saying until when was searched."""
    for key, document in documents.items():
        for field, text in texts_of(document):
            found = ABSENCE.search(text)
            if found and not SEARCH_SCOPE.search(text):
                message = f"'{found.group()}' says that none exists; say what was not found, and until when"
                yield ContentIssue(f"{key}.yaml", field, message)


def long_sentences(documents: Mapping[str, Model]) -> Iterator[ContentIssue]:
    """Yield an issue for each text for readers with a sentence of more than 20 words."""
    for key, document in documents.items():
        for field, text in reader_texts(key, document):
            most = max(len(sentence.split()) for sentence in split_sentences(text))
            if most > MOST_WORDS:
                message = f"a sentence has {most} words; write at most {MOST_WORDS}"
                yield ContentIssue(f"{key}.yaml", field, message)


def reader_texts(key: str, document: Model) -> Iterator[tuple[str, str]]:
    """Yield the texts of a document that are shown to a reader, each with its field."""
    kind = kind_of(key)
    fields = {"statement"} if kind == "claims" else READER_FIELDS if kind in READER_KINDS else frozenset()
    for field, text in texts_of(document):
        if field.partition("[")[0] in fields:
            yield field, text


def texts_of(value: object, field: str = "") -> Iterable[tuple[str, str]]:
    """Yield every text of a document with its field, but quoted ones and the names of other entries."""
    if isinstance(value, Model) and not isinstance(value, Reference):
        for name in type(value).model_fields:
            yield from texts_of(getattr(value, name), f"{field}.{name}" if field else name)
    elif isinstance(value, tuple):
        for position, member in enumerate(value):
            yield from texts_of(member, f"{field}[{position}]")
    elif isinstance(value, str) and field not in QUOTED:
        yield field, value
