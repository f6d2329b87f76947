"""BibTeX, in UTF-8: letters beyond ASCII stay as they are, the signs that TeX reads are escaped."""

import re
from itertools import accumulate

from app.catalog.catalog import Catalog
from app.features.citations.annotations import checked, cited_for, heading
from app.features.citations.authors import Author, Authors
from app.features.citations.bibliographic_record import PublicationType, record_of
from app.features.citations.citation_numbering import CitedSource

SIGNS = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "{}%&$#_"},
    }
)
"""Signs that TeX reads, and how to write them; as reference managers do."""

LONE_BRACES = {r"\{": r"{\textbraceleft}", r"\}": r"{\textbraceright}"}
"""BibTeX counts escaped braces too when it looks for the end of a field: those without a pair go by name."""

PAIRS = re.compile(r"([-`'])(?=\1)")
"""Signs that TeX joins when they are doubled, to a dash or to quotation marks."""

BRACES_IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D"})
CONTAINERS = {PublicationType.JOURNAL_ARTICLE: "journal", PublicationType.REPORT: "institution"}


def bibtex(catalog: Catalog, cited: tuple[CitedSource, ...]) -> str:
    """Return sources as a BibTeX file. What stands outside of entries is a comment there."""
    comments = [f"% {line.replace('@', '(at)')}" for line in heading(catalog, len(cited))]
    entries = [_entry(catalog, each) for each in cited]
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
        "note": checked(cited),
        "annote": cited_for(catalog, cited),
    }
    addresses = {"doi": source.doi, "url": source.url}
    first, last = record.page_range or (source.pages or "", "")
    fields = {
        "author": _names(record.authors),
        # Twice in braces: no style may lower the letters of BMD or of a Latin name.
        "title": f"{{{escaped(record.title)}}}",
        **{name: escaped(text) for name, text in texts.items() if text},
        "pages": "--".join(escaped(page) for page in (first, last) if page),
        **{name: text.translate(BRACES_IN_ADDRESSES) for name, text in addresses.items() if text},
    }
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{record.form.bibtex}{{{source.slug}{lines}\n}}"


def escaped(text: str) -> str:
    """Return text with every sign that TeX would read escaped."""
    written = PAIRS.sub(r"\1{}", text.translate(SIGNS))
    if not _in_pairs(text):
        for brace, name in LONE_BRACES.items():
            written = written.replace(brace, name)
    return written


def _in_pairs(text: str) -> bool:
    depths = list(accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in text))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)


def _names(authors: Authors) -> str:
    names = [_name(author) for author in authors.named]
    return " and ".join([*names, "others"] if authors.are_more else names)


def _name(author: Author) -> str:
    if author.initials:
        return f"{escaped(author.family)}, {escaped(author.given)}"
    return escaped(author.family) if author.is_one_word else f"{{{escaped(author.family)}}}"
