"""Tables of safety, claims, sources and words."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import columns, entry_key

revision = "0004"
down_revision = "0003"

TABLES = ("condition", "medicine", "caution", "source", "claim", "evidence", "article", "term")


def upgrade() -> None:
    """Create the tables."""
    _condition()
    _medicine()
    _caution()
    _source()
    _claim()
    _evidence()
    _article()
    _term()


def downgrade() -> None:
    """Drop the tables, the last one first."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _condition() -> None:
    op.create_table(
        "condition",
        *entry_key("condition"),
        *columns(sa.Text(), "what_it_is", "what_changes"),
        *columns(sa.JSON(), "synonyms"),
        *columns(sa.String(40), "synonyms_source"),
    )


def _medicine() -> None:
    op.create_table(
        "medicine",
        *entry_key("medicine"),
        *columns(sa.Text(), "what_it_is", "what_changes"),
        *columns(sa.JSON(), "examples", "synonyms"),
        *columns(sa.String(40), "synonyms_source"),
        *columns(sa.Text(), "notes", nullable=True),
    )


def _caution() -> None:
    op.create_table(
        "caution",
        *entry_key("caution"),
        *columns(sa.String(40), "severity", "verification"),
        *columns(
            sa.JSON(),
            "concerns",
            "applies_to",
            "who",
            "what_to_do",
            "urgent_signs",
            "numbers",
            "sources",
        ),
        *columns(sa.Boolean(), "must_display"),
        *columns(sa.Text(), "applies_when", "conflict", "notes", nullable=True),
        *columns(sa.String(40), "form", nullable=True),
        *columns(sa.Text(), "why"),
    )


def _source() -> None:
    op.create_table(
        "source",
        *entry_key("source"),
        *columns(sa.String(40), "type"),
        *columns(
            sa.Text(),
            "title",
            "title_note",
            "authors",
            "url_note",
            "design_note",
            "population",
            "n_note",
            "comparator",
            "outcome",
            "direction_note",
            "main_limitation",
            "notes",
            nullable=True,
        ),
        *columns(
            sa.String(300),
            "first_author",
            "journal",
            "volume",
            "issue",
            "pages",
            "pmid",
            "pmcid",
            "isbn",
            "retraction_status",
            nullable=True,
        ),
        *columns(sa.Integer(), "year", "n", nullable=True),
        *columns(sa.String(120), "doi", "doi_unconfirmed", nullable=True),
        *columns(sa.String(500), "url", nullable=True),
        *columns(sa.String(40), "design", "evidence_base", "synthesis_of", "direction", nullable=True),
        *columns(sa.JSON(), "intervention", "effects", "verification"),
    )


def _claim() -> None:
    op.create_table(
        "claim",
        *entry_key("claim"),
        *columns(
            sa.Text(),
            "statement",
            "graded_statement",
            "article_says",
            "population",
            "rationale",
            "nuance",
            "would_change_grade",
        ),
        *columns(sa.String(40), "verdict", "about", "certainty", "directness", "basis", "scope"),
        *columns(sa.String(40), "direction", nullable=True),
        *columns(sa.Text(), "direction_note", "notes", "no_source_found", nullable=True),
        *columns(sa.JSON(), "parts"),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        *columns(sa.String(120), "claim_id", "source"),
        *columns(sa.Integer(), "position"),
        *columns(sa.String(40), "stance"),
        *columns(sa.Text(), "note", nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name="fk_evidence_claim_id_claim", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source"], ["entry.id"], name="fk_evidence_source_entry"),
        sa.PrimaryKeyConstraint("claim_id", "position", name="pk_evidence"),
    )
    op.create_index("ix_evidence_source", "evidence", ["source"])


def _article() -> None:
    op.create_table(
        "article",
        *entry_key("article"),
        *columns(sa.String(40), "role"),
        *columns(sa.String(300), "title"),
        *columns(sa.Text(), "teaser", "what_to_know"),
        *columns(sa.JSON(), "topics"),
    )


def _term() -> None:
    op.create_table(
        "term",
        *entry_key("term"),
        *columns(sa.Text(), "definition"),
        *columns(sa.Text(), "often_confused_with", nullable=True),
        *columns(sa.String(40), "verification"),
    )
