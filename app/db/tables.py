"""The tables that documents are stored in, mapped by the ORM, and the column types of field types.

A server does not import this module: `app.db.read_model` has the tables that it reads.
"""

import enum
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, Enum, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.core.field_types import (
    BottomLine,
    Doi,
    Emoji,
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
from app.db.read_model import METADATA
from app.vocabulary.base import Vocabulary
from app.vocabulary.content import Origin, Relation, ReviewStatus, Section

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
    """The declarative base."""

    metadata = METADATA
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Slug: String(80),
        EntryId: String(120),
        Name: String(160),
        BottomLine: String(90),
        ShortText: String(300),
        Summary: Text,
        LongText: Text,
        Doi: String(120),
        Emoji: String(8),
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
            "authors": "review_authors",
            "conflicts": "review_conflicts",
            "second_read": "second_read",
            "clinical_reviews": "clinical_reviews",
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
    review_authors: Mapped[list[str]] = mapped_column(JSON)
    review_conflicts: Mapped[OptionalLongText]
    second_read: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    clinical_reviews: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
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
