"""The table of outcomes."""

from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from app import fields
from app.tables import EntryRow, entry_key


class OutcomeRow(EntryRow):
    """An outcome: its own columns beside the shared entry."""

    __tablename__ = "outcome"
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": "outcomes"}

    id: Mapped[fields.EntryId] = entry_key()
    meaning: Mapped[fields.Prose]
    measured_by: Mapped[fields.Json]
    who_was_studied: Mapped[fields.Json]
    findings: Mapped[fields.Json]
