"""Schemas of nutrient figures and their provenance."""

from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import (
    HowChecked,
    Note,
    OptionalLongText,
    OptionalNumber,
    OptionalShortText,
    ShortText,
)
from app.core.references import SourceRef, Sources

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
