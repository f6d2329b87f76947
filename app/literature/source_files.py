"""Fill a source file from the answers of the services."""

import json
import re
from collections.abc import Mapping

from app.literature.services import Publication
from app.vocabulary.grading import RetractionStatus

FILLED = (
    "title",
    "authors",
    "first_author",
    "journal",
    "year",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
)


def filled_source(text: str, publication: Publication, services: str) -> str:
    """Return the text of a new source file with what the services say; the rest stays to be written."""
    values: dict[str, object] = {name: getattr(publication, name) for name in FILLED}
    if publication.doi:
        values["url"] = f"https://doi.org/{publication.doi}"
    values["retraction_status"] = (publication.status or RetractionStatus.NONE_KNOWN).value
    for name, value in values.items():
        if value is not None:
            text = _with_value(text, name, value)
    seen = {"level": f"DOI and title confirmed by {services}", "status": "verified", "title_seen": True}
    return _with_values(text, "  ", seen if publication.title else {})


def _with_values(text: str, indent: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        text = _with_value(text, name, value, indent)
    return text


def _with_value(text: str, name: str, value: object, indent: str = "") -> str:
    # JSON is YAML, and a text of another server cannot break out of it.
    line = f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}"
    return re.sub(rf"^{indent}(?:# )?{name}:.*$", lambda _: line, text, count=1, flags=re.MULTILINE)
