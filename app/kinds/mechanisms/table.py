"""The table of mechanisms."""

from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from app import fields
from app.tables import EntryRow, entry_key


class MechanismRow(EntryRow):
    """A mechanism: its own columns beside the shared entry."""

    __tablename__ = "mechanism"
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": "mechanisms"}

    id: Mapped[fields.EntryId] = entry_key()
    steps: Mapped[fields.Json]
    known_in_people: Mapped[fields.Prose]
    known_in_animals: Mapped[fields.Prose]
    outcomes: Mapped[fields.Json]
