"""The table of prebiotics."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app.core.field_types import EntryId
from app.db.food_columns import FoodColumns
from app.db.tables import EntryRow, Json, entry_key


class PrebioticRow(FoodColumns, EntryRow):
    """A prebiotic food: its own columns; `entry` has the shared ones."""

    __tablename__ = "prebiotic"
    path: ClassVar[str] = "prebiotics"

    id: Mapped[EntryId] = entry_key()
    compounds: Mapped[Json]
