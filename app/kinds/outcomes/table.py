"""The table of outcomes."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key


class OutcomeRow(EntryRow):
    """An outcome: its own columns; `entry` has the shared ones."""

    __tablename__ = "outcome"
    path: ClassVar[str] = "outcomes"

    id: Mapped[EntryId] = entry_key()
    meaning: Mapped[LongText]
    measured_by: Mapped[Json]
    who_was_studied: Mapped[Json]
    findings: Mapped[Json]
