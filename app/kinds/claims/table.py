"""The tables of claims and of the evidence behind them."""

from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.field_types import EntryId, LongText, OptionalLongText
from app.db.tables import Base, EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import About, Basis, Certainty, Direction, Directness, Scope, Stance, Verdict


class ClaimEvidenceRow(Base):
    """One source of a claim, and its stance on the graded statement."""

    __tablename__ = "evidence"

    claim_id: Mapped[EntryId] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[EntryId] = mapped_column(ForeignKey("entry.id"), index=True)
    stance: Mapped[Stance] = mapped_column(vocabulary_column(Stance))
    note: Mapped[OptionalLongText]


class ClaimRow(EntryRow):
    """A claim: its own columns; `entry` has the shared ones."""

    __tablename__ = "claim"
    path: ClassVar[str] = "claims"

    id: Mapped[EntryId] = entry_key()
    statement: Mapped[LongText]
    graded_statement: Mapped[LongText]
    article_says: Mapped[LongText]
    verdict: Mapped[Verdict] = mapped_column(vocabulary_column(Verdict))
    about: Mapped[About] = mapped_column(vocabulary_column(About))
    population: Mapped[LongText]
    certainty: Mapped[Certainty] = mapped_column(vocabulary_column(Certainty))
    direction: Mapped[Direction | None] = mapped_column(vocabulary_column(Direction))
    direction_note: Mapped[OptionalLongText]
    directness: Mapped[Directness] = mapped_column(vocabulary_column(Directness))
    basis: Mapped[Basis] = mapped_column(vocabulary_column(Basis))
    scope: Mapped[Scope] = mapped_column(vocabulary_column(Scope))
    parts: Mapped[Json]
    rationale: Mapped[LongText]
    nuance: Mapped[LongText]
    would_change_grade: Mapped[LongText]
    notes: Mapped[OptionalLongText]
    no_source_found: Mapped[OptionalLongText]
    evidence: Mapped[list[ClaimEvidenceRow]] = relationship(
        order_by=ClaimEvidenceRow.position, cascade="all, delete-orphan"
    )
