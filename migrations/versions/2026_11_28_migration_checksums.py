"""The checksum of each migration that was applied, and why a database went back to an older release."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table and add the column."""
    op.create_table(
        "migration_checksum",
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_migration_checksum"),
    )
    op.add_column("current_release", sa.Column("back_reason", sa.String(length=300), nullable=True))


def downgrade() -> None:
    """Drop the column and the table."""
    with op.batch_alter_table("current_release") as current_release:
        current_release.drop_column("back_reason")
    op.drop_table("migration_checksum")
