"""Tables of mechanisms, outcomes and guidance."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import columns, entry_key

revision = "0003"
down_revision = "0002"

TABLES = (
    "mechanism",
    "outcome",
    "supplement",
    "supplement_guidance",
    "lifestyle_tip",
    "activity",
    "daily_action",
)


def upgrade() -> None:
    """Create the tables."""
    _mechanism()
    _outcome()
    _supplement()
    _supplement_guidance()
    _lifestyle_tip()
    _activity()
    _daily_action()


def downgrade() -> None:
    """Drop the tables, the last one first."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _mechanism() -> None:
    op.create_table(
        "mechanism",
        *entry_key("mechanism"),
        *columns(sa.JSON(), "steps", "outcomes"),
        *columns(sa.Text(), "known_in_people", "known_in_animals"),
    )


def _outcome() -> None:
    op.create_table(
        "outcome",
        *entry_key("outcome"),
        *columns(sa.Text(), "meaning"),
        *columns(sa.JSON(), "measured_by", "who_was_studied", "findings"),
    )


def _supplement() -> None:
    op.create_table(
        "supplement",
        *entry_key("supplement"),
        *columns(sa.Text(), "what_it_is", "when_considered"),
        *columns(sa.JSON(), "what_to_check", "tested", "mechanisms"),
        *columns(sa.String(40), "verification"),
    )


def _supplement_guidance() -> None:
    op.create_table(
        "supplement_guidance",
        *entry_key("supplement_guidance"),
        *columns(sa.String(40), "step"),
        *columns(sa.JSON(), "advice", "look_for"),
        *columns(sa.Text(), "does_not_tell"),
    )


def _lifestyle_tip() -> None:
    op.create_table(
        "lifestyle_tip",
        *entry_key("lifestyle_tip"),
        *columns(sa.String(40), "topic"),
        *columns(sa.Text(), "action", "start_small"),
        *columns(sa.String(300), "how_often"),
        *columns(sa.JSON(), "good_to_know", "mechanisms"),
    )


def _activity() -> None:
    op.create_table(
        "activity",
        *entry_key("activity"),
        *columns(sa.Text(), "what_it_is", "start_small", "what_it_may_do"),
        *columns(sa.JSON(), "how_to", "outcomes"),
        *columns(sa.String(40), "verification"),
    )


def _daily_action() -> None:
    op.create_table(
        "daily_action",
        *entry_key("daily_action"),
        *columns(sa.String(40), "moment"),
        *columns(sa.Text(), "action", "why", "make_it_easy"),
    )
