"""Schemas shared by food sources and prebiotics: servings, diets, flags."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import (
    HowChecked,
    LongText,
    LongTexts,
    Note,
    OptionalLongText,
    OptionalNumber,
    OptionalShortText,
    ShortText,
    ShortTexts,
)
from app.core.references import FOOD_KINDS, Reference, ReferenceValidator, Sources
from app.schemas.entries import Effects
from app.schemas.food_figures import FoodTableRow, NullReasons, Nutrients, Provenance
from app.vocabulary.content import Relation
from app.vocabulary.food import Diet, Fodmap, FoodGroup, FreeFrom, SodiumLevel
from app.vocabulary.safety import Allergen

PairedFood = Annotated[Reference, ReferenceValidator(Relation.PAIRS_WITH, *FOOD_KINDS)]


class Portion(Model):
    """A household measure and its weight."""

    description: ShortText = Field(description="The household measure.")
    grams: float = Field(description="Its weight in grams.", gt=0)


class Serving(Model):
    """The serving that per-serving figures are for."""

    description: OptionalShortText = Field(
        None, description="The household measure; null where none was found."
    )
    grams: float | None = Field(None, gt=0, description="Weight in grams; null where none was found.")
    derived: bool = Field(default=False, description="True: worked out from another measure.")
    other: tuple[Portion, ...] = Field((), description="Other household measures of the food.")
    reason: OptionalShortText = Field(None, description="Why there is no weight; null where there is one.")
    sources: Sources = ()


class Sodium(Model):
    """Sodium in the serving, against a daily value of 2,300 mg."""

    level: SodiumLevel | None = Field(
        None, description="Level of the serving; null where there is no figure."
    )
    mg_per_serving: OptionalNumber = Field(
        None, description="Sodium in milligrams; null where there is no figure."
    )
    percent_of_2300_mg: OptionalNumber = Field(
        None, description="Percent of the daily value; null where there is no figure."
    )
    rule: OptionalShortText = Field(
        None, description="The rule behind the level; null where there is no figure."
    )
    reason: OptionalShortText = Field(None, description="Why there is no figure; null where there is one.")
    sources: Sources = ()


class FodmapRating(Model):
    """Fermentable carbohydrates at a stated portion."""

    level: Fodmap
    description: OptionalShortText = Field(
        None, description="The level in words, by portion or product; null where no rating was found."
    )
    drivers: ShortTexts = Field((), description="The carbohydrates behind the rating.")
    note: Note = None
    sources: Sources = ()
    verification: HowChecked


class DietaryFlag(Model):
    """One flag in words, the fuller account behind the codes."""

    flag: ShortText = Field(description="What the flag is about.", examples=["tyramine"])
    value: LongText = Field(description="The answer, in words.")
    sources: Sources = ()
    verification: ShortText = Field(
        description="How closely it was checked; `general_knowledge`: against no source."
    )


class Doubt(Model):
    """A code that was left out, or is weaker than it looks, and why."""

    field: ShortText = Field(description="Field of the food that the code is about.", examples=["diets"])
    value: OptionalShortText = Field(
        None,
        description="The code or word in doubt; null where the doubt is about the field as a whole.",
        examples=["vegan"],
    )
    because: ShortText = Field(description="Why it is in doubt.")


class BoneEvidence(Model):
    """What was found for bone with this food or fibre, and its limits."""

    finding: LongText = Field(description="What was found.")
    design: ShortText = Field(description="How that was studied, in words.")
    limits: OptionalLongText = Field(None, description="What limits the finding, or null.")
    sources: Sources = ()
    verification: HowChecked


class Variant(Model):
    """Another form of the food, with its own figures."""

    label: ShortText = Field(description="What sets this form apart.")
    food_table: FoodTableRow
    nutrients_per_100g: Nutrients = Field(description="The figures of 100 g of this form.")
    nutrients_null_reasons: NullReasons
    nutrient_provenance: Provenance


class FoodFields(Model):
    """What every food holds, in YAML and in answers."""

    group: FoodGroup
    food_table: FoodTableRow
    nutrients_per_100g: Nutrients = Field(description="The figures of 100 g.")
    nutrients_null_reasons: NullReasons
    nutrient_provenance: Provenance
    serving: Serving
    sodium: Sodium
    fodmap: FodmapRating
    diets: tuple[Diet, ...] = Field(description="Ways of eating it definitely fits.")
    free_from: tuple[FreeFrom, ...] = Field(description="What it is definitely free from.")
    allergens: tuple[Allergen, ...] = Field(description="Allergens that are certainly in it.")
    allergens_possible: tuple[Allergen, ...] = Field(
        description="Allergens in some recipes or products of it."
    )
    allergens_in_words: ShortTexts = Field(
        (), description="Allergens in words, with what depends on the product."
    )
    doubts: tuple[Doubt, ...] = Field(
        (), description="Codes that were left out, or are weaker than they look, and why."
    )
    dietary_flags: tuple[DietaryFlag, ...] = Field(
        (), description="Diets, allergens and other traits in words, with how they were checked."
    )
    bone_evidence: BoneEvidence | None = Field(
        None, description="What was found for bone; null where the guide holds no such finding."
    )
    how_to_use: LongTexts = Field(description="Ways to eat it and what to mind, one point an item.")
    pairings: tuple[PairedFood, ...] = Field((), description="Foods that go well with it.")
    mechanisms: Effects = ()
    variants: tuple[Variant, ...] = Field(
        (), description="Other forms of the food, each with its own figures."
    )
    notes: LongTexts = Field((), description="Remarks, one an item.")


class ServedFood(Model):
    """What answers add to a food: the figures of one serving."""

    nutrients_per_serving: Nutrients | None = Field(
        description="The figures per 100 g times the serving's weight; null where that is unknown."
    )


def serving_figures(food: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of one serving: those of 100 g times its grams, to four decimals.

    null where the serving has no weight; a null figure stays null.
    """
    grams = food["serving"]["grams"]
    if grams is None:
        return {"nutrients_per_serving": None}
    figures = food["nutrients_per_100g"].items()
    return {
        "nutrients_per_serving": {
            name: None if figure is None else round(figure * grams / 100, 4) for name, figure in figures
        }
    }
