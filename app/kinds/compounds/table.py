"""The table of compounds."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.food import CompoundClass
from app.vocabulary.grading import Verification


class CompoundRow(EntryRow):
    """A compound: its own columns beside the shared entry."""

    __tablename__ = "compound"
    path: ClassVar[str] = "compounds"

    id: Mapped[fields.EntryId] = entry_key()
    compound_class: Mapped[CompoundClass] = mapped_column("class", vocabulary_column(CompoundClass))
    what_it_does: Mapped[fields.Prose]
    made_by: Mapped[Json]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
