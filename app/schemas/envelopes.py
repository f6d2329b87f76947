"""The envelopes around entries: one entry, one page of a list."""

from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import Field, create_model

from app.core.base_model import Model
from app.core.field_types import ShortTexts, Slug

T = TypeVar("T")


class Meta(Model):
    """What every answer says of itself."""

    release: Annotated[str, Field(description="Id of the content release served.")]
    language: Annotated[str, Field(description="Language of the texts, as a BCP 47 tag.", examples=["en"])]
    disclaimer: Annotated[
        str, Field(description="One plain sentence; the whole text is at `/v1/disclaimer`.")
    ]
    license: Annotated[
        str, Field(description="Licence of the content, as an SPDX identifier.", examples=["CC-BY-4.0"])
    ]
    clinically_reviewed: Annotated[bool, Field(description="False: no clinician has reviewed the content.")]


class UncertainMatch(Model):
    """An entry on the page that may fit the filters, and why that is not certain."""

    slug: Annotated[Slug, Field(description="Slug of the entry.")]
    because: Annotated[ShortTexts, Field(description="Why it may match only, one reason an item.")]


class PageInfo(Model):
    """Where this page stands in the whole list."""

    total: Annotated[int, Field(ge=0, description="Entries that match.")]
    limit: Annotated[int, Field(description="How many entries a page holds at most.", ge=1, le=100)]
    next: Annotated[str | None, Field(description="Cursor of the next page, or null on the last.")]
    uncertain: Annotated[
        int, Field(ge=0, description="Entries that may match; left out unless `include_uncertain=true`.")
    ]
    uncertain_matches: Annotated[
        tuple[UncertainMatch, ...],
        Field(description="Which entries on this page may match only, with the reason. Empty by default."),
    ]


class Item(Model, Generic[T]):
    """One entry."""

    data: T
    meta: Meta


class Page(Model, Generic[T]):
    """One page of a list."""

    data: Annotated[tuple[T, ...], Field(description="The entries of this page, in order.")]
    page: PageInfo
    meta: Meta


def envelope_model(envelope: Any, data: type[Model], suffix: str, description: str) -> type[Model]:
    """Return a named subclass of a generic envelope, `Item` or `Page`, for one type of data."""
    name = f"{data.__name__}{suffix}"
    return cast("type[Model]", create_model(name, __base__=envelope[data], __doc__=description))
