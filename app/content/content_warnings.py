"""Warnings of `gutbone check`: what may be right, but an editor should look at; it stops no load."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from app.catalog.guide_schemas import GuideDocument
from app.content.retractions import Retractions, retraction_warnings
from app.content.validation import ContentIssue
from app.content.wording import long_sentences
from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.core.split_sentences import split_sentences
from app.kinds.claims import ClaimFields
from app.kinds.sources import SourceFields
from app.schemas.entries import Document
from app.schemas.food import FoodFields
from app.schemas.kind import Documents
from app.vocabulary.grading import Certainty

DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/(\S+)", re.IGNORECASE)
PROMISE = re.compile(r"\b(?:cure|prevent)(?:s|ed|ing)?\b", re.IGNORECASE)
HEDGE = re.compile(
    r"\b(?:may|might|could|probably|not|no|never|none|cannot|nothing|whether|if|to|does|do|did|uncertain|says?|"
    r"advised?|how|proven|aim)\b",
    re.IGNORECASE,
)
NOTHING_RETRACTED = Retractions()
PROMISED_IN = ("bottom_line", "statement", "summary")


def content_warnings(
    documents: Mapping[str, Document],
    guide: GuideDocument,
    today: date,
    retractions: Retractions = NOTHING_RETRACTED,
) -> list[ContentIssue]:
    """Return all warnings, sorted by file and field."""
    checks: tuple[Iterable[ContentIssue], ...] = (
        _repeated(documents, "doi", lambda one: [getattr(one, "doi", None)]),
        _repeated(documents, "pmid", lambda one: [getattr(one, "pmid", None)]),
        _repeated(documents, "aliases", lambda one: [alias.casefold() for alias in one.aliases]),
        _repeated(documents, "food_table.fdc_id", _food_ids),
        _source_warnings(documents, today),
        retraction_warnings(documents, guide, retractions),
        _promises(documents),
        long_sentences(documents),
        _overdue(documents, today),
    )
    return sorted(issue for check in checks for issue in check)


def _food_ids(document: Document) -> Iterable[Any]:
    return [getattr(getattr(document, "food_table", None), "fdc_id", None)]


def _repeated(
    documents: Mapping[str, Document], field: str, values: Callable[[Document], Iterable[Any]]
) -> Iterator[ContentIssue]:
    """Yield a warning for each value that two entries of a kind, or two foods, have."""
    owners: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for key, document in documents.items():
        scope = _scope(key, document)
        for value in dict.fromkeys(values(document)):
            if value is not None:
                owners[scope, value].append(key)
    for (_place, value), keys in owners.items():
        for key in keys[1:]:
            yield ContentIssue(f"{key}.yaml", field, f"{value} is also that of {keys[0]}")


def _scope(key: str, document: Model) -> str:
    """Return where a value stands once: among all foods, else in a kind."""
    return "foods" if isinstance(document, FoodFields) else kind_of(key)


def _source_warnings(documents: Documents, today: date) -> Iterator[ContentIssue]:
    for key, source in documents.items():
        if not isinstance(source, SourceFields):
            continue
        if source.year is not None and source.year > today.year:
            yield ContentIssue(f"{key}.yaml", "year", f"{source.year} lies in the future")
        linked = DOI_ADDRESS.match(source.url or "")
        if linked and linked[1].casefold() != (source.doi or "").casefold():
            yield ContentIssue(f"{key}.yaml", "url", f"it leads to {linked[1]}, the DOI is {source.doi}")


def _promises(documents: Documents) -> Iterator[ContentIssue]:
    """Yield a warning for each sentence that says, without any doubt, that something cures or prevents."""
    for key, document in documents.items():
        for field in () if _may_promise(document) else PROMISED_IN:
            for sentence in split_sentences(getattr(document, field, "")):
                found = PROMISE.search(sentence)
                if found and not HEDGE.search(sentence):
                    yield ContentIssue(
                        f"{key}.yaml", field, f"'{found.group()}' promises; is it that certain?"
                    )


def _may_promise(document: Model) -> bool:
    """Return whether a document quotes others, or has a grade that carries plain words."""
    return isinstance(document, SourceFields) or (
        isinstance(document, ClaimFields) and document.certainty in {Certainty.HIGH, Certainty.MODERATE}
    )


def _overdue(documents: Mapping[str, Document], today: date) -> Iterator[ContentIssue]:
    for key, document in documents.items():
        due = document.review.next_review_on
        if due < today:
            yield ContentIssue(f"{key}.yaml", "review.next_review_on", f"the review was due on {due}")
