"""The table of lifestyle-tips."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.content import Topic


class TipRow(EntryRow):
    """A lifestyle tip: its own columns beside the shared entry."""

    __tablename__ = "lifestyle_tip"
    path: ClassVar[str] = "lifestyle-tips"

    id: Mapped[field_types.EntryId] = entry_key()
    topic: Mapped[Topic] = mapped_column(vocabulary_column(Topic))
    action: Mapped[field_types.Prose]
    start_small: Mapped[field_types.Prose]
    how_often: Mapped[field_types.Line]
    good_to_know: Mapped[Json]
    mechanisms: Mapped[Json]
