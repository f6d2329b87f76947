"""The envelopes around entries: one entry, one page of a list."""

from typing import Any, Generic, TypeVar, cast

from pydantic import Field, create_model

from app.core.base_model import Model
from app.core.field_types import URI_REFERENCE, ShortTexts, Slug
from app.schemas.entries import Included

T = TypeVar("T")


class Meta(Model):
    """What every answer says of itself."""

    release: str = Field(description="Id of the content release served.")
    language: str = Field(description="Language of the texts, as a BCP 47 tag.", examples=["en"])
    disclaimer: str = Field(description="One plain sentence; the whole text is at `/v1/disclaimer`.")
    license: str = Field(description="Licence of the content, as an SPDX identifier.", examples=["CC-BY-4.0"])
    clinically_reviewed: bool = Field(description="False: no clinician has reviewed the content.")


class UncertainMatch(Model):
    """An entry on the page that may fit the filters, and why that is not certain."""

    slug: Slug = Field(description="Slug of the entry.")
    because: ShortTexts = Field(description="Why it is only a possible match; one reason per item.")


class PageInfo(Model):
    """Where this page stands in the whole list."""

    total: int = Field(ge=0, description="Entries that match.")
    limit: int = Field(description="Most entries on a page.", ge=1, le=100)
    next: str | None = Field(description="Cursor of the next page, or null on the last.")
    next_href: str | None = Field(
        description="Address of the next page with the same filters, or null on the last.",
        examples=["/v1/food-sources?cursor=a2VmaXI%3D&limit=1"],
        json_schema_extra=URI_REFERENCE,
    )
    uncertain: int = Field(
        ge=0, description="Entries that may match; left out unless `include_uncertain=true`."
    )
    uncertain_matches: tuple[UncertainMatch, ...] = Field(
        description="Which entries on this page may match only, with the reason. Empty by default."
    )


class Envelope(Model, Generic[T]):
    """One entry."""

    data: T
    meta: Meta


class EntryEnvelope(Envelope[T], Generic[T]):
    """Entries, or what is made of them, with their cautions and claims whole."""

    included: Included


class Page(Model, Generic[T]):
    """One page of a list."""

    data: tuple[T, ...] = Field(description="Entries, in order.")
    included: Included
    page: PageInfo
    meta: Meta


def envelope_model(envelope: Any, data: type[Model], suffix: str, description: str) -> type[Model]:
    """Return a named subclass of a generic envelope, `Envelope` or `Page`, for one type of data."""
    name = f"{data.__name__}{suffix}"
    return cast("type[Model]", create_model(name, __base__=envelope[data], __doc__=description))
