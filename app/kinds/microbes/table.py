"""The table of microbes."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText, Name, OptionalShortText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.food import MicrobeType, Rank
from app.vocabulary.grading import Verification


class MicrobeRow(EntryRow):
    """A microbe: its own columns; `entry` has the shared ones."""

    __tablename__ = "microbe"
    path: ClassVar[str] = "microbes"

    id: Mapped[EntryId] = entry_key()
    current_name: Mapped[Name]
    former_names: Mapped[Json]
    rank: Mapped[Rank] = mapped_column(vocabulary_column(Rank))
    microbe_type: Mapped[MicrobeType] = mapped_column(vocabulary_column(MicrobeType))
    strain: Mapped[OptionalShortText]
    occurs_in: Mapped[LongText]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
