"""The table of compounds."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.food import CompoundClass
from app.vocabulary.grading import Verification


class CompoundRow(EntryRow):
    """A compound: its own columns; `entry` has the shared ones."""

    __tablename__ = "compound"
    path: ClassVar[str] = "compounds"

    id: Mapped[EntryId] = entry_key()
    compound_class: Mapped[CompoundClass] = mapped_column("class", vocabulary_column(CompoundClass))
    what_it_does: Mapped[LongText]
    made_by: Mapped[Json]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
