"""The declaration of sources."""

from operator import ge, le
from typing import Annotated

from pydantic import Field

from app.kinds.sources.citation import citation
from app.kinds.sources.schemas import Source, SourceDocument
from app.schemas.filters import Filter, ListQuery, field_in, without_null
from app.schemas.kind import Kind
from app.vocabulary.grading import EvidenceBase, SourceType, StudyDirection

YearBound = Annotated[int | None, Field(ge=1900, le=2100, json_schema_extra=without_null)]


class SourceQuery(ListQuery):
    """Filters of sources."""

    type: tuple[SourceType, ...] = Field((), description="Sources of any of these types.")
    direction: tuple[StudyDirection, ...] = Field((), description="Studies that point any of these ways.")
    evidence_base: tuple[EvidenceBase, ...] = Field((), description="Sources with data from any of these.")
    year_from: YearBound = Field(
        None, description="Published in this year or later; sources without a year are left out."
    )
    year_to: YearBound = Field(
        None, description="Published in this year or earlier; sources without a year are left out."
    )


def years(source: Source) -> tuple[int, ...]:
    """Return the year of publication; nothing where it is not known."""
    return () if source.year is None else (source.year,)


KIND = Kind(
    path="sources",
    singular="source",
    title="source",
    document=SourceDocument,
    entry=Source,
    query=SourceQuery,
    filters={
        "type": field_in("type"),
        "direction": field_in("direction"),
        "evidence_base": field_in("evidence_base"),
        "year_from": Filter(years, matches=ge),
        "year_to": Filter(years, matches=le),
    },
    derive=lambda source: {"citation": citation(source)},
)
