"""The table of nutrients."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class NutrientRow(EntryRow):
    """A nutrient: its own columns beside the shared entry."""

    __tablename__ = "nutrient"
    path: ClassVar[str] = "nutrients"

    id: Mapped[fields.EntryId] = entry_key()
    role: Mapped[fields.Prose]
    daily_reference: Mapped[Json]
    daily_reference_reason: Mapped[fields.MaybeProse]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
