"""Fermented foods: schemas, filters, rules and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import HowChecked, LongText, Note, OptionalShortText, ShortText, Slug
from app.core.references import Reference, ReferenceValidator, SourceRef, Sources
from app.kinds.cautions import has_caution, is_covered
from app.kinds.food_query import FOOD_FILTERS, FoodQuery, level_in
from app.schemas.entries import Entry
from app.schemas.filters import field_in, overlaps
from app.schemas.food import (
    FoodFields,
    ServedFood,
    derived_figures,
    nulls_have_reasons,
    small_starts_have_measures,
)
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.food import Live, SodiumLevel

ContainedMicrobe = Annotated[Reference, ReferenceValidator(Relation.CONTAINS_MICROBE, "microbes")]


class MicrobeUse(Model):
    """A microbe of the ferment and its part in it."""

    microbe: ContainedMicrobe = Field(description="The microbe.")
    role: ShortText = Field(description="Its part in the ferment, in words.")
    note: Note = None


class GeneralCount(Model):
    """A count that holds for a group of ferments, not for this one alone."""

    range: ShortText = Field(description="The count, or from least to most, as text.")
    unit: ShortText = Field(description="What was counted, and per what.")
    scope: ShortText = Field(description="What the count holds for.")
    sources: Sources = ()
    verification: HowChecked


class LiveCount(Model):
    """Colony-forming units found in the food, or why no figure is given."""

    range: OptionalShortText = Field(
        None, description="The count, or from least to most, as text; null where there is none."
    )
    unit: OptionalShortText = Field(
        None, description="What was counted, and per what; null where there is no count."
    )
    scope: OptionalShortText = Field(None, description="What limits the count, or null.")
    minimum_standard: OptionalShortText = Field(
        None, description="The least that a food standard asks for, or null."
    )
    note: OptionalShortText = Field(None, description="A remark, or null where there is none.")
    reason: OptionalShortText = Field(None, description="Why there is no count; null where there is one.")
    general: GeneralCount | None = Field(None, description="A count for a group of ferments, or null.")
    sources: Sources = ()
    verification: OptionalShortText = Field(
        None, description="How closely the count was checked, in words; null where there is none."
    )


class LiveCategory(Model):
    """The broad class of live microbes per gram that the food falls into."""

    category: ShortText = Field(description="The class with its counts, in words.")
    note: Note = None
    sources: Sources = ()
    verification: HowChecked


class FoodSourceFields(FoodFields):
    """What a fermented food is and how to choose and eat it."""

    live_as_sold: Live = Field(description="Whether live microbes are in it as sold.")
    live_as_sold_note: ShortText = Field(description="What that depends on, in words.")
    live_as_eaten: Live = Field(description="Whether live microbes are in it as usually eaten.")
    live_as_eaten_note: ShortText = Field(description="What that depends on, in words.")
    microbes: tuple[MicrobeUse, ...] = Field(
        description="The microbes of the ferment, each with its part in it."
    )
    microbe_sources: tuple[SourceRef, ...] = Field((), description="The sources for its microbes.")
    colony_forming_units: LiveCount
    live_microbe_category: LiveCategory
    probiotic_note: LongText = Field(description="Whether the word probiotic fits, and why.")
    cooking: LongText = Field(description="What heat and cooking do to its microbes.")
    probiotic_note_sources: tuple[SourceRef, ...] = Field(
        (), description="The sources of that note; empty where none is named."
    )


class FoodSource(ServedFood, FoodSourceFields, Entry):
    """A fermented food."""


class FoodSourceQuery(FoodQuery):
    """Filters of fermented foods."""

    live: tuple[Live, ...] = Field(
        (), description="Whether live microbes are in it as eaten: any of these answers."
    )
    sodium: tuple[SodiumLevel, ...] = Field(
        (), description="Foods at any of these sodium levels per serving."
    )
    mechanism: tuple[Slug, ...] = Field((), description="Foods that may bear on any of these mechanisms.")


KIND = Kind(
    path="food-sources",
    singular="food_source",
    title="fermented food",
    fields=FoodSourceFields,
    entry=FoodSource,
    query=FoodSourceQuery,
    filters={
        **FOOD_FILTERS,
        "live": field_in("live_as_eaten"),
        "sodium": level_in("sodium"),
        "mechanism": overlaps(lambda food: [effect.mechanism.slug for effect in food.mechanisms]),
    },
    reference_parameters={"mechanism": ("mechanisms",)},
    rules=(has_caution, is_covered, nulls_have_reasons, small_starts_have_measures),
    derive=derived_figures,
)
