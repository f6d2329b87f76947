"""The table of articles."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, ShortText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.content import ArticleRole


class ArticleRow(EntryRow):
    """An article: its own columns; `entry` has the shared ones."""

    __tablename__ = "article"
    path: ClassVar[str] = "articles"

    id: Mapped[EntryId] = entry_key()
    role: Mapped[ArticleRole] = mapped_column(vocabulary_column(ArticleRole))
    title: Mapped[ShortText]
    teaser: Mapped[LongText]
    topics: Mapped[Json]
    what_to_know: Mapped[LongText]
