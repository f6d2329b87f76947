"""The citation of a source as one line, and its short label, from what is known of it."""

from collections.abc import Mapping
from typing import Any


def citation(source: Mapping[str, Any]) -> str:
    """Return authors, title, journal, year, volume, pages and DOI; what is unknown is left out."""
    issue = f"({source['issue']})" if source["issue"] else ""
    volume = f"{source['volume']}{issue}" if source["volume"] else ""
    pages = f":{source['pages']}" if volume and source["pages"] else ""
    when = ";".join(part for part in (str(source["year"] or ""), f"{volume}{pages}") if part)
    parts = [
        source["authors"] or source["first_author"],
        source["title"] or source["title_note"],
        source["journal"],
        when,
        source["doi"] and f"doi:{source['doi']}",
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def label(source: Mapping[str, Any]) -> str:
    """Return a short reference: first author and year, else journal, else the name."""
    who = source["first_author"] or source["journal"] or source["name"]
    return f"{who} {source['year']}" if source["year"] else str(who)
