"""Schemas that all foods share: figures, servings, portions, diets, flags."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticOmit, core_schema

from app.core.base_model import Model
from app.core.field_types import (
    BottomLine,
    Emoji,
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
from app.schemas.envelopes import Envelope
from app.schemas.kind import Documents, Fields, RuleViolation
from app.vocabulary.content import Moment, Relation
from app.vocabulary.food import (
    AmountUnit,
    Diet,
    Fermentable,
    FigureBasis,
    Fodmap,
    FoodGroup,
    FreeFrom,
    NarrowedBowel,
    SodiumLevel,
    Texture,
)
from app.vocabulary.safety import Allergen, Form

PairedFood = Annotated[Reference, ReferenceValidator(Relation.PAIRS_WITH, *FOOD_KINDS)]
ContainedCompound = Annotated[Reference, ReferenceValidator(Relation.CONTAINS_COMPOUND, "compounds")]


NullReason = Annotated[OptionalShortText, Field(description="Why it is null, if it is.")]
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
    """Why a figure is null, one reason for each null; null where there is a figure."""

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


class HouseholdMeasure(Model):
    """A household measure and its weight."""

    description: ShortText = Field(description="The household measure.")
    grams: float = Field(description="Its weight in grams.", gt=0)


class FigureDetail:
    """Marks a field of YAML files that responses leave out: it is answered at the address of the figures."""

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the field in the schema of the files, not in that of responses."""
        if handler.mode == "serialization":
            raise PydanticOmit
        return handler(schema)


class Serving(Model):
    """The serving that per-serving figures are for."""

    description: OptionalShortText = Field(
        None, description="The household measure; null where none was found."
    )
    grams: float | None = Field(None, gt=0, description="Weight in grams; null where none was found.")
    derived: bool = Field(default=False, description="True: worked out from another measure.")
    other: tuple[HouseholdMeasure, ...] = Field((), description="Other household measures of the food.")
    reason: Annotated[OptionalShortText, FigureDetail()] = Field(
        None, description="Why there is no weight; null where there is one."
    )
    sources: Annotated[Sources, FigureDetail()] = ()


class ServingDetails(Model):
    """Where the weight of the serving comes from, or why there is none."""

    reason: OptionalShortText = Field(description="Why there is no weight; null where there is one.")
    sources: Sources


class TextureOption(Model):
    """A texture that preparation can give, and how."""

    texture: Texture = Field(description="The texture it can have.")
    how: ShortText = Field(description="How to prepare it so.")


class Inulin(Model):
    """Fructans in grams, by the highest figure seen, since lists disagree; null where there is none."""

    per_100g: OptionalNumber = Field(None, description="In 100 g.")
    per_portion: OptionalNumber = Field(None, description="In one portion.")
    per_start: OptionalNumber = Field(None, description="In the amount to start with.")
    per_day: OptionalNumber = Field(None, description="In the most that is meant for one day.")
    basis: ShortText = Field(description="Where the figure comes from, or why there is none.")
    sources: Sources = ()


class WeeklyLimit(Model):
    """The most portions in a week."""

    portions: int = Field(ge=1, le=21, description="Portions a week at most, for the people named.")
    for_whom: ShortText = Field(description="Whom the limit is for, and what holds for others.")
    sources: Sources = ()


class Dish(Model):
    """One way to eat a food, and when. It names no amount: the portion has it."""

    text: ShortText = Field(description="The dish, as text to show.", examples=["Stewed with ginger"])
    moments: tuple[Moment, ...] = Field(min_length=1, description="The meals it suits.")


class Portion(Model):
    """The portion that plans use: how much, how to begin, the most in a day, and its texture."""

    description: ShortText = Field(description="The household measure.")
    grams: float = Field(gt=0, description="Its weight in grams.")
    form: OptionalShortText = Field(None, description="The form it is for, or null for the usual one.")
    basis: ShortText = Field(description="How the portion was chosen.")
    start_grams: float | None = Field(
        None, gt=0, description="Grams to begin with; null where no small start is needed."
    )
    start_description: OptionalShortText = Field(
        None, description="Its household measure; null where no small start is needed."
    )
    max_grams_per_day: float = Field(gt=0, description="The most in one day, in grams.")
    weekly_limit: WeeklyLimit | None = Field(None, description="The most in a week; null where none is set.")
    fermentable: Fermentable = Field(description="What in it gut microbes ferment.")
    inulin: Inulin
    texture: Texture = Field(description="Its texture as usually eaten. No test for swallowing trouble.")
    texture_options: tuple[TextureOption, ...] = Field(
        (), description="Other textures that preparation can give it."
    )
    narrowed_bowel: NarrowedBowel = Field(description="Whether it suits a narrowed bowel.")
    forms_not_for_children: ShortTexts = Field((), description="Forms that are not for children, and why.")
    forms_not_for_anyone: ShortTexts = Field((), description="Forms that nobody should eat.")
    left_out_of_plans: OptionalShortText = Field(
        None, description="Why plans do not offer it; null where they do."
    )
    dishes: tuple[Dish, ...] = Field((), description="Ways to eat the portion, for plans.")
    note: Note = None
    sources: Sources = ()


class CalciumUptake(Model):
    """How much of its calcium the body takes up. It was measured at other amounts: a rough guide."""

    percent: OptionalNumber = Field(
        None, description="Share of the calcium that is taken up; null where no figure was seen."
    )
    text: LongText = Field(description="The uptake in words.")
    oxalate: ShortText = Field(description="Oxalate, which binds calcium, in words.")
    phytate: ShortText = Field(description="Phytate, which binds minerals, in words.")
    sources: Sources = ()
    verification: HowChecked


class LabelFigure(Model):
    """One figure of product labels, per 100 g."""

    nutrient: FigureName
    products: int = Field(ge=1, description="Labels with this figure.")
    median: float = Field(description="The middle figure.")
    lowest: float = Field(description="The lowest figure.")
    highest: float = Field(description="The highest figure.")


class LabelFigures(Model):
    """Figures of product labels, for a food without a row in a food table. Labels are rounded."""

    products: int = Field(ge=1, description="How many labels were read.")
    selection: ShortText = Field(description="Which products were counted.")
    figures: tuple[LabelFigure, ...] = Field(description="The figures, one nutrient an item.")
    sources: Sources = ()
    verification: HowChecked


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
    rule: Annotated[OptionalShortText, FigureDetail()] = Field(
        None, description="The rule behind the level; null where there is no figure."
    )
    reason: Annotated[OptionalShortText, FigureDetail()] = Field(
        None, description="Why there is no figure; null where there is one."
    )
    sources: Annotated[Sources, FigureDetail()] = ()


class SodiumDetails(Model):
    """The rule behind the level of sodium, or why there is no figure."""

    rule: OptionalShortText = Field(description="The rule behind the level; null where there is no figure.")
    reason: OptionalShortText = Field(description="Why there is no figure; null where there is one.")
    sources: Sources


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
    food_table: Annotated[FoodTableRow, FigureDetail()]
    nutrients_per_100g: Nutrients = Field(description="The figures of 100 g of this form.")
    nutrients_null_reasons: Annotated[NullReasons, FigureDetail()]
    nutrient_provenance: Annotated[Provenance, FigureDetail()]


class FigureDetails(Model):
    """Where figures come from, how they were checked, and why one is null."""

    food_table: FoodTableRow
    nutrients_null_reasons: NullReasons
    nutrient_provenance: Provenance


class VariantDetails(FigureDetails):
    """Where the figures of a variant come from."""

    label: ShortText = Field(description="What sets this form apart, as in the food's `variants`.")


class FoodFigures(FigureDetails):
    """Where the figures of a food come from, how they were checked, and why one is null."""

    serving: ServingDetails
    sodium: SodiumDetails
    variants: tuple[VariantDetails, ...] = Field(
        description="The same for each form in the food's `variants`, in order."
    )


class FoodFiguresItem(Envelope[FoodFigures]):
    """Where the figures of a food come from."""


class CompoundAmount(Model):
    """How much of a compound the food holds; min and max are equal where one figure is known."""

    compound: ContainedCompound | None = Field(
        None, description="The compound; null where it has no entry here."
    )
    description: ShortText = Field(description="The compound as the record words it.")
    amount_min: OptionalNumber = Field(
        None, description="Lowest amount in `unit`; null where no usable figure was found."
    )
    amount_max: OptionalNumber = Field(
        None, description="Highest amount in `unit`; null where no usable figure was found."
    )
    unit: AmountUnit
    basis: ShortText = Field(description="What the amount is a share of.")
    sources: Sources = ()
    verification: HowChecked
    note: Note = None


class Uncovered(Model):
    """An allergen or form of a food, or its gluten, that needs no caution, and why."""

    value: ShortText = Field(description="The allergen or form; or `gluten`.")
    because: ShortText = Field(description="Why no caution is needed.")


class FoodFields(Model):
    """What every food holds, in YAML and in answers."""

    bottom_line: BottomLine = Field(description="What to know about it for bone, in one line.")
    gut_bottom_line: BottomLine = Field(description="What to know about it for the gut, in one line.")
    bottom_line_sources: Sources = ()
    contrary_search: OptionalLongText = Field(
        None, description="Which findings against the lines were looked for, and what was found; or null."
    )
    emoji: Emoji
    group: FoodGroup
    food_table: Annotated[FoodTableRow, FigureDetail()]
    nutrients_per_100g: Nutrients = Field(
        description="The figures of 100 g. Below its address, `/figures` says why one is null."
    )
    nutrients_null_reasons: Annotated[NullReasons, FigureDetail()]
    nutrient_provenance: Annotated[Provenance, FigureDetail()]
    label_figures: LabelFigures | None = Field(
        None, description="Figures of product labels; null where a food table has the food."
    )
    calcium_uptake: CalciumUptake | None = Field(
        None, description="How much of its calcium is taken up; null where it was not looked into."
    )
    serving: Serving
    portion: Portion
    sodium: Sodium
    fodmap: FodmapRating
    diets: tuple[Diet, ...] = Field(description="Ways of eating it definitely fits.")
    free_from: tuple[FreeFrom, ...] = Field(description="What it is definitely free from.")
    allergens: tuple[Allergen, ...] = Field(description="Allergens that are certainly in it.")
    allergens_possible: tuple[Allergen, ...] = Field(
        description="Allergens in some recipes or products of it."
    )
    forms: tuple[Form, ...] | None = Field(
        None,
        description="Forms that matter for cautions and in which it is sold or made; null: none recorded.",
    )
    uncovered: tuple[Uncovered, ...] = Field(
        (), description="Allergens, forms and gluten that need no caution, each with the reason."
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
    label_tips: LongTexts = Field((), description="What to look for on the label, one point an item.")
    cooking: OptionalLongText = Field(None, description="What heat and cooking do, or null.")
    storage: OptionalLongText = Field(None, description="How to keep it, or null.")
    pairings: tuple[PairedFood, ...] = Field((), description="Foods that go well with it.")
    mechanisms: Effects = ()
    compounds: tuple[CompoundAmount, ...] = Field(
        (), description="The compounds it holds, with their amounts."
    )
    variants: tuple[Variant, ...] = Field(
        (), description="Other forms of the food, each with its own figures."
    )
    notes: LongTexts = Field((), description="Remarks, one an item.")


class ServedFood(Model):
    """What answers add to a food: the figures of one serving and of one portion."""

    nutrients_per_serving: Nutrients | None = Field(
        description="The figures per 100 g times the serving's weight; null where that is unknown."
    )
    nutrients_per_portion: Nutrients = Field(
        description="The figures per 100 g times the portion's weight; null where there is no figure."
    )
    nutrients_per_portion_basis: FigureBasis | None = Field(
        description="Where the figures of the portion come from; null where there are none."
    )


def derived_figures(food: Mapping[str, Any], _entries: Mapping[str, Fields]) -> dict[str, Any]:
    """Return the figures of one serving and one portion, to four decimals.

    Those of a serving are null where it has no weight; a null figure stays null. Those of a portion are the
    medians of product labels where no food table has the food, and null where the portion has a form of its
    own, since the figures are for another.
    """
    grams = food["serving"]["grams"]
    figures, basis = _figures_of_portion(food)
    return {
        "nutrients_per_serving": None if grams is None else _times(food["nutrients_per_100g"], grams),
        "nutrients_per_portion": _times(figures, food["portion"]["grams"]),
        "nutrients_per_portion_basis": basis,
    }


def _figures_of_portion(food: Mapping[str, Any]) -> tuple[Mapping[str, float | None], FigureBasis | None]:
    figures: Mapping[str, float | None] = food["nutrients_per_100g"]
    if food["portion"]["form"] is not None:
        return dict.fromkeys(figures), None
    if any(figure is not None for figure in figures.values()):
        return figures, FigureBasis.FOOD_TABLE
    labels = food["label_figures"]
    if labels is None:
        return figures, None
    medians = {figure["nutrient"]: figure["median"] for figure in labels["figures"]}
    return {name: medians.get(name) for name in figures}, FigureBasis.LABEL_MEDIAN


def _times(figures: Mapping[str, float | None], grams: float) -> dict[str, float | None]:
    return {
        name: None if figure is None else round(figure * grams / 100, 4) for name, figure in figures.items()
    }


def nulls_have_reasons(_key: str, food: FoodFields, _documents: Documents) -> Iterator[RuleViolation]:
    """Every null figure has its reason, and no figure has one."""
    yield from _nulls("", food)
    for position, variant in enumerate(food.variants):
        yield from _nulls(f"variants[{position}].", variant)


def small_starts_have_measures(_key: str, food: FoodFields, _documents: Documents) -> Iterator[RuleViolation]:
    """Every small start has its household measure, and no other portion has one."""
    portion = food.portion
    if (portion.start_grams is None) is not (portion.start_description is None):
        yield "portion.start_description", "name the measure of `start_grams`; leave both out, or none"


def _nulls(prefix: str, food: FoodFields | Variant) -> Iterator[RuleViolation]:
    for name in NUTRIENT_NAMES:
        figure = getattr(food.nutrients_per_100g, name)
        reason = getattr(food.nutrients_null_reasons, name)
        if figure is None and reason is None:
            yield f"{prefix}nutrients_null_reasons.{name}", "the figure is null; say why"
        if figure is not None and reason is not None:
            yield f"{prefix}nutrients_null_reasons.{name}", "there is a figure; remove the reason"
