"""The table of supplement-guidance."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.content import GuidanceStep


class GuidanceRow(EntryRow):
    """A step of supplement guidance: its own columns; `entry` has the shared ones."""

    __tablename__ = "supplement_guidance"
    path: ClassVar[str] = "supplement-guidance"

    id: Mapped[EntryId] = entry_key()
    step: Mapped[GuidanceStep] = mapped_column(vocabulary_column(GuidanceStep))
    advice: Mapped[Json]
    look_for: Mapped[Json]
    does_not_tell: Mapped[LongText]
