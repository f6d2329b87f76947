"""What food sources and prebiotics share: figures with provenance, servings, diets, flags."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from app import fields
from app.entries import Effect
from app.model import Model
from app.references import FOOD_KINDS, Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.food import Diet, Fodmap, FoodGroup, FreeFrom, SodiumLevel
from app.vocabulary.safety import Allergen

PairedFood = Annotated[Reference, Relates(Relation.PAIRS_WITH, *FOOD_KINDS)]


class Nutrients(Model):
    """Nutrient figures; the unit is in the name. null means no verified figure, never zero."""

    energy_kcal: fields.Figure
    protein_g: fields.Figure
    fibre_g: fields.Figure
    sugars_g: fields.Figure
    calcium_mg: fields.Figure
    magnesium_mg: fields.Figure
    vitamin_k1_ug: fields.Figure
    vitamin_k2_mk4_ug: fields.Figure
    vitamin_k2_mk7_ug: fields.Figure
    vitamin_d_ug: fields.Figure
    potassium_mg: fields.Figure
    phosphorus_mg: fields.Figure
    sodium_mg: fields.Figure


NUTRIENT_NAMES = tuple(Nutrients.model_fields)


class NullReasons(Model):
    """Why a figure is null, one reason a null; null where there is a figure."""

    energy_kcal: fields.MaybeLine = None
    protein_g: fields.MaybeLine = None
    fibre_g: fields.MaybeLine = None
    sugars_g: fields.MaybeLine = None
    calcium_mg: fields.MaybeLine = None
    magnesium_mg: fields.MaybeLine = None
    vitamin_k1_ug: fields.MaybeLine = None
    vitamin_k2_mk4_ug: fields.MaybeLine = None
    vitamin_k2_mk7_ug: fields.MaybeLine = None
    vitamin_d_ug: fields.MaybeLine = None
    potassium_mg: fields.MaybeLine = None
    phosphorus_mg: fields.MaybeLine = None
    sodium_mg: fields.MaybeLine = None


class FoodTableRow(Model):
    """The row of the USDA food tables that the figures come from."""

    dataset: fields.Line
    fdc_id: Annotated[int | None, Field(description="FoodData Central id.")] = None
    ndb_no: Annotated[fields.MaybeLine, Field(description="Number in the older tables.")] = None
    description: fields.MaybeLine = None
    id_check: Annotated[fields.MaybeLine, Field(description="How the id was checked.")] = None


class ComparedFigure(Model):
    """A figure as a second data set gives it, where the two differ."""

    nutrient: fields.Line
    value: float


class CrossCheck(Model):
    """How the figures compare with a second data set."""

    status: fields.Line
    compared_with: tuple[SourceRef, ...] = ()
    compared_with_note: fields.MaybeLine = None
    differing_figures: tuple[ComparedFigure, ...] = ()
    note: fields.MaybeProse = None


class ExtraFigure(Model):
    """A figure that comes from elsewhere than the food table."""

    nutrient: fields.Line
    value: float
    reported_range: fields.MaybeLine = None
    origin: fields.MaybeProse = None
    sources: tuple[SourceRef, ...] = ()
    verification: fields.Line
    note: fields.MaybeProse = None


class Provenance(Model):
    """Where the figures come from and how they were checked."""

    sources: tuple[SourceRef, ...] = ()
    cross_check: CrossCheck
    extra_figure: ExtraFigure | None = None
    note: fields.MaybeProse = None


class Portion(Model):
    """A household measure and its weight."""

    description: fields.Line
    grams: Annotated[float, Field(gt=0)]


class Serving(Model):
    """The serving that per-serving figures are for."""

    description: fields.MaybeLine = None
    grams: Annotated[float | None, Field(gt=0, description="null where no weight was found.")] = None
    derived: Annotated[bool, Field(description="True: worked out from another measure.")] = False
    other: tuple[Portion, ...] = ()
    reason: Annotated[fields.MaybeLine, Field(description="Why there is no weight.")] = None
    sources: tuple[SourceRef, ...] = ()


class Sodium(Model):
    """Sodium in the serving, against a daily value of 2,300 mg."""

    level: SodiumLevel | None = None
    mg_per_serving: fields.Figure = None
    percent_of_2300_mg: fields.Figure = None
    rule: fields.MaybeLine = None
    reason: Annotated[fields.MaybeLine, Field(description="Why there is no figure.")] = None
    sources: tuple[SourceRef, ...] = ()


class FodmapRating(Model):
    """Fermentable carbohydrates at a stated portion."""

    level: Fodmap
    description: fields.MaybeLine = None
    drivers: fields.Lines = ()
    note: fields.MaybeProse = None
    sources: tuple[SourceRef, ...] = ()
    verification: fields.Line


class DietaryFlag(Model):
    """One flag in words, the fuller account behind the codes."""

    flag: Annotated[fields.Line, Field(examples=["tyramine"])]
    value: fields.Prose
    sources: tuple[SourceRef, ...] = ()
    verification: Annotated[fields.Line, Field(description="`general_knowledge` where no source was checked.")]


class Doubt(Model):
    """A code that was left out, or is weaker than it looks, and why."""

    field: Annotated[fields.Line, Field(examples=["diets"])]
    value: Annotated[fields.MaybeLine, Field(examples=["vegan"])] = None
    because: fields.Line


class BoneEvidence(Model):
    """What was found for bone with this food or fibre, and its limits."""

    finding: fields.Prose
    design: fields.Line
    limits: fields.MaybeProse = None
    sources: tuple[SourceRef, ...] = ()
    verification: fields.Line


class Variant(Model):
    """Another form of the food, with its own figures."""

    label: fields.Line
    food_table: FoodTableRow
    nutrients_per_100g: Nutrients
    nutrients_null_reasons: NullReasons
    nutrient_provenance: Provenance


class FoodFields(Model):
    """What every food holds, in YAML and in answers."""

    group: FoodGroup
    food_table: FoodTableRow
    nutrients_per_100g: Nutrients
    nutrients_null_reasons: NullReasons
    nutrient_provenance: Provenance
    serving: Serving
    sodium: Sodium
    fodmap: FodmapRating
    diets: Annotated[tuple[Diet, ...], Field(description="Ways of eating it definitely fits.")]
    free_from: Annotated[tuple[FreeFrom, ...], Field(description="What it is definitely free from.")]
    allergens: Annotated[tuple[Allergen, ...], Field(description="What is certainly in it.")]
    allergens_possible: Annotated[tuple[Allergen, ...], Field(description="In some recipes or products.")]
    allergens_in_words: fields.Lines = ()
    doubts: tuple[Doubt, ...] = ()
    dietary_flags: tuple[DietaryFlag, ...] = ()
    bone_evidence: BoneEvidence | None = None
    how_to_use: fields.Texts
    pairings: tuple[PairedFood, ...] = ()
    mechanisms: tuple[Effect, ...] = ()
    variants: tuple[Variant, ...] = ()
    notes: fields.Texts = ()


class ServedFood(Model):
    """What answers add to a food: the figures of one serving."""

    nutrients_per_serving: Annotated[
        Nutrients | None,
        Field(description="The figures per 100 g times the serving's weight; null where that is unknown."),
    ]


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
