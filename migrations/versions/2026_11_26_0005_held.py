"""Entries as they are served, so that a server starts without reading every table."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table; the next load fills it, so what is loaded has to be loaded again."""
    op.create_table(
        "read_model",
        sa.Column("id", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("cautions", sa.Text(), nullable=False),
        sa.Column("related", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_read_model_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_read_model"),
    )
    op.add_column("current_release", sa.Column("checksum", sa.String(64), nullable=False, server_default=""))
    op.execute("DELETE FROM current_release")


def downgrade() -> None:
    """Drop the table; older versions read the others."""
    op.drop_column("current_release", "checksum")
    op.drop_table("read_model")
