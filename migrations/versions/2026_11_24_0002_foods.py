"""Tables of foods and what is in them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.columns import columns, entry_key

revision = "0002"
down_revision = "0001"

TABLES = ("food_source", "prebiotic", "microbe", "compound", "nutrient")

FIGURES = (
    "energy_kcal",
    "protein_g",
    "fibre_g",
    "sugars_g",
    "calcium_mg",
    "magnesium_mg",
    "vitamin_k1_ug",
    "vitamin_k2_mk4_ug",
    "vitamin_k2_mk7_ug",
    "vitamin_d_ug",
    "potassium_mg",
    "phosphorus_mg",
    "sodium_mg",
)
NESTED = (
    "food_table",
    "nutrients_null_reasons",
    "nutrient_provenance",
    "serving",
    "sodium",
    "fodmap",
    "diets",
    "free_from",
    "allergens",
    "allergens_possible",
    "allergens_in_words",
    "doubts",
    "dietary_flags",
    "bone_evidence",
    "how_to_use",
    "mechanisms",
    "variants",
    "notes",
)


def upgrade() -> None:
    """Create the tables."""
    _food_source()
    _prebiotic()
    _microbe()
    _compound()
    _nutrient()


def downgrade() -> None:
    """Drop the tables, the last one first."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _food_source() -> None:
    op.create_table(
        "food_source",
        *entry_key("food_source"),
        *_food(),
        *columns(sa.String(40), "live_as_sold", "live_as_eaten"),
        *columns(sa.String(300), "live_as_sold_note", "live_as_eaten_note"),
        *columns(sa.JSON(), "microbes", "colony_forming_units", "live_microbe_category", "label_tips"),
        *columns(sa.Text(), "probiotic_note", "cooking"),
    )


def _prebiotic() -> None:
    op.create_table("prebiotic", *entry_key("prebiotic"), *_food(), *columns(sa.JSON(), "compounds"))


def _food() -> list[sa.Column[Any]]:
    return [
        *columns(sa.String(40), "group"),
        *columns(sa.Float(), *FIGURES, nullable=True),
        *columns(sa.JSON(), *NESTED),
    ]


def _microbe() -> None:
    op.create_table(
        "microbe",
        *entry_key("microbe"),
        *columns(sa.String(160), "current_name"),
        *columns(sa.JSON(), "former_names", "mechanisms"),
        *columns(sa.String(40), "rank", "microbe_type", "verification"),
        *columns(sa.String(300), "strain", nullable=True),
        *columns(sa.Text(), "occurs_in"),
    )


def _compound() -> None:
    op.create_table(
        "compound",
        *entry_key("compound"),
        *columns(sa.String(40), "class", "verification"),
        *columns(sa.Text(), "what_it_does"),
        *columns(sa.JSON(), "made_by", "mechanisms"),
    )


def _nutrient() -> None:
    op.create_table(
        "nutrient",
        *entry_key("nutrient"),
        *columns(sa.Text(), "role"),
        *columns(sa.JSON(), "daily_reference", "mechanisms"),
        *columns(sa.Text(), "daily_reference_reason", nullable=True),
        *columns(sa.String(40), "verification"),
    )
