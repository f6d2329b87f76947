"""Tables of what every entry shares, links, the guide and releases."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import columns

revision = "0001"
down_revision = None

TABLES = (
    "entry",
    "link",
    "guide_section",
    "guide_item",
    "disclaimer",
    "release",
    "change",
    "current_release",
)


def upgrade() -> None:
    """Create the tables."""
    _entry()
    _link()
    _guide_section()
    _guide_item()
    _disclaimer()
    _release()
    _change()
    _served()


def downgrade() -> None:
    """Drop the tables, the last one first."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _entry() -> None:
    op.create_table(
        "entry",
        *columns(sa.String(120), "id"),
        *columns(sa.String(40), "kind", "origin", "review_status"),
        *columns(sa.String(80), "slug"),
        *columns(sa.Integer(), "order"),
        *columns(sa.String(160), "name"),
        *columns(sa.Text(), "summary"),
        *columns(sa.JSON(), "aliases", "codes", "formerly"),
        *columns(sa.String(40), "article_section", nullable=True),
        *columns(sa.String(300), "article_note", nullable=True),
        *columns(sa.Date(), "reviewed_on", "next_review_on"),
        *columns(sa.Text(), "cautions_none_known", nullable=True),
        *columns(sa.String(64), "digest"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
    )
    op.create_index("ix_entry_kind", "entry", ["kind"])


def _link() -> None:
    op.create_table(
        "link",
        *columns(sa.String(120), "source_id", "target_id"),
        *columns(sa.String(40), "field", "relation"),
        *columns(sa.Integer(), "position"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["entry.id"], name="fk_link_source_id_entry", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["target_id"], ["entry.id"], name="fk_link_target_id_entry"),
        sa.PrimaryKeyConstraint("source_id", "field", "position", name="pk_link"),
    )
    op.create_index("ix_link_target_id", "link", ["target_id"])


def _guide_section() -> None:
    op.create_table(
        "guide_section",
        *columns(sa.String(40), "slug"),
        *columns(sa.Integer(), "position"),
        *columns(sa.String(160), "title"),
        *columns(sa.JSON(), "text"),
        sa.PrimaryKeyConstraint("slug", name="pk_guide_section"),
    )


def _guide_item() -> None:
    op.create_table(
        "guide_item",
        *columns(sa.String(40), "section"),
        *columns(sa.Integer(), "position"),
        *columns(sa.String(120), "entry_id"),
        sa.ForeignKeyConstraint(
            ["section"],
            ["guide_section.slug"],
            name="fk_guide_item_section_guide_section",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_guide_item_entry_id_entry"),
        sa.PrimaryKeyConstraint("section", "position", name="pk_guide_item"),
    )


def _disclaimer() -> None:
    op.create_table(
        "disclaimer",
        *columns(sa.Integer(), "id"),
        *columns(sa.String(300), "sentence", "license", "attribution"),
        *columns(sa.String(160), "title"),
        *columns(sa.JSON(), "paragraphs"),
        sa.PrimaryKeyConstraint("id", name="pk_disclaimer"),
    )


def _release() -> None:
    op.create_table(
        "release",
        *columns(sa.String(80), "id"),
        *columns(sa.Integer(), "position", "schema_version"),
        *columns(sa.String(40), "reason", "created_at"),
        *columns(sa.String(300), "note"),
        *columns(sa.String(64), "digest"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )


def _change() -> None:
    op.create_table(
        "change",
        *columns(sa.String(80), "release_id"),
        *columns(sa.String(120), "key"),
        *columns(sa.String(10), "action"),
        *columns(sa.String(64), "digest", nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name="fk_change_release_id_release", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "key", name="pk_change"),
    )


def _served() -> None:
    op.create_table(
        "current_release",
        *columns(sa.Integer(), "id"),
        *columns(sa.String(120), "release"),
        *columns(sa.String(64), "digest", "source_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_current_release"),
    )
