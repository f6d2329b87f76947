"""Articles: schemas and declaration."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, ShortText, ShortTexts
from app.core.references import Reference, ReferenceValidator
from app.schemas.entries import Entry
from app.schemas.kind import Fields, Kind
from app.vocabulary.content import ArticleRole, Relation
from app.vocabulary.grading import ArticleVerdict

CoveredEntry = Annotated[Reference, ReferenceValidator(Relation.COVERS)]


class ArticleFields(Model):
    """An article, in our words."""

    role: ArticleRole
    title: ShortText = Field(
        description="The title to show: as published, or in our words for the seed article."
    )
    teaser: LongText = Field(description="What it is about, in our words.")
    topics: ShortTexts = Field(description="What it speaks of, one topic an item.")
    what_to_know: LongText = Field(description="What this guide says, or does not say, of it.")
    covers: tuple[CoveredEntry, ...] = Field((), description="Entries of this guide on what it speaks of.")


class Scorecard(Model):
    """How many graded statements of an article the evidence supports."""

    statements: int = Field(ge=0, description="How many of its statements are graded here.")
    supported: int = Field(ge=0, description="How many the evidence agrees with.")
    partly_supported: int = Field(ge=0, description="How many hold in part.")
    overstated: int = Field(ge=0, description="How many say more than the evidence does.")
    unsupported: int = Field(ge=0, description="How many the evidence does not carry.")


class Article(ArticleFields, Entry):
    """The seed article or one it leads to."""

    scorecard: Scorecard | None = Field(
        description="Verdicts on its statements, by the claims it covers; null where none is graded."
    )


def scorecard(article: Fields, entries: Mapping[str, Fields]) -> dict[str, Any]:
    """Count the verdicts of the claims that an article covers, but for those not on its own statements."""
    covered = [entries[key] for key in article["covers"] if key.startswith("claims/")]
    verdicts = Counter(
        claim["article_verdict"]
        for claim in covered
        if claim["article_verdict"] != ArticleVerdict.NOT_IN_ARTICLE
    )
    if not verdicts:
        return {"scorecard": None}
    counts = {
        verdict.value: verdicts[verdict]
        for verdict in ArticleVerdict
        if verdict is not ArticleVerdict.NOT_IN_ARTICLE
    }
    return {"scorecard": {"statements": verdicts.total(), **counts}}


KIND = Kind(
    path="articles",
    singular="article",
    title="article",
    fields=ArticleFields,
    entry=Article,
    derive=scorecard,
)
