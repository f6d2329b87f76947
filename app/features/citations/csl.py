"""CSL-JSON: what reference managers and word processors render in any style."""

from typing import Any

from app.features.citations.authors import AND_OTHERS, Author
from app.features.citations.record import Record


def csl_item(record: Record, note: str) -> dict[str, Any]:
    """Return a source as a CSL item; what is not known is left out."""
    source = record.source
    names = [_name(author) for author in record.authors.named]
    if record.authors.are_more:
        names.append({"literal": AND_OTHERS})
    in_journal = record.form.csl.startswith("article")
    fields = {
        "author": names,
        "title": record.title,
        "container-title" if in_journal else "publisher": record.container,
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "DOI": source.doi,
        "PMID": source.pmid,
        "PMCID": source.pmcid,
        "ISBN": source.isbn,
        "URL": source.url,
        "note": note,
    }
    return {"id": source.slug, "type": record.form.csl} | {
        name: value for name, value in fields.items() if value
    }


def _name(author: Author) -> dict[str, str]:
    if author.initials:
        return {"family": author.family, "given": author.given}
    return {"family" if author.is_one_word else "literal": author.family}
