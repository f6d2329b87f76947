"""Wording that says more than was found: a search that found nothing does not show that nothing exists."""

import re
from collections.abc import Iterable, Iterator, Mapping

from app.content.validation import ContentIssue
from app.core.base_model import Model
from app.core.references import Reference
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


def absence_without_scope(documents: Mapping[str, Document]) -> Iterator[ContentIssue]:
    """Yield an issue for each text that says that nothing exists, without saying until when was searched."""
    for key, document in documents.items():
        for field, text in texts_of(document):
            found = ABSENCE.search(text)
            if found and not SEARCH_SCOPE.search(text):
                message = f"'{found.group()}' says that none exists; say what was not found, and until when"
                yield ContentIssue(f"{key}.yaml", field, message)


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
