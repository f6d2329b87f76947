"""Request and response schemas of citations."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.core.base_model import Model, RequestModel
from app.core.entry_keys import KEY_PATTERN
from app.core.field_types import OptionalLongText, Url
from app.core.references import Reference
from app.schemas.entries import Included
from app.schemas.envelopes import Meta
from app.schemas.filters import COMMA_SEPARATED
from app.vocabulary.grading import Certainty, Stance
from app.vocabulary.safety import Severity

MAX_ITEMS = 100
ITEM_PATTERN = f"^(?:guide|{KEY_PATTERN})$"
"""The pattern of an item; one of another form is refused as an entry that does not exist."""

GUIDE = "guide"
"""Alias for every entry of the guide, in order."""


class CitationQuery(RequestModel):
    """What is shown."""

    items: tuple[Annotated[str, Field(json_schema_extra={"pattern": ITEM_PATTERN})], ...] = Field(
        min_length=1,
        max_length=MAX_ITEMS,
        description="Entries as `<kind>/<slug>`, in the order shown: up to 100, with commas or the parameter "
        "repeated. `guide` stands for all that the guide shows.",
        json_schema_extra={COMMA_SEPARATED: True},
    )


class Support(Reference):
    """What a source is cited for: a claim with its grade, a caution with its severity, or an entry."""

    stance: Stance | None = Field(description="What the source says of the claim; null where it is no claim.")
    certainty: Certainty | None = Field(description="Grade of the claim; null where it is no claim.")
    severity: Severity | None = Field(description="Severity of the caution; null where it is no caution.")


class NumberedCitation(Model):
    """One source of what is shown. Each source has one number, however often it is cited."""

    n: int = Field(ge=1, description="Its number, in the order in which it is first needed.")
    text: str = Field(description="The reference in Vancouver style, as one line of text.")
    url: Url = Field(description="Page of the source, or null where no link may be given.")
    source: Reference = Field(description="The source, with everything known of it.")
    supports: tuple[Support, ...] = Field(
        description="What it is cited for, those it speaks against included."
    )
    verification: str = Field(
        description="How closely the source itself was checked, in words.",
        examples=["DOI and title confirmed"],
    )


class Unsupported(Reference):
    """A claim or a caution that is shown and cites no source."""

    certainty: Certainty | None = Field(description="Grade of the claim; null where it is a caution.")
    severity: Severity | None = Field(description="Severity of the caution; null where it is a claim.")
    no_source_found: OptionalLongText = Field(
        description="What was looked for; null where that was not noted."
    )


class CitationList(Model):
    """The references for a screen: every claim and caution that it shows is cited, or listed as not."""

    data: tuple[NumberedCitation, ...] = Field(description="The sources, numbered in reading order.")
    unsupported: tuple[Unsupported, ...] = Field(
        description="The claims and cautions shown that cite no source."
    )
    disclaimer: str = Field(description="The sentence to show with the list.")
    oldest_review_date: date = Field(description="Oldest day of review among all that is shown and cited.")
    included: Included
    meta: Meta
