"""Which reviews are due, and which claims were last read before one of their sources was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.kinds.claims import ClaimFields
from app.schemas.entries import Document


@dataclass(frozen=True, order=True)
class OverdueReview:
    """An entry to look at again: since when, and why."""

    due: date
    key: str
    because: str


def overdue_reviews(
    documents: Mapping[str, Document], today: date, within: timedelta = timedelta()
) -> list[OverdueReview]:
    """Return what is due, now or within some days, longest overdue first."""
    return sorted([*_dated(documents, today, within), *_read_before_their_source(documents)])


def _dated(documents: Mapping[str, Document], today: date, within: timedelta) -> Iterator[OverdueReview]:
    for key, document in documents.items():
        due = document.review.next_review_on
        if due <= today + within:
            when = "was due" if due < today else "is due" if due == today else "will be due"
            yield OverdueReview(due, key, f"its review {when} on {due}")


def _read_before_their_source(documents: Mapping[str, Any]) -> Iterator[OverdueReview]:
    """Yield each claim of which a source was read again since, and may say something else."""
    for key, claim in documents.items():
        for item in claim.evidence if isinstance(claim, ClaimFields) else ():
            read = documents[item.source.id].review.reviewed_on
            if read > claim.review.reviewed_on:
                yield OverdueReview(
                    read, key, f"{item.source.id} was read again on {read}, the claim was not"
                )
