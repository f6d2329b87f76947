"""Sources: schemas, filters and declaration."""

from collections.abc import Mapping
from operator import ge, le
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import (
    Count,
    Doi,
    LongText,
    Note,
    OptionalLongText,
    OptionalShortText,
    ShortText,
    ShortTexts,
    Url,
    Year,
)
from app.schemas.entries import Entry
from app.schemas.filters import Filter, ListQuery, field_in, without_null
from app.schemas.kind import Kind
from app.schemas.safety_rule import SafetyRule, SafetyState
from app.vocabulary.grading import (
    Design,
    EvidenceBase,
    RetractionStatus,
    SourceType,
    StudyDirection,
    SynthesisOf,
)


class Intervention(Model):
    """What was given, at what dose, for how long."""

    name: OptionalLongText = Field(None, description="What was given or looked at, or null.")
    dose: OptionalLongText = Field(None, description="How much of it, as text; null where not stated.")
    duration: OptionalLongText = Field(None, description="For how long, as text; null where not stated.")


class EffectSize(Model):
    """One result as published; figures are present only where they were seen in the source."""

    measure: LongText = Field(description="What was measured.")
    metric: OptionalShortText = Field(
        None, description="What the figure is: RR, SMD, HR …; null where it is plain."
    )
    value: float | None = Field(
        None, description="The figure; null where the result is in words or a difference."
    )
    value_text: OptionalLongText = Field(None, description="The result in words, or null.")
    unit: OptionalShortText = Field(
        None, description="Unit of the figures; null where they have none or are in words."
    )
    difference: float | None = Field(None, description="Difference between the groups, in `unit`, or null.")
    ci95_low: float | None = Field(None, description="Lower end of the 95 percent interval, or null.")
    ci95_high: float | None = Field(None, description="Upper end of the 95 percent interval, or null.")
    standard_error: float | None = Field(None, description="Standard error of the figure, or null.")
    i2_percent: float | None = Field(None, description="Heterogeneity, I squared, in percent, or null.")


class SourceVerification(Model):
    """How closely the source itself was checked."""

    level: ShortText = Field(
        description="How closely it was checked, in words.", examples=["DOI and title confirmed"]
    )
    status: ShortText = Field(
        description="`verified`, `data`, `excerpt`, `partial` or `secondary`: the level in a word."
    )
    title_seen: bool | None = Field(
        None, description="Whether its title was seen; null where that was not noted."
    )
    numbers_seen: bool | None = Field(
        None, description="Whether its figures were seen; effect sizes are given only where true."
    )
    doi_source: OptionalShortText = Field(
        None, description="Where the DOI was seen, or why there is none; null where not noted."
    )
    from_memory: ShortTexts = Field((), description="Elements that no page confirmed.")
    seen: OptionalLongText = Field(None, description="What was read in it, or null.")


class SourceFields(Model):
    """A publication, as cited and as read."""

    type: SourceType
    title: OptionalLongText = Field(description="The title as published, or null where not seen.")
    title_note: OptionalLongText = Field(
        None, description="Says so where `title` is missing or not the published one; else null."
    )
    authors: OptionalLongText = Field(None, description="Authors as cited; null where not known.")
    first_author: OptionalShortText = Field(
        None, description="Family name and initials, or the body that wrote it; null where not known."
    )
    journal: OptionalShortText = Field(None, description="Journal or publisher; null where not known.")
    year: Year = None
    volume: OptionalShortText = Field(None, description="Volume, or null.")
    issue: OptionalShortText = Field(None, description="Issue, or null.")
    pages: OptionalShortText = Field(None, description="Pages or article number, or null.")
    doi: Doi = None
    doi_unconfirmed: Doi = Field(None, description="A DOI that no page confirmed, not to be linked, or null.")
    pmid: OptionalShortText = Field(None, description="PubMed id, or null.")
    pmcid: OptionalShortText = Field(None, description="PubMed Central id, or null.")
    isbn: OptionalShortText = Field(None, description="ISBN, or null.")
    url: Url = Field(None, description="Link that may be published, or null.")
    url_note: OptionalLongText = Field(None, description="A remark on the link, or null.")
    design: Design | None = Field(None, description="How it was done; null where that was not noted.")
    design_note: OptionalLongText = Field(None, description="More on the design, or null.")
    evidence_base: EvidenceBase | None = Field(
        None, description="Where its own data come from; null where that was not noted."
    )
    synthesis_of: SynthesisOf | None = Field(
        None, description="What it put together; null where it is no synthesis or that was not noted."
    )
    population: OptionalLongText = Field(
        None, description="Who or what was studied; null where that was not noted."
    )
    n: Count = Field(
        None, description="Number of people, animals or studies, see `n_note`; null where not known."
    )
    n_note: OptionalLongText = Field(None, description="What `n` counts, or null.")
    intervention: Intervention | None = Field(
        None, description="What was given or looked at; null where that was not noted."
    )
    comparator: OptionalLongText = Field(
        None, description="What it was compared with; null where that was not noted."
    )
    outcome: OptionalLongText = Field(
        None, description="What was looked at as the result; null where that was not noted."
    )
    direction: StudyDirection | None = Field(
        None, description="Which way it points; null where that was not assessed."
    )
    direction_note: OptionalLongText = Field(
        None, description="The direction in the record's own words, or null."
    )
    effects: tuple[EffectSize, ...] = Field(
        (), description="Results as published; empty where none was noted."
    )
    main_limitation: OptionalLongText = Field(
        None, description="What limits it most; null where that was not assessed."
    )
    verification: SourceVerification
    retraction_status: RetractionStatus | None = Field(
        None, description="Whether it still stands; null where that was not looked at."
    )
    notes: Note = None


class Source(SourceFields, Entry):
    """A study or page that something else rests on."""

    citation: str = Field(description="The full citation as one line of text.")


NO_DATE = "n.d."
"""Stands for a year that is not known."""

TAKEN_BACK: Mapping[str | None, str] = {
    RetractionStatus.RETRACTED: "RETRACTED",
    RetractionStatus.WITHDRAWN: "WITHDRAWN",
}
"""How a publication that was taken back is marked, wherever it is cited."""


def retraction_mark(source: Mapping[str, Any]) -> str | None:
    """Return the mark of a publication that was taken back, None for any other."""
    return TAKEN_BACK.get(source.get("retraction_status"))


def citation(source: Mapping[str, Any]) -> str:
    """Return authors, title, journal, year, volume, pages and DOI; what is unknown is left out.

    A year that is not known is `n.d.`, and a retracted publication is marked before its title.
    """
    issue = f"({source['issue']})" if source["issue"] else ""
    volume = f"{source['volume']}{issue}" if source["volume"] else ""
    pages = f":{source['pages']}" if volume and source["pages"] else ""
    when = ";".join(part for part in (str(source["year"] or NO_DATE), f"{volume}{pages}") if part)
    title, mark = source["title"] or source["title_note"], retraction_mark(source)
    parts = [
        source["authors"] or source["first_author"],
        f"{mark}: {title}" if mark and title else title or mark,
        source["journal"],
        when,
        source["doi"] and f"doi:{source['doi']}",
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def label(source: Mapping[str, Any]) -> str:
    """Return a short reference: first author, else journal, else the name; with the year, or `n.d.`."""
    who = source["first_author"] or source["journal"]
    dated = f"{who} {source['year'] or NO_DATE}" if who else str(source["name"])
    mark = retraction_mark(source)
    return f"{dated} ({mark.lower()})" if mark else dated


YearBound = Annotated[int | None, Field(ge=1900, le=2100, json_schema_extra=without_null)]


class SourceQuery(ListQuery):
    """Filters of sources."""

    type: tuple[SourceType, ...] = Field((), description="Sources of any of these types.")
    direction: tuple[StudyDirection, ...] = Field((), description="Studies that point any of these ways.")
    evidence_base: tuple[EvidenceBase, ...] = Field((), description="Sources with data from any of these.")
    retraction_status: tuple[RetractionStatus, ...] = Field(
        (), description="Sources that stand, or that were corrected, doubted, retracted or withdrawn."
    )
    year_from: YearBound = Field(
        None,
        description="Published in this year or later; sources without a year are counted in "
        "`page.uncertain`.",
    )
    year_to: YearBound = Field(
        None,
        description="Published in this year or earlier; sources without a year are counted in "
        "`page.uncertain`.",
    )
    include_uncertain: bool = Field(
        default=False,
        description="Also list sources whose year is not known, with the reason in `page.uncertain_matches`.",
    )


def years(source: Source) -> tuple[int, ...]:
    """Return the year of publication; nothing where it is not known."""
    return () if source.year is None else (source.year,)


def year_unknown(source: Source) -> str | None:
    """Return why the year of a source is not known; None where it is."""
    return "its year is not known" if source.year is None else None


def retraction(source: Mapping[str, Any]) -> SafetyState | None:
    """Return the status of a publication that was taken back, None for any other."""
    return {"retraction_status": source["retraction_status"]} if retraction_mark(source) else None


def is_taken_back(before: SafetyState | None, after: SafetyState | None) -> bool:
    """Return whether a publication was taken back since."""
    return after is not None and before != after


KIND = Kind(
    path="sources",
    singular="source",
    title="source",
    fields=SourceFields,
    entry=Source,
    query=SourceQuery,
    filters={
        "type": field_in("type"),
        "direction": field_in("direction"),
        "evidence_base": field_in("evidence_base"),
        "retraction_status": field_in("retraction_status"),
        "year_from": Filter(years, matches=ge, unknown_because=year_unknown),
        "year_to": Filter(years, matches=le, unknown_because=year_unknown),
    },
    derive=lambda source, _entries: {"citation": citation(source)},
    safety=SafetyRule(retraction, is_change=is_taken_back),
)
