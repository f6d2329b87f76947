"""The table of sources."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core import field_types
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Design, EvidenceBase, SourceType, StudyDirection, SynthesisOf


class SourceRow(EntryRow):
    """A source: its own columns beside the shared entry."""

    __tablename__ = "source"
    path: ClassVar[str] = "sources"

    id: Mapped[field_types.EntryId] = entry_key()
    type: Mapped[SourceType] = mapped_column(vocabulary_column(SourceType))
    title: Mapped[field_types.MaybeProse]
    title_note: Mapped[field_types.MaybeProse]
    authors: Mapped[field_types.MaybeProse]
    first_author: Mapped[field_types.MaybeLine]
    journal: Mapped[field_types.MaybeLine]
    year: Mapped[field_types.Year]
    volume: Mapped[field_types.MaybeLine]
    issue: Mapped[field_types.MaybeLine]
    pages: Mapped[field_types.MaybeLine]
    doi: Mapped[field_types.Doi]
    doi_unconfirmed: Mapped[field_types.Doi]
    pmid: Mapped[field_types.MaybeLine]
    pmcid: Mapped[field_types.MaybeLine]
    isbn: Mapped[field_types.MaybeLine]
    url: Mapped[field_types.Url]
    url_note: Mapped[field_types.MaybeProse]
    design: Mapped[Design | None] = mapped_column(vocabulary_column(Design))
    design_note: Mapped[field_types.MaybeProse]
    evidence_base: Mapped[EvidenceBase | None] = mapped_column(vocabulary_column(EvidenceBase))
    synthesis_of: Mapped[SynthesisOf | None] = mapped_column(vocabulary_column(SynthesisOf))
    population: Mapped[field_types.MaybeProse]
    n: Mapped[field_types.Count]
    n_note: Mapped[field_types.MaybeProse]
    intervention: Mapped[Json]
    comparator: Mapped[field_types.MaybeProse]
    outcome: Mapped[field_types.MaybeProse]
    direction: Mapped[StudyDirection | None] = mapped_column(vocabulary_column(StudyDirection))
    direction_note: Mapped[field_types.MaybeProse]
    effects: Mapped[Json]
    main_limitation: Mapped[field_types.MaybeProse]
    verification: Mapped[Json]
    retraction_status: Mapped[field_types.MaybeLine]
    notes: Mapped[field_types.MaybeProse]
