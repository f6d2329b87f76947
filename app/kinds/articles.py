"""What an article holds: its title, a teaser in our words, its topics."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, ShortText, ShortTexts
from app.core.references import Reference, ReferenceValidator
from app.schemas.entries import Entry
from app.schemas.kind import Kind
from app.vocabulary.content import ArticleRole, Relation

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


class Article(ArticleFields, Entry):
    """The seed article or one it leads to."""


KIND = Kind(path="articles", singular="article", title="article", fields=ArticleFields, entry=Article)
