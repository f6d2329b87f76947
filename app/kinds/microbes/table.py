"""The table of microbes."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.food import MicrobeType, Rank
from app.vocabulary.grading import Verification


class MicrobeRow(EntryRow):
    """A microbe: its own columns beside the shared entry."""

    __tablename__ = "microbe"
    path: ClassVar[str] = "microbes"

    id: Mapped[field_types.EntryId] = entry_key()
    current_name: Mapped[field_types.Name]
    former_names: Mapped[Json]
    rank: Mapped[Rank] = mapped_column(vocabulary_column(Rank))
    microbe_type: Mapped[MicrobeType] = mapped_column(vocabulary_column(MicrobeType))
    strain: Mapped[field_types.MaybeLine]
    occurs_in: Mapped[field_types.Prose]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
