"""The table of medicines."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, OptionalLongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class MedicineRow(EntryRow):
    """A class of medicine: its own columns; `entry` has the shared ones."""

    __tablename__ = "medicine"
    path: ClassVar[str] = "medicines"

    id: Mapped[EntryId] = entry_key()
    what_it_is: Mapped[LongText]
    examples: Mapped[Json]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    notes: Mapped[OptionalLongText]
    what_changes: Mapped[LongText]
