"""Attributes of entries that a caution may name instead of the entries, and which entries have them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.core.references import Reference, make_reference
from app.schemas.food import FoodFields
from app.vocabulary.content import Relation
from app.vocabulary.food import Fodmap, FreeFrom, Live
from app.vocabulary.safety import Allergen, Form

NutrientName = Literal[
    "calcium_mg", "potassium_mg", "phosphorus_mg", "sodium_mg", "vitamin_k1_ug", "fibre_g", "protein_g"
]

FoodKind = Annotated[
    Literal["food-sources", "prebiotics", "bone-foods"], Field(description="A kind of food.")
]


class LeastFigure(Model):
    """A figure of one serving, and the least that counts."""

    nutrient: NutrientName = Field(description="Name of the figure, as in `nutrients_per_100g`.")
    at_least: float = Field(gt=0, description="The least amount in one serving that counts.")


class Attribute(Model):
    """What an entry must have for a caution to apply to it: all that is given here."""

    kind: FoodKind | None = Field(None, description="It is of this kind; `food-sources` are fermented.")
    allergen: Allergen | None = Field(
        None, description="It holds this allergen, certainly or in some products."
    )
    figure: LeastFigure | None = Field(
        None, description="A serving holds at least this much; without a food table, by any label."
    )
    form: Form | None = Field(None, description="It comes in this form too.")
    fodmap: Fodmap | None = Field(None, description="Its FODMAP level.")
    live: bool | None = Field(None, description="True: it may hold live microbes when it is eaten.")
    not_certainly_free_from: FreeFrom | None = Field(
        None, description="Its freedom from this is in doubt, such as traces of alcohol."
    )


def entries_with(attribute: Attribute, documents: Mapping[str, Model]) -> Iterator[str]:
    """Yield the `<kind>/<slug>` of every food that has an attribute, in order."""
    for key, document in documents.items():
        if isinstance(document, FoodFields) and has_attribute(kind_of(key), document, attribute):
            yield key


def has_attribute(kind: str, food: FoodFields, attribute: Attribute) -> bool:
    """Return whether a food has all that an attribute asks for; an unknown figure does not count."""
    wanted = (
        (attribute.kind, {kind}),
        (attribute.allergen, {*food.allergens, *food.allergens_possible}),
        (attribute.form, set(food.forms or ())),
        (attribute.fodmap, {food.fodmap.level}),
        (attribute.live, {getattr(food, "live_as_eaten", Live.NO) is not Live.NO}),
        (attribute.not_certainly_free_from, _doubted_codes(food)),
    )
    if any(value is not None and value not in held for value, held in wanted):
        return False
    return attribute.figure is None or _has_figure(food, attribute.figure)


def is_possible(food: FoodFields, attribute: Attribute) -> bool:
    """Return whether the allergen of an attribute is in some products of a food only."""
    return attribute.allergen is not None and attribute.allergen not in food.allergens


def _doubted_codes(food: FoodFields) -> set[FreeFrom | str]:
    doubted = {doubt.value for doubt in food.doubts if doubt.field == "free_from" and doubt.value}
    return doubted - {code.value for code in food.free_from}


def _has_figure(food: FoodFields, least: LeastFigure) -> bool:
    figure, grams = most_per_100g(food, least.nutrient), food.serving.grams
    return figure is not None and grams is not None and figure * grams / 100 >= least.at_least


def most_per_100g(food: FoodFields, nutrient: NutrientName) -> float | None:
    """Return the figure of the food table, else the highest of product labels: it may be that product."""
    figure: float | None = getattr(food.nutrients_per_100g, nutrient)
    if figure is not None or food.label_figures is None:
        return figure
    return next((label.highest for label in food.label_figures.figures if label.nutrient == nutrient), None)


def reference_to_warned(key: str, name: str) -> Reference:
    """Return the reference of a caution to an entry that it applies to."""
    kind, _, slug = key.partition("/")
    return make_reference(kind, slug, name, Relation.WARNS_ABOUT)
