"""The table of microbes."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.food import MicrobeType, Rank
from app.vocabulary.grading import Verification


class MicrobeRow(EntryRow):
    """A microbe: its own columns beside the shared entry."""

    __tablename__ = "microbe"
    path: ClassVar[str] = "microbes"

    id: Mapped[fields.EntryId] = entry_key()
    current_name: Mapped[fields.Name]
    former_names: Mapped[Json]
    rank: Mapped[Rank] = mapped_column(vocabulary_column(Rank))
    microbe_type: Mapped[MicrobeType] = mapped_column(vocabulary_column(MicrobeType))
    strain: Mapped[fields.MaybeLine]
    occurs_in: Mapped[fields.Prose]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
