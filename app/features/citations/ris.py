"""RIS export: one `XX  - value` field per line."""

from collections.abc import Iterator

from app.catalog.catalog import Catalog
from app.features.citations.annotations import citation_note, file_header, verification_note
from app.features.citations.bibliographic_record import Author, one_line, record_of
from app.features.citations.citation_numbering import CitedSource

CRLF = "\r\n"


def ris(catalog: Catalog, cited: tuple[CitedSource, ...]) -> str:
    """Return sources as a RIS file; without comments in RIS, the header goes into the first notes."""
    records = []
    for index, source in enumerate(cited):
        notes = [] if index else file_header(catalog, len(cited))
        notes += [verification_note(source), citation_note(catalog, source)]
        lines = [*_fields(source), *(("N1", note) for note in notes), ("ER", "")]
        records.append("".join(f"{tag}  - {one_line(value)}{CRLF}" for tag, value in lines))
    return CRLF.join(records)


def _fields(cited: CitedSource) -> Iterator[tuple[str, str]]:
    source, record = cited.source, record_of(cited.source)
    yield "TY", record.form.ris
    yield "ID", source.slug
    yield from (("AU", _name(author)) for author in record.authors.named)
    first, last = record.page_range or (source.pages, None)
    fields = {
        "TI": record.title,
        "T2" if record.form.csl.startswith("article") else "PB": record.container,
        "PY": str(source.year or ""),
        "VL": source.volume,
        "IS": source.issue,
        "SP": first,
        "EP": last,
        "DO": source.doi,
        "AN": source.pmid,
        "C2": source.pmcid,
        "SN": source.isbn,
        "UR": source.url,
    }
    yield from ((tag, value) for tag, value in fields.items() if value)


def _name(author: Author) -> str:
    """Return a RIS name: one without initials ends in a comma, so that readers do not split it."""
    return f"{author.family}, {author.given}" if author.initials else f"{author.family},"
