"""The table of prebiotics."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from app import fields
from app.foodtable import FoodColumns
from app.tables import EntryRow, Json, entry_key


class PrebioticRow(FoodColumns, EntryRow):
    """A prebiotic food: its own columns beside the shared entry."""

    __tablename__ = "prebiotic"
    path: ClassVar[str] = "prebiotics"

    id: Mapped[fields.EntryId] = entry_key()
    compounds: Mapped[Json]
