"""Reviews by clinicians: `reviews/<file>.yaml`, written by `gutbone review-import` alone.

A review names what was read by its digest. A changed entry has another digest, so that its mark goes by
itself.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field

from app.catalog.reference_resolver import ReferenceResolver
from app.content.files import REVIEWS_FOLDER, RawContent
from app.content.validation import ContentIssue, validate
from app.core.base_model import Model
from app.core.canonical_json import digest_of
from app.core.field_types import LongText, OptionalLongText, ShortText
from app.schemas.entries import Clinician, Document
from app.vocabulary.content import ReviewStatus

UNREAD_FIELDS = frozenset({"review", "order", "formerly", "see_also", "codes", "article", "origin"})
"""Fields of an entry that a clinician is not asked about: changing one leaves the mark."""


class ReviewAnswer(Model):
    """What a clinician says of one item."""

    item: ShortText = Field(description="The item, as in the pack: `cautions/<slug>`.")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="Digest of what was read.")
    verdict: Literal["agree", "change"] = Field(description="Whether it may stay as it is.")
    remark: OptionalLongText = Field(None, description="What to change and why; null: nothing to say.")


class ClinicalReview(Model):
    """A file of `reviews/`: a clinician, and what that clinician says of each item."""

    clinician: Clinician
    conflicts: LongText = Field(description="Interests that the clinician declares, or that there are none.")
    answers: tuple[ReviewAnswer, ...] = Field(min_length=1, description="One for each item that was read.")


def entry_digest(fields: Mapping[str, Any]) -> str:
    """Return the digest of the fields of an entry that a clinician reads, as they stand in its file."""
    return raw_digest({name: value for name, value in fields.items() if name not in UNREAD_FIELDS})


def raw_digest(value: Any) -> str:
    """Return the digest of a value as it stands in a file."""
    return digest_of(json.loads(json.dumps(value, default=str)))


def read_reviews(raw: RawContent) -> dict[str, ClinicalReview]:
    """Return the valid reviews by file name, and add all issues."""
    found: dict[str, ClinicalReview] = {}
    for file, fields in raw.reviews.items():
        place = f"{REVIEWS_FOLDER}/{file}"
        review = validate(ClinicalReview, fields, place, ReferenceResolver({}), raw.issues)
        if review is not None:
            found[file] = review
    return found


def with_clinical_reviews(
    documents: Mapping[str, Document],
    entries: Mapping[str, Mapping[str, Any]],
    reviews: Mapping[str, ClinicalReview],
) -> dict[str, Document]:
    """Return the documents with the clinicians who agree with them as they stand.

    The newest answer of a clinician about an entry counts.
    """
    marked = dict(documents)
    for key, document in documents.items():
        named = {key, *(f"{key.partition('/')[0]}/{slug}" for slug in document.formerly)}
        if clinicians := _who_agree(named, entry_digest(entries[key]), reviews):
            update = {"status": ReviewStatus.CLINICALLY_REVIEWED, "clinical_reviews": clinicians}
            marked[key] = document.model_copy(update={"review": document.review.model_copy(update=update)})
    return marked


def _who_agree(named: set[str], digest: str, reviews: Mapping[str, ClinicalReview]) -> tuple[Clinician, ...]:
    newest: dict[tuple[str, str], tuple[Clinician, ReviewAnswer]] = {}
    for review in sorted(reviews.values(), key=lambda one: one.clinician.reviewed_on):
        who = review.clinician
        for answer in review.answers:
            if answer.item in named:
                newest[who.name, who.registration] = who, answer
    return tuple(who for who, one in newest.values() if one.verdict == "agree" and one.digest == digest)


def unearned_states(documents: Mapping[str, Document]) -> Iterator[ContentIssue]:
    """Yield an issue for each entry whose file claims a review that nobody made."""
    for key, document in documents.items():
        review, file = document.review, f"{key}.yaml"
        if review.status is ReviewStatus.CLINICALLY_REVIEWED or review.clinical_reviews:
            message = (
                "only an answer of a clinician says this: 'gutbone review-import' takes it; remove it here"
            )
            yield ContentIssue(file, "review", message)
        if review.status is ReviewStatus.SECOND_READ and review.second_read is None:
            yield ContentIssue(
                file, "review.second_read", "say on which day it was read, and by whom or null"
            )
        if review.status is ReviewStatus.NOT_CLINICALLY_REVIEWED and review.second_read is not None:
            yield ContentIssue(file, "review.status", "it was read a second time; write second_read")
