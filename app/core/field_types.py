"""Field types shared by several schemas; `app.db.tables` maps them to column types."""

from typing import Annotated

from pydantic import Field, JsonValue

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""Lower-case words joined by single hyphens."""


REFERENCE_PATTERN = r"^[a-z-]{1,40}/[a-z0-9-]{1,80}$"
"""`<kind>/<slug>`."""

URI_REFERENCE: dict[str, JsonValue] = {"format": "uri-reference"}
URI: dict[str, JsonValue] = {"format": "uri"}

Slug = Annotated[
    str,
    Field(
        pattern=SLUG_PATTERN,
        max_length=80,
        description="Name in URLs; it stays for good.",
        examples=["kefir"],
    ),
]
EntryId = Annotated[str, Field(max_length=120, description="`<kind>/<slug>`.")]
EntryPath = Annotated[
    str,
    Field(
        pattern=REFERENCE_PATTERN,
        description="`<kind>/<slug>`.",
        examples=["food-sources/kefir"],
    ),
]
KindPath = Annotated[str, Field(description="The path segment of its kind.", examples=["food-sources"])]
Href = Annotated[
    str,
    Field(
        description="Its address on this server.",
        examples=["/v1/food-sources/kefir"],
        json_schema_extra=URI_REFERENCE,
    ),
]
IconHref = Annotated[
    Annotated[str, Field(json_schema_extra=URI_REFERENCE)] | None,
    Field(
        description="Address of its icon, an SVG image; null where none is drawn.",
        examples=["/icons/food-sources/kefir.svg"],
    ),
]
SlugOrSynonym = Annotated[str, Field(min_length=1, max_length=80, description="A slug or a synonym.")]
Name = Annotated[str, Field(min_length=1, max_length=160)]
ShortText = Annotated[str, Field(min_length=1, max_length=300)]
Summary = Annotated[str, Field(min_length=1, max_length=600, description="One to three plain sentences.")]
LongText = Annotated[str, Field(min_length=1, max_length=4000)]
BottomLine = Annotated[
    str, Field(min_length=1, max_length=90, description="The answer, in at most 90 characters.")
]
Emoji = Annotated[
    str | None,
    Field(min_length=1, max_length=8, description="The nearest emoji, as text; null where none is near."),
]
OptionalShortText = ShortText | None
OptionalLongText = LongText | None
ShortTexts = tuple[ShortText, ...]
LongTexts = tuple[LongText, ...]
Note = Annotated[OptionalLongText, Field(description="A remark, or null where there is none.")]
WhatItIs = Annotated[LongText, Field(description="What it is, in plain words.")]
StartSmall = Annotated[LongText, Field(description="A small way to begin.")]
HowChecked = Annotated[
    ShortText, Field(description="How closely it was checked against its sources, in words.")
]
Order = Annotated[int, Field(ge=0, le=100_000, description="Place among its kind; lower comes first.")]
Year = Annotated[
    Annotated[int, Field(ge=1900, le=2100)] | None,
    Field(description="Year of publication, or null where not known."),
]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)] | None
OptionalNumber = Annotated[
    Annotated[float, Field(allow_inf_nan=False)] | None,
    Field(description="A figure; null where none was verified."),
]
Doi = Annotated[
    Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$", max_length=120)] | None,
    Field(
        description="Digital object identifier without the resolver's address, or null.",
        examples=["10.1111/joim.12805"],
    ),
]
Url = Annotated[
    Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500, json_schema_extra=URI)] | None,
    Field(description="Address of a public page, or null where none may be given."),
]
