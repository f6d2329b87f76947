"""The table of food-sources."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, ShortText
from app.db.food_columns import FoodColumns
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.food import Live


class FoodSourceRow(FoodColumns, EntryRow):
    """A fermented food: its own columns; `entry` has the shared ones."""

    __tablename__ = "food_source"
    path: ClassVar[str] = "food-sources"

    id: Mapped[EntryId] = entry_key()
    live_as_sold: Mapped[Live] = mapped_column(vocabulary_column(Live))
    live_as_sold_note: Mapped[ShortText]
    live_as_eaten: Mapped[Live] = mapped_column(vocabulary_column(Live))
    live_as_eaten_note: Mapped[ShortText]
    microbes: Mapped[Json]
    colony_forming_units: Mapped[Json]
    live_microbe_category: Mapped[Json]
    probiotic_note: Mapped[LongText]
    label_tips: Mapped[Json]
    cooking: Mapped[LongText]
