"""The table of mechanisms."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key


class MechanismRow(EntryRow):
    """A mechanism: its own columns beside the shared entry."""

    __tablename__ = "mechanism"
    path: ClassVar[str] = "mechanisms"

    id: Mapped[field_types.EntryId] = entry_key()
    steps: Mapped[Json]
    known_in_people: Mapped[field_types.Prose]
    known_in_animals: Mapped[field_types.Prose]
    outcomes: Mapped[Json]
