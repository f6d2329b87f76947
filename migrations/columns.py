"""Short forms for the columns of migrations; frozen, since the versions rely on them."""

from typing import Any

import sqlalchemy as sa


def columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    """Return columns of one type."""
    return [sa.Column(name, type_, nullable=nullable) for name in names]


def entry_key(table: str) -> list[sa.Column[Any] | sa.Constraint]:
    """Return the key of a kind's table: the key of the shared entry."""
    return [
        sa.Column("id", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name=f"fk_{table}_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]
