"""Schemas of nutrient figures and their provenance."""

from typing import Annotated

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


class Nutrients(Model):
    """Nutrient figures; the unit is in the name. null means no verified figure, never zero."""

    energy_kcal: Annotated[
        OptionalNumber, Field(description="Energy in kilocalories; null where no figure was verified.")
    ]
    protein_g: Annotated[
        OptionalNumber, Field(description="Protein in grams; null where no figure was verified.")
    ]
    fibre_g: Annotated[
        OptionalNumber, Field(description="Fibre in grams; null where no figure was verified.")
    ]
    sugars_g: Annotated[
        OptionalNumber, Field(description="Sugars in grams; null where no figure was verified.")
    ]
    calcium_mg: Annotated[
        OptionalNumber, Field(description="Calcium in milligrams; null where no figure was verified.")
    ]
    magnesium_mg: Annotated[
        OptionalNumber, Field(description="Magnesium in milligrams; null where no figure was verified.")
    ]
    vitamin_k1_ug: Annotated[
        OptionalNumber, Field(description="Vitamin K1 in micrograms; null where no figure was verified.")
    ]
    vitamin_k2_mk4_ug: Annotated[
        OptionalNumber,
        Field(description="Vitamin K2 as MK-4 in micrograms; null where no figure was verified."),
    ]
    vitamin_k2_mk7_ug: Annotated[
        OptionalNumber,
        Field(description="Vitamin K2 as MK-7 in micrograms; null where no figure was verified."),
    ]
    vitamin_d_ug: Annotated[
        OptionalNumber, Field(description="Vitamin D in micrograms; null where no figure was verified.")
    ]
    potassium_mg: Annotated[
        OptionalNumber, Field(description="Potassium in milligrams; null where no figure was verified.")
    ]
    phosphorus_mg: Annotated[
        OptionalNumber, Field(description="Phosphorus in milligrams; null where no figure was verified.")
    ]
    sodium_mg: Annotated[
        OptionalNumber, Field(description="Sodium in milligrams; null where no figure was verified.")
    ]


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

    dataset: Annotated[
        OptionalShortText, Field(description="Name of the data set; null where no food table has a row.")
    ] = None
    fdc_id: Annotated[
        int | None,
        Field(ge=1, le=2**31 - 1, description="FoodData Central id; null where it has no row there."),
    ] = None
    ndb_no: Annotated[OptionalShortText, Field(description="Number in the older USDA tables, or null.")] = (
        None
    )
    description: Annotated[OptionalShortText, Field(description="The row's own description, or null.")] = None
    id_check: Annotated[OptionalShortText, Field(description="How the id was checked, or null.")] = None


class ComparedFigure(Model):
    """A figure as a second data set gives it, where the two differ."""

    nutrient: FigureName
    value: Annotated[float, Field(description="The figure per 100 g in the second data set.")]


class CrossCheck(Model):
    """How the figures compare with a second data set."""

    status: Annotated[
        ShortText,
        Field(
            description="`identical`, `consistent`, `differs`, `single_source` or `none`: how they compare."
        ),
    ]
    compared_with: Annotated[
        tuple[SourceRef, ...], Field(description="The second data sets; empty where there is none.")
    ] = ()
    compared_with_note: Annotated[
        OptionalShortText, Field(description="What else it was compared with, or null.")
    ] = None
    differing_figures: Annotated[
        tuple[ComparedFigure, ...],
        Field(description="The figures that differ, as the second data set gives them."),
    ] = ()
    note: Note = None


class ExtraFigure(Model):
    """A figure that comes from elsewhere than the food table."""

    nutrient: FigureName
    value: Annotated[float, Field(description="The figure per 100 g, in the unit of its name.")]
    reported_range: Annotated[
        OptionalShortText, Field(description="What sources report, in the same unit, or null.")
    ] = None
    origin: Annotated[OptionalLongText, Field(description="How the figure was come by, or null.")] = None
    sources: Sources = ()
    verification: HowChecked
    note: Note = None


class Provenance(Model):
    """Where the figures come from and how they were checked."""

    sources: Sources = ()
    cross_check: CrossCheck
    extra_figure: Annotated[
        ExtraFigure | None, Field(description="A figure that the food table lacks; null where there is none.")
    ] = None
    note: Note = None
