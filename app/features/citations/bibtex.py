"""BibTeX export in UTF-8; characters special to TeX are escaped."""

import re
from itertools import accumulate

from app.catalog.catalog import Catalog
from app.features.citations.annotations import citation_note, file_header, verification_note
from app.features.citations.bibliographic_record import Author, Authors, PublicationType, record_of
from app.features.citations.citation_numbering import CitedSource

TEX_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{char: f"\\{char}" for char in "{}%&$#_"},
    }
)
"""Characters special to TeX and their escapes, as reference managers write them."""

UNBALANCED_BRACES = {r"\{": r"{\textbraceleft}", r"\}": r"{\textbraceright}"}
"""BibTeX counts escaped braces to find the end of a field, so unbalanced ones are written by name."""

LIGATURES = re.compile(r"([-`'])(?=\1)")
"""Doubled characters that TeX joins to a dash or a quotation mark."""

URL_BRACES = str.maketrans({"{": "%7B", "}": "%7D"})
CONTAINERS = {PublicationType.JOURNAL_ARTICLE: "journal", PublicationType.REPORT: "institution"}


def bibtex(catalog: Catalog, cited: tuple[CitedSource, ...]) -> str:
    """Return sources as a BibTeX file. Text outside of entries is a comment."""
    comments = [f"% {line.replace('@', '(at)')}" for line in file_header(catalog, len(cited))]
    entries = [_entry(catalog, source) for source in cited]
    return "\n\n".join(["\n".join(comments), *entries]) + "\n"


def _entry(catalog: Catalog, cited: CitedSource) -> str:
    source, record = cited.source, record_of(cited.source)
    texts = {
        CONTAINERS.get(record.form, "howpublished"): record.container,
        "year": str(source.year or ""),
        "volume": source.volume,
        "number": source.issue,
        "pmid": source.pmid,
        "pmcid": source.pmcid,
        "isbn": source.isbn,
        "note": verification_note(cited),
        "annote": citation_note(catalog, cited),
    }
    addresses = {"doi": source.doi, "url": source.url}
    first, last = record.page_range or (source.pages or "", "")
    fields = {
        "author": _names(record.authors),
        # Double braces keep styles from lower-casing BMD or a Latin name.
        "title": f"{{{escaped(record.title)}}}",
        **{name: escaped(text) for name, text in texts.items() if text},
        "pages": "--".join(escaped(page) for page in (first, last) if page),
        **{name: text.translate(URL_BRACES) for name, text in addresses.items() if text},
    }
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{record.form.bibtex}{{{source.slug}{lines}\n}}"


def escaped(text: str) -> str:
    """Return text with TeX special characters escaped."""
    written = LIGATURES.sub(r"\1{}", text.translate(TEX_ESCAPES))
    if not _is_balanced(text):
        for brace, name in UNBALANCED_BRACES.items():
            written = written.replace(brace, name)
    return written


def _is_balanced(text: str) -> bool:
    depths = list(accumulate({"{": 1, "}": -1}.get(char, 0) for char in text))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)


def _names(authors: Authors) -> str:
    names = [_name(author) for author in authors.named]
    return " and ".join([*names, "others"] if authors.are_more else names)


def _name(author: Author) -> str:
    if author.initials:
        return f"{escaped(author.family)}, {escaped(author.given)}"
    return escaped(author.family) if author.is_one_word else f"{{{escaped(author.family)}}}"
