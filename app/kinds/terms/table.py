"""The table of terms."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, OptionalLongText
from app.db.tables import EntryRow, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class TermRow(EntryRow):
    """A term: its own columns; `entry` has the shared ones."""

    __tablename__ = "term"
    path: ClassVar[str] = "terms"

    id: Mapped[EntryId] = entry_key()
    definition: Mapped[LongText]
    often_confused_with: Mapped[OptionalLongText]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
