"""The tables of claims and of the evidence behind them."""

from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import field_types
from app.db.tables import Base, EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import About, Basis, Certainty, Direction, Directness, Scope, Stance, Verdict


class EvidenceRow(Base):
    """One source of a claim, and what it says of the graded statement."""

    __tablename__ = "evidence"

    claim_id: Mapped[field_types.EntryId] = mapped_column(
        ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[field_types.EntryId] = mapped_column(ForeignKey("entry.id"), index=True)
    stance: Mapped[Stance] = mapped_column(vocabulary_column(Stance))
    note: Mapped[field_types.MaybeProse]


class ClaimRow(EntryRow):
    """A claim: its own columns beside the shared entry."""

    __tablename__ = "claim"
    path: ClassVar[str] = "claims"

    id: Mapped[field_types.EntryId] = entry_key()
    statement: Mapped[field_types.Prose]
    graded_statement: Mapped[field_types.Prose]
    article_says: Mapped[field_types.Prose]
    verdict: Mapped[Verdict] = mapped_column(vocabulary_column(Verdict))
    about: Mapped[About] = mapped_column(vocabulary_column(About))
    population: Mapped[field_types.Prose]
    certainty: Mapped[Certainty] = mapped_column(vocabulary_column(Certainty))
    direction: Mapped[Direction | None] = mapped_column(vocabulary_column(Direction))
    direction_note: Mapped[field_types.MaybeProse]
    directness: Mapped[Directness] = mapped_column(vocabulary_column(Directness))
    basis: Mapped[Basis] = mapped_column(vocabulary_column(Basis))
    scope: Mapped[Scope] = mapped_column(vocabulary_column(Scope))
    parts: Mapped[Json]
    rationale: Mapped[field_types.Prose]
    nuance: Mapped[field_types.Prose]
    would_change_grade: Mapped[field_types.Prose]
    notes: Mapped[field_types.MaybeProse]
    no_source_found: Mapped[field_types.MaybeProse]
    evidence: Mapped[list[EvidenceRow]] = relationship(
        order_by=EvidenceRow.position, cascade="all, delete-orphan"
    )
