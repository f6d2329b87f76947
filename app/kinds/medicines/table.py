"""The table of medicines."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class MedicineRow(EntryRow):
    """A class of medicine: its own columns beside the shared entry."""

    __tablename__ = "medicine"
    path: ClassVar[str] = "medicines"

    id: Mapped[field_types.EntryId] = entry_key()
    what_it_is: Mapped[field_types.Prose]
    examples: Mapped[Json]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    notes: Mapped[field_types.MaybeProse]
    what_changes: Mapped[field_types.Prose]
