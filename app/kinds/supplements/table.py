"""The table of supplements."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class SupplementRow(EntryRow):
    """A class of supplement: its own columns beside the shared entry."""

    __tablename__ = "supplement"
    path: ClassVar[str] = "supplements"

    id: Mapped[field_types.EntryId] = entry_key()
    what_it_is: Mapped[field_types.Prose]
    when_considered: Mapped[field_types.Prose]
    what_to_check: Mapped[Json]
    tested: Mapped[Json]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
