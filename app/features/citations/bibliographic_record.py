"""What every format of a citation is written from: the fields of a source, sorted for a bibliography."""

import re
from dataclasses import dataclass
from enum import Enum

from app.features.citations.authors import Authors, authors_of
from app.kinds.sources.schemas import Source
from app.vocabulary.grading import SourceType

PAGE_RANGE = re.compile(r"([A-Za-z]*)(\d+)[-\N{EN DASH}](\1\d+\S*)")
"""`471-476` and `e154-e162` are ranges; `e00545-17` is the number of an article."""


class PublicationType(Enum):
    """What a source is to a bibliography: its type in CSL, BibTeX and RIS."""

    JOURNAL_ARTICLE = ("article-journal", "article", "JOUR")
    REPORT = ("report", "techreport", "RPRT")
    WEB_PAGE = ("webpage", "misc", "ELEC")
    STANDARD = ("standard", "misc", "STAND")
    DATA_SET = ("dataset", "misc", "DATA")
    MAGAZINE_ARTICLE = ("article-magazine", "misc", "MGZN")

    def __init__(self, csl: str, bibtex: str, ris: str) -> None:
        """Keep the three names."""
        self.csl = csl
        self.bibtex = bibtex
        self.ris = ris


FORMS = {
    SourceType.GUIDELINE: PublicationType.REPORT,
    SourceType.AGENCY_PAGE: PublicationType.WEB_PAGE,
    SourceType.REFERENCE_PAGE: PublicationType.WEB_PAGE,
    SourceType.STANDARD: PublicationType.STANDARD,
    SourceType.DATA_SET: PublicationType.DATA_SET,
    SourceType.ARTICLE: PublicationType.MAGAZINE_ARTICLE,
}
"""Every other type is an article in a journal; so is a guideline that has a volume or a DOI."""


@dataclass(frozen=True)
class BibliographicRecord:
    """A source as bibliographies see it. `container` is the journal, or whoever published it."""

    source: Source
    form: PublicationType
    authors: Authors
    title: str
    container: str | None

    @property
    def page_range(self) -> tuple[str, str] | None:
        """Return the first and the last page, or None where the pages are no range."""
        found = PAGE_RANGE.fullmatch(self.source.pages or "")
        return (found[1] + found[2], found[3]) if found else None


def record_of(source: Source) -> BibliographicRecord:
    """Return a source as bibliographies see it."""
    form = FORMS.get(source.type, PublicationType.JOURNAL_ARTICLE)
    if form is PublicationType.REPORT and (source.doi or source.volume):
        form = PublicationType.JOURNAL_ARTICLE
    return BibliographicRecord(
        source=source,
        form=form,
        authors=authors_of(source.authors or source.first_author),
        title=title_of(source),
        container=one_line(source.journal) if source.journal else None,
    )


def title_of(source: Source) -> str:
    """Return the published title; in brackets, as is usual, what stands in for one."""
    if source.title and not source.title_note:
        return one_line(source.title)
    return f"[{one_line(source.title or source.title_note or source.name)}]"


def one_line(text: str) -> str:
    """Return text without line breaks and doubled spaces."""
    return " ".join(text.split())
