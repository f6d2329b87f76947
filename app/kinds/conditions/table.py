"""The table of conditions."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import EntryId, LongText
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Verification


class ConditionRow(EntryRow):
    """A condition: its own columns; `entry` has the shared ones."""

    __tablename__ = "condition"
    path: ClassVar[str] = "conditions"

    id: Mapped[EntryId] = entry_key()
    what_it_is: Mapped[LongText]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification] = mapped_column(vocabulary_column(Verification))
    what_changes: Mapped[LongText]
