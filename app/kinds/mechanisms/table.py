"""The table of mechanisms."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app import fields
from app.tables import EntryRow, Json, entry_key


class MechanismRow(EntryRow):
    """A mechanism: its own columns beside the shared entry."""

    __tablename__ = "mechanism"
    path: ClassVar[str] = "mechanisms"

    id: Mapped[fields.EntryId] = entry_key()
    steps: Mapped[Json]
    known_in_people: Mapped[fields.Prose]
    known_in_animals: Mapped[fields.Prose]
    outcomes: Mapped[Json]
