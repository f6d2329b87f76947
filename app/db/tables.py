"""The tables that all kinds share, and the column types of field types.

A server does not import this module: `app.db.read_model` describes the columns that it reads.
"""

import enum
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, Enum, Float, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.core.field_types import (
    Doi,
    EntryId,
    LongText,
    Name,
    OptionalLongText,
    OptionalNumber,
    OptionalShortText,
    Order,
    ShortText,
    Slug,
    Summary,
    Url,
    Year,
)
from app.vocabulary.base import Vocabulary
from app.vocabulary.content import Origin, Relation, ReleaseReason, ReviewStatus, Section

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Json = Annotated[Any, mapped_column(JSON)]
"""A nested value, stored as JSON with references as `<kind>/<slug>`."""


VALUES_AS_TEXT = Enum(
    enum.Enum,
    native_enum=False,
    length=40,
    values_callable=lambda members: [member.value for member in members],
)
"""The column type of every vocabulary: its values as text, without a check constraint."""


class Base(DeclarativeBase):
    """The declarative base; a naming convention gives constraints the same names on every database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Slug: String(80),
        EntryId: String(120),
        Name: String(160),
        ShortText: String(300),
        Summary: Text,
        LongText: Text,
        Doi: String(120),
        Url: String(500),
        Year: Integer,
        OptionalNumber: Float,
        Vocabulary: VALUES_AS_TEXT,
    }


def _entry_key(table: type["Polymorphic"]) -> Mapped[str]:
    parent = [ForeignKey("entry.id", ondelete="CASCADE")] if table.path else []
    return mapped_column(String(120), *parent, primary_key=True, sort_order=-1)


class Polymorphic:
    """Joined-table inheritance: `kind` discriminates, and the key of a kind refers to `entry`."""

    path: ClassVar[str] = ""

    id = declared_attr(_entry_key, cascading=True)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Return the mapper arguments of the shared table, or of the table of a kind."""
        return {"polymorphic_identity": cls.path} if cls.path else {"polymorphic_on": "kind"}


class EntryRow(Polymorphic, Base):
    """The columns that all kinds share; each kind has a table for its own (joined-table inheritance).

    `composites` maps the parts of a nested field to columns.
    """

    __tablename__ = "entry"
    composites: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "article": {"section": "article_section", "note": "article_note"},
        "review": {
            "status": "review_status",
            "reviewed_on": "reviewed_on",
            "next_review_on": "next_review_on",
        },
    }

    kind: Mapped[str] = mapped_column(String(40), index=True)
    slug: Mapped[Slug]
    order: Mapped[Order]
    name: Mapped[Name]
    summary: Mapped[Summary]
    aliases: Mapped[list[str]] = mapped_column(JSON)
    origin: Mapped[Origin]
    article_section: Mapped[Section | None]
    article_note: Mapped[OptionalShortText]
    codes: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    review_status: Mapped[ReviewStatus]
    reviewed_on: Mapped[date]
    next_review_on: Mapped[date]
    cautions_none_known: Mapped[OptionalLongText]
    formerly: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))


class LinkRow(Base):
    """One relation between two entries, in the order it was written."""

    __tablename__ = "link"

    source_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    relation: Mapped[Relation]
    target_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), index=True)


class ReadModelRow(Base):
    """An entry as JSON, ready to serve; the load computes it from the other tables.

    `shared` holds the fields of all kinds, `own` those of its kind. `claims` and `cautions` are slugs
    separated by spaces, `related` is a JSON array. `card` is the JSON of a claim or a caution embedded in
    other entries. `digest` is the digest of its record in the bundle.
    """

    __tablename__ = "read_model"

    id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    shared: Mapped[str] = mapped_column(Text)
    own: Mapped[str] = mapped_column(Text)
    claims: Mapped[str] = mapped_column(Text)
    cautions: Mapped[str] = mapped_column(Text)
    related: Mapped[str] = mapped_column(Text)
    card: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class GuideSectionRow(Base):
    """One section of the guide."""

    __tablename__ = "guide_section"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    title: Mapped[Name]
    text: Mapped[Json]


class GuideItemRow(Base):
    """One entry in a section of the guide."""

    __tablename__ = "guide_item"

    section: Mapped[str] = mapped_column(
        ForeignKey("guide_section.slug", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"))


class DisclaimerRow(Base):
    """The disclaimer: one row."""

    __tablename__ = "disclaimer"

    id: Mapped[int] = mapped_column(primary_key=True)
    sentence: Mapped[ShortText]
    title: Mapped[Name]
    paragraphs: Mapped[Json]
    license: Mapped[ShortText]
    attribution: Mapped[ShortText]


class ReleaseRow(Base):
    """One release of the ledger."""

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    reason: Mapped[ReleaseReason]
    note: Mapped[ShortText]
    created_at: Mapped[str] = mapped_column(String(40))
    schema_version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class ChangeRow(Base):
    """One part that a release added, changed or removed; a removed part has no digest."""

    __tablename__ = "change"

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[EntryId] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str | None] = mapped_column(String(64))


class CurrentReleaseRow(Base):
    """The release in the tables: one row.

    `source_digest` detects changed files at the next load; `checksum` covers everything that a server reads.
    """

    __tablename__ = "current_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    source_digest: Mapped[str] = mapped_column(String(64))
    checksum: Mapped[str] = mapped_column(String(64), server_default="")
