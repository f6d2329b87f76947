"""A reference as one line in the Vancouver style of the US National Library of Medicine.

It follows the rules of "Citing Medicine", second edition, as the style `nlm-citation-sequence`
of the Citation Style Language has them: six authors and then "et al.", what stands in for a
title in brackets, `[Internet]` and the address where there is no DOI or PubMed number. Two
things differ: names of journals are given in full, and so are ranges of pages.
"""

from app.features.citations.authors import AND_OTHERS, Authors
from app.features.citations.bibliographic_record import BibliographicRecord, PublicationType

MOST_AUTHORS = 6
PERIODICALS = {PublicationType.JOURNAL_ARTICLE, PublicationType.MAGAZINE_ARTICLE}


def vancouver(record: BibliographicRecord) -> str:
    """Return a reference as one line; what is not known is left out."""
    source = record.source
    in_periodical = record.form in PERIODICALS
    is_found_by_number = record.form is PublicationType.JOURNAL_ARTICLE and any(
        (source.doi, source.pmid, source.pmcid)
    )
    needs_address = source.url is not None and not is_found_by_number
    title, container = record.title, record.container
    if source.url and not (in_periodical and container):
        title = f"{title} [Internet]"
    elif needs_address:
        container = f"{container} [Internet]"
    if in_periodical:
        issued = [container, ";".join(filter(None, (_year(record), _place(record))))]
    else:
        issued = ["; ".join(filter(None, (container, _year(record))))]
    parts = [_names(record.authors), title, *issued]
    line = "".join(f"{_stopped(part)} " for part in parts if part)
    return (line + " ".join(_addresses(record, needs_address=needs_address))).strip()


def _names(authors: Authors) -> str:
    names = [f"{author.family} {author.initials}".strip() for author in authors.named]
    if authors.are_more or len(names) > MOST_AUTHORS:
        names = [*names[:MOST_AUTHORS], AND_OTHERS]
    return ", ".join(names)


def _year(record: BibliographicRecord) -> str:
    return str(record.source.year or "")


def _place(record: BibliographicRecord) -> str:
    source = record.source
    issue = f"({source.issue})" if source.issue else ""
    return ":".join(filter(None, (f"{source.volume or ''}{issue}", source.pages)))


def _stopped(part: str) -> str:
    return part if part[-1] in ".?!" else f"{part}."


def _addresses(record: BibliographicRecord, *, needs_address: bool) -> list[str]:
    source = record.source
    numbers = {"PubMed PMID": source.pmid, "PubMed Central PMCID": source.pmcid}
    given = "; ".join(f"{name}: {number}" for name, number in numbers.items() if number)
    lines = [
        f"Available from: {source.url}" if needs_address else "",
        f"doi:{source.doi}" if source.doi else "",
        f"{given}." if given else "",
    ]
    return [line for line in lines if line]
