"""The table of activities."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class ActivityRow(EntryRow):
    """An activity: its own columns; `entry` has the shared ones."""

    __tablename__ = "activity"
    path: ClassVar[str] = "activities"

    id: Mapped[EntryId] = entry_key()
    what_it_is: Mapped[LongText]
    how_to: Mapped[Json]
    start_small: Mapped[LongText]
    what_it_may_do: Mapped[LongText]
    outcomes: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
