"""Request and response schemas of the evidence table."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model, RequestModel
from app.core.field_types import Count, EntryPath, LongText, Note, OptionalLongText, Slug, Url, Year
from app.core.references import Reference
from app.kinds.claims import Part
from app.kinds.sources import EffectSize, Intervention
from app.schemas.entries import CautionLines, ClaimCard
from app.schemas.envelopes import EntryEnvelope
from app.schemas.filters import without_null
from app.vocabulary.grading import (
    ArticleVerdict,
    Design,
    EvidenceBase,
    RetractionStatus,
    SourceType,
    Stance,
    StudyDirection,
)

NOT_KNOWN = "not_known"

Tally = Annotated[
    dict[str, int],
    Field(description=f"Studies by value, those with none and `{NOT_KNOWN}` included."),
]
Strains = Annotated[
    tuple[Reference, ...],
    Field(description="Strains that its intervention names; empty: none."),
]


class EvidenceQuery(RequestModel):
    """What the reader asks about."""

    subject: EntryPath | None = Field(
        None,
        description="What the reader asks about, as `<kind>/<slug>`: tells whether the result is "
        "carried over from a strain that was tested. Leave it out to ask about the claim alone.",
        json_schema_extra=without_null,
    )


class EvidenceRow(Model):
    """One study: what was done, in whom, what came out, and what limits it."""

    source: Reference = Field(description="The source, with everything known of it.")
    label: str = Field(description="Short reference: first author and year.")
    year: Year
    type: SourceType
    design: Design | None = Field(description="How it was done; null where that was not noted.")
    evidence_base: EvidenceBase | None = Field(
        description="Where its data come from; null where that was not noted."
    )
    population: OptionalLongText = Field(
        description="Who or what was studied; null where that was not noted."
    )
    n: Count = Field(description="Number of people, animals or studies, see `n_note`; null where not known.")
    n_note: OptionalLongText = Field(description="What `n` counts, or null.")
    intervention: Intervention | None = Field(
        description="What was given or looked at; null where that was not noted."
    )
    strains: Strains
    outcome: OptionalLongText = Field(description="What was looked at as the result; null where not noted.")
    result: tuple[EffectSize, ...] = Field(
        description="Results as published; empty where its figures were not seen."
    )
    direction: StudyDirection | None = Field(
        description="Which way it points; null where that was not assessed."
    )
    limitation: OptionalLongText = Field(description="What limits it most; null where that was not assessed.")
    stance: Stance
    note: Note
    verification: str = Field(
        description="How closely the source itself was checked, in words.",
        examples=["DOI and title confirmed"],
    )
    retraction_status: RetractionStatus | None = Field(
        description="Whether it still stands; null where that was not looked at."
    )
    url: Url = Field(description="Page of the source, or null where no link may be given.")


class Counts(Model):
    """How many studies there are of each sort. They count studies, not people: nothing is added up."""

    by_stance: Tally
    by_design: Tally
    by_direction: Tally


class StrainGroup(Model):
    """The studies of one strain, of one mixture of strains, or of no named strain."""

    strains: tuple[Reference, ...] = Field(
        description="One: given alone. More: given together. Empty: studies that name no strain."
    )
    studies: int = Field(ge=1, description="How many studies.")
    sources: tuple[Slug, ...] = Field(description="Slugs of their sources, newest first.")
    by_stance: Tally
    by_direction: Tally


class ClaimEvidence(Model):
    """What the article says, what is known, and every study for and against it, newest first."""

    claim: ClaimCard = Field(description="The claim with its grade.")
    cautions: CautionLines
    article_says: LongText = Field(description="What the article says, paraphrased.")
    article_verdict: ArticleVerdict
    graded_statement: LongText = Field(description="The sentence that stances are relative to.")
    parts: tuple[Part, ...] = Field(description="Its parts, each with its own grade; empty where it has one.")
    rows: tuple[EvidenceRow, ...] = Field(description="Newest first; studies without a year come last.")
    counts: Counts
    by_strain: tuple[StrainGroup, ...] = Field(
        description="The same studies by the strain given. Each study is in one group."
    )
    tested_strains: tuple[Reference, ...] = Field(
        description="Strains named by studies that test the statement."
    )
    subject: Reference | None = Field(description="What was asked about; null where nothing was asked.")
    extrapolated: bool = Field(
        description="True: no study tested what was asked about. False where nothing was asked."
    )
    extrapolation: str | None = Field(
        description="One plain sentence that says what was tested; null where not so."
    )
    would_change_grade: LongText = Field(description="What evidence would change the grade.")
    no_source_found: OptionalLongText = Field(
        description="What was looked for where no source was found; null where there is one."
    )


class ClaimEvidenceItem(EntryEnvelope[ClaimEvidence]):
    """The evidence of one claim."""
