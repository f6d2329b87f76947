"""The table of medicines."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class MedicineRow(EntryRow):
    """A class of medicine: its own columns beside the shared entry."""

    __tablename__ = "medicine"
    path: ClassVar[str] = "medicines"

    id: Mapped[fields.EntryId] = entry_key()
    what_it_is: Mapped[fields.Prose]
    examples: Mapped[Json]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    notes: Mapped[fields.MaybeProse]
    what_changes: Mapped[fields.Prose]
