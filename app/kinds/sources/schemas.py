"""What a source holds: its full citation, what was done, what came out, how closely it was checked."""

from typing import Annotated

from pydantic import Field

from app.core import field_types
from app.core.base_model import Model
from app.schemas.entries import Document, Entry
from app.schemas.envelopes import Item, Page
from app.vocabulary.grading import Design, EvidenceBase, SourceType, StudyDirection, SynthesisOf


class Intervention(Model):
    """What was given, at what dose, for how long."""

    name: Annotated[field_types.MaybeProse, Field(description="What was given or looked at, or null.")] = None
    dose: Annotated[
        field_types.MaybeProse, Field(description="How much of it, as text; null where not stated.")
    ] = None
    duration: Annotated[
        field_types.MaybeProse, Field(description="For how long, as text; null where not stated.")
    ] = None


class EffectSize(Model):
    """One result as published; figures are present only where they were seen in the source."""

    measure: Annotated[field_types.Prose, Field(description="What was measured.")]
    metric: Annotated[
        field_types.MaybeLine, Field(description="What the figure is: RR, SMD, HR …; null where it is plain.")
    ] = None
    value: Annotated[
        float | None, Field(description="The figure; null where the result is in words or a difference.")
    ] = None
    value_text: Annotated[field_types.MaybeProse, Field(description="The result in words, or null.")] = None
    unit: Annotated[
        field_types.MaybeLine,
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
        field_types.Line,
        Field(description="How closely it was checked, in words.", examples=["DOI and title confirmed"]),
    ]
    status: Annotated[
        field_types.Line,
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
        field_types.MaybeLine,
        Field(description="Where the DOI was seen, or why there is none; null where not noted."),
    ] = None
    from_memory: Annotated[field_types.Lines, Field(description="Elements that no page confirmed.")] = ()
    seen: Annotated[field_types.MaybeProse, Field(description="What was read in it, or null.")] = None


class SourceFields(Model):
    """A publication, as cited and as read."""

    type: SourceType
    title: Annotated[
        field_types.MaybeProse, Field(description="The title as published, or null where not seen.")
    ]
    title_note: Annotated[
        field_types.MaybeProse,
        Field(description="Says so where `title` is missing or not the published one; else null."),
    ] = None
    authors: Annotated[
        field_types.MaybeProse, Field(description="Authors as cited; null where not known.")
    ] = None
    first_author: Annotated[
        field_types.MaybeLine,
        Field(description="Family name and initials, or the body that wrote it; null where not known."),
    ] = None
    journal: Annotated[
        field_types.MaybeLine, Field(description="Journal or publisher; null where not known.")
    ] = None
    year: field_types.Year = None
    volume: Annotated[field_types.MaybeLine, Field(description="Volume, or null.")] = None
    issue: Annotated[field_types.MaybeLine, Field(description="Issue, or null.")] = None
    pages: Annotated[field_types.MaybeLine, Field(description="Pages or article number, or null.")] = None
    doi: field_types.Doi = None
    doi_unconfirmed: Annotated[
        field_types.Doi, Field(description="A DOI that no page confirmed, not to be linked, or null.")
    ] = None
    pmid: Annotated[field_types.MaybeLine, Field(description="PubMed id, or null.")] = None
    pmcid: Annotated[field_types.MaybeLine, Field(description="PubMed Central id, or null.")] = None
    isbn: Annotated[field_types.MaybeLine, Field(description="ISBN, or null.")] = None
    url: Annotated[field_types.Url, Field(description="Link that may be published, or null.")] = None
    url_note: Annotated[field_types.MaybeProse, Field(description="A remark on the link, or null.")] = None
    design: Annotated[Design | None, Field(description="How it was done; null where that was not noted.")] = (
        None
    )
    design_note: Annotated[field_types.MaybeProse, Field(description="More on the design, or null.")] = None
    evidence_base: Annotated[
        EvidenceBase | None, Field(description="Where its own data come from; null where that was not noted.")
    ] = None
    synthesis_of: Annotated[
        SynthesisOf | None,
        Field(description="What it put together; null where it is no synthesis or that was not noted."),
    ] = None
    population: Annotated[
        field_types.MaybeProse, Field(description="Who or what was studied; null where that was not noted.")
    ] = None
    n: Annotated[
        field_types.Count,
        Field(description="Number of people, animals or studies, see `n_note`; null where not known."),
    ] = None
    n_note: Annotated[field_types.MaybeProse, Field(description="What `n` counts, or null.")] = None
    intervention: Annotated[
        Intervention | None, Field(description="What was given or looked at; null where that was not noted.")
    ] = None
    comparator: Annotated[
        field_types.MaybeProse, Field(description="What it was compared with; null where that was not noted.")
    ] = None
    outcome: Annotated[
        field_types.MaybeProse,
        Field(description="What was looked at as the result; null where that was not noted."),
    ] = None
    direction: Annotated[
        StudyDirection | None, Field(description="Which way it points; null where that was not assessed.")
    ] = None
    direction_note: Annotated[
        field_types.MaybeProse, Field(description="The direction in the record's own words, or null.")
    ] = None
    effects: Annotated[
        tuple[EffectSize, ...], Field(description="Results as published; empty where none was noted.")
    ] = ()
    main_limitation: Annotated[
        field_types.MaybeProse, Field(description="What limits it most; null where that was not assessed.")
    ] = None
    verification: SourceVerification
    retraction_status: Annotated[
        field_types.MaybeLine,
        Field(description="`none_known`: no notice was met, no database was searched. null: not looked at."),
    ] = None
    notes: field_types.Note = None


class SourceDocument(SourceFields, Document):
    """A source in YAML."""


class Source(SourceFields, Entry):
    """A study or page that something else rests on."""

    citation: Annotated[str, Field(description="The full citation as one line of text.")]


class SourceItem(Item[Source]):
    """One source."""


class SourcePage(Page[Source]):
    """A page of sources."""
