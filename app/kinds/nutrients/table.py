"""The table of nutrients."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.fields import vocabulary_column
from app.tables import EntryRow, entry_key
from app.vocabulary.grading import Verification


class NutrientRow(EntryRow):
    """A nutrient: its own columns beside the shared entry."""

    __tablename__ = "nutrient"
    path: ClassVar[str] = "nutrients"

    id: Mapped[fields.EntryId] = entry_key()
    role: Mapped[fields.Prose]
    daily_reference: Mapped[fields.Json]
    daily_reference_reason: Mapped[fields.MaybeProse]
    mechanisms: Mapped[fields.Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
