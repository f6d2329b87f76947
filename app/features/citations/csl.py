"""CSL-JSON export, for reference managers and word processors."""

import json
from typing import Any

from app.catalog.catalog import Catalog
from app.features.citations.annotations import citation_note, file_header, verification_note
from app.features.citations.bibliographic_record import Author, record_of
from app.features.citations.citation_numbering import CitedSource


def csl_json(catalog: Catalog, cited: tuple[CitedSource, ...]) -> str:
    """Return sources as a list of CSL items; the `note` of the first begins with the file header."""
    items = [_item(catalog, each) for each in cited]
    if items:
        items[0]["note"] = " ".join([*file_header(catalog, len(items)), items[0]["note"]])
    return json.dumps(items, ensure_ascii=False)


def _item(catalog: Catalog, cited: CitedSource) -> dict[str, Any]:
    """Return a source as a CSL item; unknown fields are omitted."""
    source, record = cited.source, record_of(cited.source)
    names = [_name(author) for author in record.authors.named]
    fields = {
        "author": names,
        "title": record.title,
        "container-title" if record.form.csl.startswith("article") else "publisher": record.container,
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "DOI": source.doi,
        "PMID": source.pmid,
        "PMCID": source.pmcid,
        "ISBN": source.isbn,
        "URL": source.url,
        "note": verification_note(cited),
        "annote": citation_note(catalog, cited),
    }
    known = {name: value for name, value in fields.items() if value}
    return {"id": source.slug, "type": record.form.csl, **known}


def _name(author: Author) -> dict[str, str]:
    if author.initials:
        return {"family": author.family, "given": author.given}
    return {"family" if author.is_one_word else "literal": author.family}
