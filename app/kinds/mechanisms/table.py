"""The table of mechanisms."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key


class MechanismRow(EntryRow):
    """A mechanism: its own columns; `entry` has the shared ones."""

    __tablename__ = "mechanism"
    path: ClassVar[str] = "mechanisms"

    id: Mapped[EntryId] = entry_key()
    steps: Mapped[Json]
    known_in_people: Mapped[LongText]
    known_in_animals: Mapped[LongText]
    outcomes: Mapped[Json]
