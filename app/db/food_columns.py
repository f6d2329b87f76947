"""The columns that food sources and prebiotics share, the figures of 100 g among them."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.core.field_types import OptionalNumber
from app.db.tables import Json, vocabulary_column
from app.vocabulary.food import FoodGroup


class FoodColumns:
    """The figures stand as columns of their own, so that they can be asked for in SQL."""

    flattened: ClassVar[str] = "nutrients_per_100g"

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
