"""The table of nutrients."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, OptionalLongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class NutrientRow(EntryRow):
    """A nutrient: its own columns; `entry` has the shared ones."""

    __tablename__ = "nutrient"
    path: ClassVar[str] = "nutrients"

    id: Mapped[EntryId] = entry_key()
    role: Mapped[LongText]
    daily_reference: Mapped[Json]
    daily_reference_reason: Mapped[OptionalLongText]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
