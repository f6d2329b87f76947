"""What a source holds: its full citation, what was done, what came out, how closely it was checked."""

from typing import Annotated

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
from app.schemas.entries import Document, Entry
from app.vocabulary.grading import Design, EvidenceBase, SourceType, StudyDirection, SynthesisOf


class Intervention(Model):
    """What was given, at what dose, for how long."""

    name: Annotated[OptionalLongText, Field(description="What was given or looked at, or null.")] = None
    dose: Annotated[
        OptionalLongText, Field(description="How much of it, as text; null where not stated.")
    ] = None
    duration: Annotated[
        OptionalLongText, Field(description="For how long, as text; null where not stated.")
    ] = None


class EffectSize(Model):
    """One result as published; figures are present only where they were seen in the source."""

    measure: Annotated[LongText, Field(description="What was measured.")]
    metric: Annotated[
        OptionalShortText, Field(description="What the figure is: RR, SMD, HR …; null where it is plain.")
    ] = None
    value: Annotated[
        float | None, Field(description="The figure; null where the result is in words or a difference.")
    ] = None
    value_text: Annotated[OptionalLongText, Field(description="The result in words, or null.")] = None
    unit: Annotated[
        OptionalShortText,
        Field(description="Unit of the figures; null where they have none or are in words."),
    ] = None
    difference: Annotated[
        float | None, Field(description="Difference between the groups, in `unit`, or null.")
    ] = None
    ci95_low: Annotated[float | None, Field(description="Lower end of the 95 percent interval, or null.")] = (
        None
    )
    ci95_high: Annotated[
        float | None, Field(description="Upper end of the 95 percent interval, or null.")
    ] = None
    standard_error: Annotated[float | None, Field(description="Standard error of the figure, or null.")] = (
        None
    )
    i2_percent: Annotated[
        float | None, Field(description="Heterogeneity, I squared, in percent, or null.")
    ] = None


class SourceVerification(Model):
    """How closely the source itself was checked."""

    level: Annotated[
        ShortText,
        Field(description="How closely it was checked, in words.", examples=["DOI and title confirmed"]),
    ]
    status: Annotated[
        ShortText,
        Field(description="`verified`, `data`, `excerpt`, `partial` or `secondary`: the level in a word."),
    ]
    title_seen: Annotated[
        bool | None, Field(description="Whether its title was seen; null where that was not noted.")
    ] = None
    numbers_seen: Annotated[
        bool | None,
        Field(description="Whether its figures were seen; effect sizes are given only where true."),
    ] = None
    doi_source: Annotated[
        OptionalShortText,
        Field(description="Where the DOI was seen, or why there is none; null where not noted."),
    ] = None
    from_memory: Annotated[ShortTexts, Field(description="Elements that no page confirmed.")] = ()
    seen: Annotated[OptionalLongText, Field(description="What was read in it, or null.")] = None


class SourceFields(Model):
    """A publication, as cited and as read."""

    type: SourceType
    title: Annotated[OptionalLongText, Field(description="The title as published, or null where not seen.")]
    title_note: Annotated[
        OptionalLongText,
        Field(description="Says so where `title` is missing or not the published one; else null."),
    ] = None
    authors: Annotated[OptionalLongText, Field(description="Authors as cited; null where not known.")] = None
    first_author: Annotated[
        OptionalShortText,
        Field(description="Family name and initials, or the body that wrote it; null where not known."),
    ] = None
    journal: Annotated[
        OptionalShortText, Field(description="Journal or publisher; null where not known.")
    ] = None
    year: Year = None
    volume: Annotated[OptionalShortText, Field(description="Volume, or null.")] = None
    issue: Annotated[OptionalShortText, Field(description="Issue, or null.")] = None
    pages: Annotated[OptionalShortText, Field(description="Pages or article number, or null.")] = None
    doi: Doi = None
    doi_unconfirmed: Annotated[
        Doi, Field(description="A DOI that no page confirmed, not to be linked, or null.")
    ] = None
    pmid: Annotated[OptionalShortText, Field(description="PubMed id, or null.")] = None
    pmcid: Annotated[OptionalShortText, Field(description="PubMed Central id, or null.")] = None
    isbn: Annotated[OptionalShortText, Field(description="ISBN, or null.")] = None
    url: Annotated[Url, Field(description="Link that may be published, or null.")] = None
    url_note: Annotated[OptionalLongText, Field(description="A remark on the link, or null.")] = None
    design: Annotated[Design | None, Field(description="How it was done; null where that was not noted.")] = (
        None
    )
    design_note: Annotated[OptionalLongText, Field(description="More on the design, or null.")] = None
    evidence_base: Annotated[
        EvidenceBase | None, Field(description="Where its own data come from; null where that was not noted.")
    ] = None
    synthesis_of: Annotated[
        SynthesisOf | None,
        Field(description="What it put together; null where it is no synthesis or that was not noted."),
    ] = None
    population: Annotated[
        OptionalLongText, Field(description="Who or what was studied; null where that was not noted.")
    ] = None
    n: Annotated[
        Count, Field(description="Number of people, animals or studies, see `n_note`; null where not known.")
    ] = None
    n_note: Annotated[OptionalLongText, Field(description="What `n` counts, or null.")] = None
    intervention: Annotated[
        Intervention | None, Field(description="What was given or looked at; null where that was not noted.")
    ] = None
    comparator: Annotated[
        OptionalLongText, Field(description="What it was compared with; null where that was not noted.")
    ] = None
    outcome: Annotated[
        OptionalLongText,
        Field(description="What was looked at as the result; null where that was not noted."),
    ] = None
    direction: Annotated[
        StudyDirection | None, Field(description="Which way it points; null where that was not assessed.")
    ] = None
    direction_note: Annotated[
        OptionalLongText, Field(description="The direction in the record's own words, or null.")
    ] = None
    effects: Annotated[
        tuple[EffectSize, ...], Field(description="Results as published; empty where none was noted.")
    ] = ()
    main_limitation: Annotated[
        OptionalLongText, Field(description="What limits it most; null where that was not assessed.")
    ] = None
    verification: SourceVerification
    retraction_status: Annotated[
        OptionalShortText,
        Field(description="`none_known`: no notice was met, no database was searched. null: not looked at."),
    ] = None
    notes: Note = None


class SourceDocument(SourceFields, Document):
    """A source in YAML."""


class Source(SourceFields, Entry):
    """A study or page that something else rests on."""

    citation: Annotated[str, Field(description="The full citation as one line of text.")]
