"""The table of sources."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import Count, Doi, EntryId, OptionalLongText, OptionalShortText, Url, Year
from app.db.tables import EntryRow, Json, entry_key, vocabulary_column
from app.vocabulary.grading import Design, EvidenceBase, SourceType, StudyDirection, SynthesisOf


class SourceRow(EntryRow):
    """A source: its own columns; `entry` has the shared ones."""

    __tablename__ = "source"
    path: ClassVar[str] = "sources"

    id: Mapped[EntryId] = entry_key()
    type: Mapped[SourceType] = mapped_column(vocabulary_column(SourceType))
    title: Mapped[OptionalLongText]
    title_note: Mapped[OptionalLongText]
    authors: Mapped[OptionalLongText]
    first_author: Mapped[OptionalShortText]
    journal: Mapped[OptionalShortText]
    year: Mapped[Year]
    volume: Mapped[OptionalShortText]
    issue: Mapped[OptionalShortText]
    pages: Mapped[OptionalShortText]
    doi: Mapped[Doi]
    doi_unconfirmed: Mapped[Doi]
    pmid: Mapped[OptionalShortText]
    pmcid: Mapped[OptionalShortText]
    isbn: Mapped[OptionalShortText]
    url: Mapped[Url]
    url_note: Mapped[OptionalLongText]
    design: Mapped[Design | None] = mapped_column(vocabulary_column(Design))
    design_note: Mapped[OptionalLongText]
    evidence_base: Mapped[EvidenceBase | None] = mapped_column(vocabulary_column(EvidenceBase))
    synthesis_of: Mapped[SynthesisOf | None] = mapped_column(vocabulary_column(SynthesisOf))
    population: Mapped[OptionalLongText]
    n: Mapped[Count]
    n_note: Mapped[OptionalLongText]
    intervention: Mapped[Json]
    comparator: Mapped[OptionalLongText]
    outcome: Mapped[OptionalLongText]
    direction: Mapped[StudyDirection | None] = mapped_column(vocabulary_column(StudyDirection))
    direction_note: Mapped[OptionalLongText]
    effects: Mapped[Json]
    main_limitation: Mapped[OptionalLongText]
    verification: Mapped[Json]
    retraction_status: Mapped[OptionalShortText]
    notes: Mapped[OptionalLongText]
