"""The table of daily-actions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, entry_key, vocabulary_column
from app.vocabulary.content import Moment


class ActionRow(EntryRow):
    """A daily action: its own columns; `entry` has the shared ones."""

    __tablename__ = "daily_action"
    path: ClassVar[str] = "daily-actions"

    id: Mapped[EntryId] = entry_key()
    moment: Mapped[Moment] = mapped_column(vocabulary_column(Moment))
    action: Mapped[LongText]
    why: Mapped[LongText]
    make_it_easy: Mapped[LongText]
