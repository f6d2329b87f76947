"""The foods that a nutrient names are those with the most of it in a serving."""

from typing import Any

import pytest

from app.content.content_reader import Content
from app.core.references import FOOD_KINDS

FIGURES = {
    "calcium": "calcium_mg",
    "fibre": "fibre_g",
    "magnesium": "magnesium_mg",
    "phosphorus": "phosphorus_mg",
    "potassium": "potassium_mg",
    "protein": "protein_g",
    "sodium": "sodium_mg",
    "vitamin-d": "vitamin_d_ug",
    "vitamin-k": "vitamin_k1_ug",
}
BY_ANOTHER_FORM = {"vitamin-k": ["food-sources/natto"]}
"""Natto stands first: it is rich in the K2 form MK-7, the other foods in K1."""


@pytest.mark.parametrize("nutrient", FIGURES)
def test_a_nutrient_names_the_foods_with_the_most_in_a_serving(content: Content, nutrient: str) -> None:
    documents: dict[str, Any] = dict(content.documents)
    servings = {}
    for key, food in documents.items():
        if key.split("/")[0] in FOOD_KINDS:
            figure, grams = getattr(food.nutrients_per_100g, FIGURES[nutrient]), food.serving.grams
            if figure is not None and grams is not None:
                servings[key] = figure * grams
    named = [f"{ref.kind}/{ref.slug}" for ref in documents[f"nutrients/{nutrient}"].foods]
    first = BY_ANOTHER_FORM.get(nutrient, [])
    assert named[: len(first)] == first
    rest = named[len(first) :]
    assert len(rest) >= 6
    assert rest == sorted(servings, key=lambda key: (-servings[key], key))[: len(rest)]
