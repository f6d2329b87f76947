"""The table of lifestyle-tips."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, ShortText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.content import Topic


class TipRow(EntryRow):
    """A lifestyle tip: its own columns; `entry` has the shared ones."""

    __tablename__ = "lifestyle_tip"
    path: ClassVar[str] = "lifestyle-tips"

    id: Mapped[EntryId] = entry_key()
    topic: Mapped[Topic] = mapped_column(vocabulary_column(Topic))
    action: Mapped[LongText]
    start_small: Mapped[LongText]
    how_often: Mapped[ShortText]
    good_to_know: Mapped[Json]
    mechanisms: Mapped[Json]
