"""The table of daily-actions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, entry_key, vocabulary_column
from app.vocabulary.content import Moment


class ActionRow(EntryRow):
    """A daily action: its own columns beside the shared entry."""

    __tablename__ = "daily_action"
    path: ClassVar[str] = "daily-actions"

    id: Mapped[field_types.EntryId] = entry_key()
    moment: Mapped[Moment] = mapped_column(vocabulary_column(Moment))
    action: Mapped[field_types.Prose]
    why: Mapped[field_types.Prose]
    make_it_easy: Mapped[field_types.Prose]
