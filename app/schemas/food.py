"""Schemas shared by food sources and prebiotics: figures, servings, diets, flags."""

from collections.abc import Iterator, Mapping
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
from app.core.references import FOOD_KINDS, Reference, ReferenceValidator, SourceRef, Sources
from app.schemas.entries import Effects
from app.schemas.kind import Documents, Fields, RuleViolation
from app.vocabulary.content import Relation
from app.vocabulary.food import Diet, Fodmap, FoodGroup, FreeFrom, SodiumLevel
from app.vocabulary.safety import Allergen

PairedFood = Annotated[Reference, ReferenceValidator(Relation.PAIRS_WITH, *FOOD_KINDS)]


NullReason = Annotated[
    OptionalShortText, Field(description="Why this figure is null; null where there is a figure.")
]
FigureName = Annotated[ShortText, Field(description="Name of the figure, as in `nutrients_per_100g`.")]


def _figure(nutrient: str) -> Any:
    return Field(description=f"{nutrient}; null where no figure was verified.")


class Nutrients(Model):
    """Nutrient figures; the unit is in the name. null means no verified figure, never zero."""

    energy_kcal: OptionalNumber = _figure("Energy in kilocalories")
    protein_g: OptionalNumber = _figure("Protein in grams")
    fibre_g: OptionalNumber = _figure("Fibre in grams")
    sugars_g: OptionalNumber = _figure("Sugars in grams")
    calcium_mg: OptionalNumber = _figure("Calcium in milligrams")
    magnesium_mg: OptionalNumber = _figure("Magnesium in milligrams")
    vitamin_k1_ug: OptionalNumber = _figure("Vitamin K1 in micrograms")
    vitamin_k2_mk4_ug: OptionalNumber = _figure("Vitamin K2 as MK-4 in micrograms")
    vitamin_k2_mk7_ug: OptionalNumber = _figure("Vitamin K2 as MK-7 in micrograms")
    vitamin_d_ug: OptionalNumber = _figure("Vitamin D in micrograms")
    potassium_mg: OptionalNumber = _figure("Potassium in milligrams")
    phosphorus_mg: OptionalNumber = _figure("Phosphorus in milligrams")
    sodium_mg: OptionalNumber = _figure("Sodium in milligrams")


NUTRIENT_NAMES = tuple(Nutrients.model_fields)


class NullReasons(Model):
    """Why a figure is null, one reason a null; null where there is a figure."""

    energy_kcal: NullReason = None
    protein_g: NullReason = None
    fibre_g: NullReason = None
    sugars_g: NullReason = None
    calcium_mg: NullReason = None
    magnesium_mg: NullReason = None
    vitamin_k1_ug: NullReason = None
    vitamin_k2_mk4_ug: NullReason = None
    vitamin_k2_mk7_ug: NullReason = None
    vitamin_d_ug: NullReason = None
    potassium_mg: NullReason = None
    phosphorus_mg: NullReason = None
    sodium_mg: NullReason = None


class FoodTableRow(Model):
    """The row of the USDA food tables that the figures come from."""

    dataset: OptionalShortText = Field(
        None, description="Name of the data set; null where no food table has a row."
    )
    fdc_id: int | None = Field(
        None, ge=1, le=2**31 - 1, description="FoodData Central id; null where it has no row there."
    )
    ndb_no: OptionalShortText = Field(None, description="Number in the older USDA tables, or null.")
    description: OptionalShortText = Field(None, description="The row's own description, or null.")
    id_check: OptionalShortText = Field(None, description="How the id was checked, or null.")


class ComparedFigure(Model):
    """A figure as a second data set gives it, where the two differ."""

    nutrient: FigureName
    value: float = Field(description="The figure per 100 g in the second data set.")


class CrossCheck(Model):
    """How the figures compare with a second data set."""

    status: ShortText = Field(
        description="`identical`, `consistent`, `differs`, `single_source` or `none`: how they compare."
    )
    compared_with: tuple[SourceRef, ...] = Field(
        (), description="The second data sets; empty where there is none."
    )
    compared_with_note: OptionalShortText = Field(
        None, description="What else it was compared with, or null."
    )
    differing_figures: tuple[ComparedFigure, ...] = Field(
        (), description="The figures that differ, as the second data set gives them."
    )
    note: Note = None


class ExtraFigure(Model):
    """A figure that comes from elsewhere than the food table."""

    nutrient: FigureName
    value: float = Field(description="The figure per 100 g, in the unit of its name.")
    reported_range: OptionalShortText = Field(
        None, description="What sources report, in the same unit, or null."
    )
    origin: OptionalLongText = Field(None, description="How the figure was come by, or null.")
    sources: Sources = ()
    verification: HowChecked
    note: Note = None


class Provenance(Model):
    """Where the figures come from and how they were checked."""

    sources: Sources = ()
    cross_check: CrossCheck
    extra_figure: ExtraFigure | None = Field(
        None, description="A figure that the food table lacks; null where there is none."
    )
    note: Note = None


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


def serving_figures(food: Mapping[str, Any], _entries: Mapping[str, Fields]) -> dict[str, Any]:
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


def nulls_have_reasons(_key: str, food: FoodFields, _documents: Documents) -> Iterator[RuleViolation]:
    """Every null figure has its reason, and no figure has one."""
    yield from _nulls("", food)
    for position, variant in enumerate(food.variants):
        yield from _nulls(f"variants[{position}].", variant)


def _nulls(prefix: str, food: FoodFields | Variant) -> Iterator[RuleViolation]:
    for name in NUTRIENT_NAMES:
        figure = getattr(food.nutrients_per_100g, name)
        reason = getattr(food.nutrients_null_reasons, name)
        if figure is None and reason is None:
            yield f"{prefix}nutrients_null_reasons.{name}", "the figure is null; say why"
        if figure is not None and reason is not None:
            yield f"{prefix}nutrients_null_reasons.{name}", "there is a figure; remove the reason"
