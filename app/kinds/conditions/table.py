"""The table of conditions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class ConditionRow(EntryRow):
    """A condition: its own columns beside the shared entry."""

    __tablename__ = "condition"
    path: ClassVar[str] = "conditions"

    id: Mapped[field_types.EntryId] = entry_key()
    what_it_is: Mapped[field_types.Prose]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    what_changes: Mapped[field_types.Prose]
