"""Bibliographic record of a source: the common input of all citation formats."""

import re
from dataclasses import dataclass
from enum import Enum

from app.features.citations.authors import Authors, authors_of
from app.kinds.sources import Source
from app.vocabulary.grading import SourceType

PAGE_RANGE = re.compile(r"([A-Za-z]*)(\d+)[-\N{EN DASH}](\1\d+\S*)")
"""`471-476` and `e154-e162` are ranges; `e00545-17` is an article number."""


class PublicationType(Enum):
    """Publication type of a source, with its names in CSL, BibTeX and RIS."""

    JOURNAL_ARTICLE = ("article-journal", "article", "JOUR")
    REPORT = ("report", "techreport", "RPRT")
    WEB_PAGE = ("webpage", "misc", "ELEC")
    STANDARD = ("standard", "misc", "STAND")
    DATA_SET = ("dataset", "misc", "DATA")
    MAGAZINE_ARTICLE = ("article-magazine", "misc", "MGZN")

    def __init__(self, csl: str, bibtex: str, ris: str) -> None:
        """Set the name of the type in each format."""
        self.csl = csl
        self.bibtex = bibtex
        self.ris = ris


PUBLICATION_TYPES = {
    SourceType.GUIDELINE: PublicationType.REPORT,
    SourceType.AGENCY_PAGE: PublicationType.WEB_PAGE,
    SourceType.REFERENCE_PAGE: PublicationType.WEB_PAGE,
    SourceType.STANDARD: PublicationType.STANDARD,
    SourceType.DATA_SET: PublicationType.DATA_SET,
    SourceType.ARTICLE: PublicationType.MAGAZINE_ARTICLE,
}
"""Any other type is a journal article; so is a guideline with a volume or a DOI."""


@dataclass(frozen=True)
class BibliographicRecord:
    """Bibliographic fields of a source. `container` is the journal or the publisher."""

    source: Source
    form: PublicationType
    authors: Authors
    title: str
    container: str | None

    @property
    def page_range(self) -> tuple[str, str] | None:
        """Return the first and last page, or None if the pages are not a range."""
        found = PAGE_RANGE.fullmatch(self.source.pages or "")
        return (found[1] + found[2], found[3]) if found else None


def record_of(source: Source) -> BibliographicRecord:
    """Return the bibliographic record of a source."""
    form = PUBLICATION_TYPES.get(source.type, PublicationType.JOURNAL_ARTICLE)
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
    """Return the published title, or a substitute in square brackets, as style guides ask."""
    if source.title and not source.title_note:
        return one_line(source.title)
    return f"[{one_line(source.title or source.title_note or source.name)}]"


def one_line(text: str) -> str:
    """Return text with all white space collapsed to single spaces."""
    return " ".join(text.split())
