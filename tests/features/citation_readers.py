"""Third-party readers of BibTeX, RIS and CSL-JSON, with one common result."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import citeproc
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts
from citeproc.source import json as citeproc_json
from pybtex import database as pybtex
from pylatexenc import latex2text as latex

STYLE = Path(__file__).parent / "vancouver" / "nlm-citation-sequence.csl"
CONTAINERS = ("journal", "institution", "howpublished", "container-title", "publisher", "secondary_title")
FOR_OTHERS = {"others": "et al."}


@dataclass(frozen=True)
class ParsedCitation:
    """What a reader found in a record; None where it found no such field."""

    authors: str | None
    title: str | None
    container: str | None
    year: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    url: str | None
    notes: str


def decoder() -> Any:
    """Return pylatexenc's reader of LaTeX, with three signs that it does not know."""
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    known = latex.get_default_latex_context_db()
    macros = [latex.MacroTextSpec(name, sign) for name, sign in signs.items()]
    known.add_context_category("signs", prepend=True, macros=macros)
    return latex.LatexNodes2Text(latex_context=known)


LATEX = decoder()
READ_BY_TEX = re.compile(r"[\\{}$~%#&^]|--|``|''")


def plain(text: str) -> str:
    """Return the text that LaTeX stands for; most of it stands for itself."""
    decoded: str = LATEX.latex_to_text(text) if READ_BY_TEX.search(text) else text
    return decoded


def by_pybtex(text: str) -> dict[str, ParsedCitation]:
    """Return the records of a BibTeX file by key, as pybtex reads them."""
    found = {}
    for key, entry in pybtex.parse_string(text, "bibtex").entries.items():
        people = [
            bibtex_name([*person.prelast_names, *person.last_names], person.first_names + person.middle_names)
            for person in entry.persons.get("author", ())
        ]
        found[key] = _bibtex_record(dict(entry.fields), people)
    return found


def by_bibtexparser(text: str) -> dict[str, ParsedCitation]:
    """Return the records of a BibTeX file by key, as bibtexparser reads them."""
    library = parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert library.failed_blocks == []
    found = {}
    for entry in library.entries:
        fields = {field.key: field.value for field in entry.fields}
        people = [
            bibtex_name([*part.von, *part.last], part.first)
            for part in fields.pop("author", ())
            if isinstance(part, NameParts)
        ]
        found[entry.key] = _bibtex_record(fields, people)
    return found


def by_rispy(text: str) -> dict[str, ParsedCitation]:
    """Return the records of a RIS file by key, as rispy reads them."""
    found = {}
    for record in rispy.loads(text):
        people = [named(*re.split(r",\s*", name, maxsplit=1)) for name in record.get("authors", ())]
        first, last = record.get("start_page"), record.get("end_page")
        found[record["id"]] = ParsedCitation(
            authors=", ".join(people) or None,
            title=record.get("title"),
            container=_first(record, CONTAINERS),
            year=record.get("year"),
            volume=record.get("volume"),
            issue=record.get("number"),
            pages=f"{first}-{last}" if last else first,
            doi=record.get("doi"),
            url=";".join(record["urls"]) if "urls" in record else None,
            notes="\n".join(record["notes"]),
        )
    return found


def by_json(text: str) -> dict[str, ParsedCitation]:
    """Return the records of a CSL-JSON file by id."""
    found = {}
    for item in json.loads(text):
        people = [
            name["literal"] if "literal" in name else named(name["family"], name.get("given", ""))
            for name in item.get("author", ())
        ]
        issued = item.get("issued", {"date-parts": [[None]]})["date-parts"][0][0]
        found[item["id"]] = ParsedCitation(
            authors=", ".join(people) or None,
            title=item["title"],
            container=_first(item, CONTAINERS),
            year=None if issued is None else str(issued),
            volume=item.get("volume"),
            issue=item.get("issue"),
            pages=item.get("page"),
            doi=item.get("DOI"),
            url=item.get("URL"),
            notes=f"{item['note']}\n{item['annote']}",
        )
    return found


def rendered(text: str) -> dict[str, str]:
    """Return each item of a CSL-JSON file in Vancouver style, as citeproc renders it; pages in full."""
    items = json.loads(text)
    style_file = BytesIO(STYLE.read_bytes().replace(b'"minimal"', b'"expanded"'))
    style = citeproc.CitationStylesStyle(style_file, validate=False)
    source = citeproc_json.CiteProcJSON(items)
    bibliography = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for item in items:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    lines = [str(line).partition(".")[2] for line in bibliography.bibliography()]
    return dict(zip((item["id"] for item in items), lines, strict=True))


def named(family: str, given: str = "") -> str:
    """Return a name as the content writes it: `Abrams SA`."""
    initials = given.replace(".", "").replace(" ", "")
    return FOR_OTHERS.get(family, f"{family} {initials}".strip())


def bibtex_name(family: list[str], given: list[str]) -> str:
    """Return a name of BibTeX as the content writes it."""
    return named(plain(" ".join(family)), plain(" ".join(given)))


def _bibtex_record(raw: dict[str, str], people: Iterable[str]) -> ParsedCitation:
    exact = {name: raw[name] for name in ("doi", "url") if name in raw}
    fields = {name: plain(value) for name, value in raw.items()} | exact
    pages = fields.get("pages")
    return ParsedCitation(
        authors=", ".join(people) or None,
        title=fields["title"],
        container=_first(fields, CONTAINERS),
        year=fields.get("year"),
        volume=fields.get("volume"),
        issue=fields.get("number"),
        pages=None if pages is None else pages.replace("\N{EN DASH}", "-"),
        doi=fields.get("doi"),
        url=fields.get("url"),
        notes=f"{fields['note']}\n{fields['annote']}",
    )


def _first(fields: dict[str, Any], names: Iterable[str]) -> str | None:
    return next((fields[name] for name in names if name in fields), None)
