"""The table of supplements."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class SupplementRow(EntryRow):
    """A class of supplement: its own columns; `entry` has the shared ones."""

    __tablename__ = "supplement"
    path: ClassVar[str] = "supplements"

    id: Mapped[EntryId] = entry_key()
    what_it_is: Mapped[LongText]
    when_considered: Mapped[LongText]
    what_to_check: Mapped[Json]
    tested: Mapped[Json]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
