"""The columns that the tables of food sources and prebiotics share."""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import OptionalNumber
from app.db.tables import EntryRow, Json, vocabulary_column
from app.schemas.food_figures import NUTRIENT_NAMES
from app.vocabulary.food import FoodGroup


class FoodColumns:
    """Every nutrient has a column of its own, so that SQL can query it."""

    composites: ClassVar[Mapping[str, Mapping[str, str]]] = {
        **EntryRow.composites,
        "nutrients_per_100g": {name: name for name in NUTRIENT_NAMES},
    }

    group: Mapped[FoodGroup] = mapped_column(vocabulary_column(FoodGroup))
    food_table: Mapped[Json]
    energy_kcal: Mapped[OptionalNumber]
    protein_g: Mapped[OptionalNumber]
    fibre_g: Mapped[OptionalNumber]
    sugars_g: Mapped[OptionalNumber]
    calcium_mg: Mapped[OptionalNumber]
    magnesium_mg: Mapped[OptionalNumber]
    vitamin_k1_ug: Mapped[OptionalNumber]
    vitamin_k2_mk4_ug: Mapped[OptionalNumber]
    vitamin_k2_mk7_ug: Mapped[OptionalNumber]
    vitamin_d_ug: Mapped[OptionalNumber]
    potassium_mg: Mapped[OptionalNumber]
    phosphorus_mg: Mapped[OptionalNumber]
    sodium_mg: Mapped[OptionalNumber]
    nutrients_null_reasons: Mapped[Json]
    nutrient_provenance: Mapped[Json]
    serving: Mapped[Json]
    sodium: Mapped[Json]
    fodmap: Mapped[Json]
    diets: Mapped[Json]
    free_from: Mapped[Json]
    allergens: Mapped[Json]
    allergens_possible: Mapped[Json]
    allergens_in_words: Mapped[Json]
    doubts: Mapped[Json]
    dietary_flags: Mapped[Json]
    bone_evidence: Mapped[Json]
    how_to_use: Mapped[Json]
    mechanisms: Mapped[Json]
    variants: Mapped[Json]
    notes: Mapped[Json]
