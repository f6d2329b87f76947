"""Bibliographic record of a source, its authors included: the common input of all citation formats."""

import re
from dataclasses import dataclass
from enum import Enum

from app.kinds.sources import Source, retraction_mark
from app.vocabulary.grading import SourceType

PAGE_RANGE = re.compile(r"([A-Za-z]*)(\d+)[-\u2013](\1\d+\S*)")
"""`471-476` and `e154-e162` are ranges; `e00545-17` is an article number."""

AND_OTHERS = "et al."
"""Marks where names were left out of the line."""

LONGEST_INITIALS = 6


@dataclass(frozen=True)
class Author:
    """A person with initials, or an unparsed name: an organisation or a family name alone."""

    family: str
    initials: str = ""

    @property
    def given(self) -> str:
        """Return the initials with full stops: `S. A.` for SA."""
        return "-".join(" ".join(f"{letter}." for letter in part) for part in self.initials.split("-"))

    @property
    def is_one_word(self) -> bool:
        """Return whether this is a family name alone; a longer name without initials is an organisation."""
        return not self.initials and " " not in self.family


@dataclass(frozen=True)
class Authors:
    """The known authors of a source, in order.

    No export format can express names missing in the middle, so author lists end at the gap and the
    names after it go into a note.
    """

    named: tuple[Author, ...] = ()
    are_more: bool = False
    after_the_gap: tuple[str, ...] = ()


def authors_of(line: str | None) -> Authors:
    """Parse a line of names, split at the gap that `et al.` marks."""
    names = [name.strip() for name in (line or "").split(",") if name.strip()]
    if AND_OTHERS not in names:
        return Authors(tuple(map(_author, names)))
    gap = names.index(AND_OTHERS)
    return Authors(
        named=tuple(map(_author, names[:gap])),
        are_more=True,
        after_the_gap=tuple(names[gap + 1 :]),
    )


def _author(name: str) -> Author:
    family, _, last = name.rpartition(" ")
    letters = last.replace("-", "")
    if family and letters.isalpha() and letters.isupper() and len(letters) <= LONGEST_INITIALS:
        return Author(family, last)
    return Author(name)


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
    """Return the published title, or a substitute in square brackets, as style guides ask.

    The title of a publication that was taken back begins with RETRACTED or WITHDRAWN, as journals mark it.
    """
    mark = retraction_mark(dict(source))
    before = f"{mark}: " if mark else ""
    if source.title and not source.title_note:
        return before + one_line(source.title)
    return f"[{before}{one_line(source.title or source.title_note or source.name)}]"


def one_line(text: str) -> str:
    """Return text with all white space collapsed to single spaces."""
    return " ".join(text.split())
