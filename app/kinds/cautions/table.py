"""The table of cautions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, OptionalLongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Form, Severity


class CautionRow(EntryRow):
    """A caution: its own columns; `entry` has the shared ones."""

    __tablename__ = "caution"
    path: ClassVar[str] = "cautions"

    id: Mapped[EntryId] = entry_key()
    severity: Mapped[Severity] = mapped_column(vocabulary_column(Severity))
    concerns: Mapped[Json]
    must_display: Mapped[bool]
    applies_to: Mapped[Json]
    applies_when: Mapped[OptionalLongText]
    form: Mapped[Form | None] = mapped_column(vocabulary_column(Form))
    who: Mapped[Json]
    why: Mapped[LongText]
    what_to_do: Mapped[Json]
    urgent_signs: Mapped[Json]
    numbers: Mapped[Json]
    conflict: Mapped[OptionalLongText]
    sources: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    notes: Mapped[OptionalLongText]
