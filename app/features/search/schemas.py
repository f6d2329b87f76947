"""Request and response schemas of search and suggest."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.catalog.registry import KINDS
from app.core.base_model import Model, RequestModel
from app.core.field_types import Href, IconHref, KindPath, Name, Slug, Summary
from app.schemas.entries import CautionLines, ClaimGrades, Included
from app.schemas.envelopes import Meta
from app.schemas.filters import ListQuery

Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(
        description="What to look for, as people type it: words in any order, with mistakes, the last one "
        "perhaps unfinished. Nothing in it is an operator, so every text is a query.",
        examples=["calcium absorbtion"],
    ),
]
KindAsked = Annotated[
    str, StringConstraints(max_length=40), Field(json_schema_extra={"enum": [kind.path for kind in KINDS]})
]
Kinds = Annotated[
    tuple[KindAsked, ...],
    Field(max_length=len(KINDS), description="Entries of any of these kinds; left out: all kinds."),
]


class SearchQuery(ListQuery):
    """What is looked for, and among which kinds. Nothing takes a caution or a grade away."""

    q: Text
    kind: Kinds = ()


class SuggestQuery(RequestModel):
    """What has been typed so far, and among which kinds."""

    q: Text
    kind: Kinds = ()
    limit: int = Field(10, ge=1, le=50, description="How many names are offered at most.")


class Span(Model):
    """Characters of a text, counted as Unicode code points from 0."""

    start: int = Field(ge=0, description="Where it begins.")
    end: int = Field(ge=0, description="Where it ends: the first character after it.")


class HitRanges(Model):
    """Where the words that were asked stand in what is shown, so that a client can mark them."""

    name: tuple[Span, ...] = Field(description="In `name`.")
    summary: tuple[Span, ...] = Field(description="In `summary`.")
    found_as: tuple[Span, ...] = Field(description="In `found_as`; empty where that is null.")


class FoundEntry(Model):
    """What is shown of an entry in a list of hits: its name is never without its grades and cautions."""

    kind: KindPath
    slug: Slug
    name: Name = Field(description="Name to show, with `cautions`.")
    summary: Summary = Field(description="Summary to show, with `claims` and `cautions`.")
    href: Href
    icon: IconHref
    claims: ClaimGrades
    cautions: CautionLines


class Hit(FoundEntry):
    """An entry that was found, and where the words that were asked stand in it."""

    found_as: str | None = Field(
        description="The other name that fits what was asked better than `name`; null where none does."
    )
    ranges: HitRanges


class SearchPage(Model):
    """Where this page stands among the hits."""

    total: int = Field(ge=0, description="Hits among the kinds asked.")
    limit: int = Field(ge=1, le=100, description="How many hits a page holds at most.")
    next: str | None = Field(description="Cursor of the next page, or null on the last.")


class KindCount(Model):
    """How many hits are of a kind."""

    kind: KindPath
    count: int = Field(ge=1, description="Hits of this kind, whatever kinds were asked.")


class SearchAnswer(Model):
    """Entries that answer a question, the best first."""

    data: tuple[Hit, ...] = Field(description="The hits of this page; none is no error.")
    included: Included
    page: SearchPage
    kinds: tuple[KindCount, ...] = Field(
        description="Hits by kind over all kinds; kinds without hits left out."
    )
    did_you_mean: str | None = Field(
        description="The query with misspelt words put right, by which hits were found too; or null."
    )
    meta: Meta


class Suggestion(Model):
    """A name that goes on from what was typed, and the entry that it names."""

    text: str = Field(description="The name or other name to offer.")
    kind: KindPath
    slug: Slug
    name: Name = Field(description="Name of the entry.")
    href: Href
    ranges: tuple[Span, ...] = Field(description="Where what was typed stands in `text`.")


class SuggestAnswer(Model):
    """Names that go on from what was typed, the best first."""

    data: tuple[Suggestion, ...] = Field(description="One name an entry; none is no error.")
    meta: Meta
