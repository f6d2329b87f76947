"""The table of sources."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Design, EvidenceBase, SourceType, StudyDirection, SynthesisOf


class SourceRow(EntryRow):
    """A source: its own columns beside the shared entry."""

    __tablename__ = "source"
    path: ClassVar[str] = "sources"

    id: Mapped[fields.EntryId] = entry_key()
    type: Mapped[SourceType] = mapped_column(vocabulary_column(SourceType))
    title: Mapped[fields.MaybeProse]
    title_note: Mapped[fields.MaybeProse]
    authors: Mapped[fields.MaybeProse]
    first_author: Mapped[fields.MaybeLine]
    journal: Mapped[fields.MaybeLine]
    year: Mapped[fields.Year]
    volume: Mapped[fields.MaybeLine]
    issue: Mapped[fields.MaybeLine]
    pages: Mapped[fields.MaybeLine]
    doi: Mapped[fields.Doi]
    doi_unconfirmed: Mapped[fields.Doi]
    pmid: Mapped[fields.MaybeLine]
    pmcid: Mapped[fields.MaybeLine]
    isbn: Mapped[fields.MaybeLine]
    url: Mapped[fields.Url]
    url_note: Mapped[fields.MaybeProse]
    design: Mapped[Design | None] = mapped_column(vocabulary_column(Design))
    design_note: Mapped[fields.MaybeProse]
    evidence_base: Mapped[EvidenceBase | None] = mapped_column(vocabulary_column(EvidenceBase))
    synthesis_of: Mapped[SynthesisOf | None] = mapped_column(vocabulary_column(SynthesisOf))
    population: Mapped[fields.MaybeProse]
    n: Mapped[fields.Count]
    n_note: Mapped[fields.MaybeProse]
    intervention: Mapped[Json]
    comparator: Mapped[fields.MaybeProse]
    outcome: Mapped[fields.MaybeProse]
    direction: Mapped[StudyDirection | None] = mapped_column(vocabulary_column(StudyDirection))
    direction_note: Mapped[fields.MaybeProse]
    effects: Mapped[Json]
    main_limitation: Mapped[fields.MaybeProse]
    verification: Mapped[Json]
    retraction_status: Mapped[fields.MaybeLine]
    notes: Mapped[fields.MaybeProse]
