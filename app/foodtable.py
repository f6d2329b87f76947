"""The columns that food sources and prebiotics share, the figures of 100 g among them."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app import fields
from app.fields import vocabulary_column
from app.vocabulary.food import FoodGroup


class FoodColumns:
    """The figures stand as columns of their own, so that they can be asked for in SQL."""

    flattened: ClassVar[str] = "nutrients_per_100g"

    group: Mapped[FoodGroup] = mapped_column(vocabulary_column(FoodGroup))
    food_table: Mapped[fields.Json]
    energy_kcal: Mapped[fields.Figure]
    protein_g: Mapped[fields.Figure]
    fibre_g: Mapped[fields.Figure]
    sugars_g: Mapped[fields.Figure]
    calcium_mg: Mapped[fields.Figure]
    magnesium_mg: Mapped[fields.Figure]
    vitamin_k1_ug: Mapped[fields.Figure]
    vitamin_k2_mk4_ug: Mapped[fields.Figure]
    vitamin_k2_mk7_ug: Mapped[fields.Figure]
    vitamin_d_ug: Mapped[fields.Figure]
    potassium_mg: Mapped[fields.Figure]
    phosphorus_mg: Mapped[fields.Figure]
    sodium_mg: Mapped[fields.Figure]
    nutrients_null_reasons: Mapped[fields.Json]
    nutrient_provenance: Mapped[fields.Json]
    serving: Mapped[fields.Json]
    sodium: Mapped[fields.Json]
    fodmap: Mapped[fields.Json]
    diets: Mapped[fields.Json]
    free_from: Mapped[fields.Json]
    allergens: Mapped[fields.Json]
    allergens_possible: Mapped[fields.Json]
    allergens_in_words: Mapped[fields.Json]
    doubts: Mapped[fields.Json]
    dietary_flags: Mapped[fields.Json]
    bone_evidence: Mapped[fields.Json]
    how_to_use: Mapped[fields.Json]
    mechanisms: Mapped[fields.Json]
    variants: Mapped[fields.Json]
    notes: Mapped[fields.Json]
