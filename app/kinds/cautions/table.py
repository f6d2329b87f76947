"""The table of cautions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.fields import vocabulary_column
from app.tables import EntryRow, entry_key
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Form, Severity


class CautionRow(EntryRow):
    """A caution: its own columns beside the shared entry."""

    __tablename__ = "caution"
    path: ClassVar[str] = "cautions"

    id: Mapped[fields.EntryId] = entry_key()
    severity: Mapped[Severity] = mapped_column(vocabulary_column(Severity))
    concerns: Mapped[fields.Json]
    must_display: Mapped[fields.Flag]
    applies_to: Mapped[fields.Json]
    applies_when: Mapped[fields.MaybeProse]
    form: Mapped[Form | None] = mapped_column(vocabulary_column(Form))
    who: Mapped[fields.Json]
    why: Mapped[fields.Prose]
    what_to_do: Mapped[fields.Json]
    urgent_signs: Mapped[fields.Json]
    numbers: Mapped[fields.Json]
    conflict: Mapped[fields.MaybeProse]
    sources: Mapped[fields.Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    notes: Mapped[fields.MaybeProse]
