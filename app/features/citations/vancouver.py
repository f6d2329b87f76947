"""Vancouver style of the US National Library of Medicine, one line per reference.

Follows "Citing Medicine", second edition, as implemented by the CSL style `nlm-citation-sequence`:
six authors and then "et al.", a substitute title in brackets, `[Internet]` and the URL if there is
no DOI or PubMed number. Three differences: journal names and page ranges are given in full, and a year
that is not known is `n.d.`.
"""

from app.features.citations.bibliographic_record import (
    AND_OTHERS,
    Authors,
    BibliographicRecord,
    PublicationType,
)
from app.kinds.sources import NO_DATE

MAX_AUTHORS = 6
PERIODICALS = {PublicationType.JOURNAL_ARTICLE, PublicationType.MAGAZINE_ARTICLE}


def vancouver(record: BibliographicRecord) -> str:
    """Return a reference as one line; unknown parts are omitted."""
    source = record.source
    in_periodical = record.form in PERIODICALS
    has_identifier = record.form is PublicationType.JOURNAL_ARTICLE and any(
        (source.doi, source.pmid, source.pmcid)
    )
    needs_url = source.url is not None and not has_identifier
    title, container = record.title, record.container
    if source.url and not (in_periodical and container):
        title = f"{title} [Internet]"
    elif needs_url:
        container = f"{container} [Internet]"
    if in_periodical:
        issued = [container, ";".join(filter(None, (_year(record), _volume_and_pages(record))))]
    else:
        issued = ["; ".join(filter(None, (container, _year(record))))]
    parts = [_names(record.authors), title, *issued]
    line = "".join(f"{_with_full_stop(part)} " for part in parts if part)
    return (line + " ".join(_identifiers(record, needs_url=needs_url))).strip()


def _names(authors: Authors) -> str:
    names = [f"{author.family} {author.initials}".strip() for author in authors.named]
    if authors.are_more or len(names) > MAX_AUTHORS:
        names = [*names[:MAX_AUTHORS], AND_OTHERS]
    return ", ".join(names)


def _year(record: BibliographicRecord) -> str:
    return str(record.source.year or NO_DATE)


def _volume_and_pages(record: BibliographicRecord) -> str:
    source = record.source
    issue = f"({source.issue})" if source.issue else ""
    return ":".join(filter(None, (f"{source.volume or ''}{issue}", source.pages)))


def _with_full_stop(part: str) -> str:
    return part if part[-1] in ".?!" else f"{part}."


def _identifiers(record: BibliographicRecord, *, needs_url: bool) -> list[str]:
    source = record.source
    numbers = {"PubMed PMID": source.pmid, "PubMed Central PMCID": source.pmcid}
    given = "; ".join(f"{name}: {number}" for name, number in numbers.items() if number)
    lines = [
        f"Available from: {source.url}" if needs_url else "",
        f"doi:{source.doi}" if source.doi else "",
        f"{given}." if given else "",
    ]
    return [line for line in lines if line]
