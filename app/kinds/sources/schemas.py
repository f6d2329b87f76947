"""What a source holds: its full citation, what was done, what came out, how closely it was checked."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Entry
from app.envelopes import Item, Page
from app.model import Model
from app.vocabulary.grading import (
    Design,
    EvidenceBase,
    SourceType,
    StudyDirection,
    SynthesisOf,
)


class Intervention(Model):
    """What was given, at what dose, for how long."""

    name: fields.MaybeProse = None
    dose: fields.MaybeProse = None
    duration: fields.MaybeProse = None


class EffectSize(Model):
    """One result as published; figures are present only where they were seen in the source."""

    measure: fields.Prose
    metric: Annotated[fields.MaybeLine, Field(description="What the figure is: a hazard ratio …")] = None
    value: Annotated[float | None, Field(description="The figure, where it is one number.")] = None
    value_text: Annotated[fields.MaybeProse, Field(description="The result in words, else null.")] = None
    unit: fields.MaybeLine = None
    difference: float | None = None
    ci95_low: Annotated[float | None, Field(description="Lower end of the 95 percent interval.")] = None
    ci95_high: Annotated[float | None, Field(description="Upper end of the 95 percent interval.")] = None
    standard_error: float | None = None
    i2_percent: Annotated[float | None, Field(description="Heterogeneity, I squared, in percent.")] = None


class SourceVerification(Model):
    """How closely the source itself was checked."""

    level: Annotated[fields.Line, Field(examples=["DOI and title confirmed"])]
    status: fields.Line
    title_seen: bool | None = None
    numbers_seen: Annotated[bool | None, Field(description="Effect sizes are published only where true.")] = None
    doi_source: fields.MaybeLine = None
    from_memory: Annotated[fields.Lines, Field(description="Elements that no page confirmed.")] = ()
    seen: Annotated[fields.MaybeProse, Field(description="What was read in it.")] = None


class SourceFields(Model):
    """A publication, as cited and as read."""

    type: SourceType
    title: Annotated[fields.MaybeProse, Field(description="The title as published, or null where not seen.")]
    title_note: fields.MaybeProse = None
    authors: fields.MaybeProse = None
    first_author: fields.MaybeLine = None
    journal: Annotated[fields.MaybeLine, Field(description="Journal or publisher.")] = None
    year: fields.Year = None
    volume: fields.MaybeLine = None
    issue: fields.MaybeLine = None
    pages: fields.MaybeLine = None
    doi: fields.Doi = None
    doi_unconfirmed: fields.Doi = None
    pmid: fields.MaybeLine = None
    pmcid: fields.MaybeLine = None
    isbn: fields.MaybeLine = None
    url: Annotated[fields.Url, Field(description="Link that may be published, or null.")] = None
    url_note: fields.MaybeProse = None
    design: Design | None = None
    design_note: fields.MaybeProse = None
    evidence_base: EvidenceBase | None = None
    synthesis_of: SynthesisOf | None = None
    population: fields.MaybeProse = None
    n: Annotated[fields.Count, Field(description="Number of people, animals or studies; see `n_note`.")] = None
    n_note: fields.MaybeProse = None
    intervention: Intervention | None = None
    comparator: fields.MaybeProse = None
    outcome: fields.MaybeProse = None
    direction: StudyDirection | None = None
    direction_note: fields.MaybeProse = None
    effects: tuple[EffectSize, ...] = ()
    main_limitation: fields.MaybeProse = None
    verification: SourceVerification
    retraction_status: Annotated[
        fields.MaybeLine,
        Field(description="`none_known`: no notice was met; no retraction database was searched."),
    ] = None
    notes: fields.MaybeProse = None


class SourceDocument(SourceFields, Document):
    """A source in YAML."""


class Source(SourceFields, Entry):
    """A study or page that something else rests on."""

    citation: Annotated[str, Field(description="The full citation as one line of text.")]


class SourceItem(Item[Source]):
    """One source."""


class SourcePage(Page[Source]):
    """A page of sources."""
