"""What a fermented food holds beyond a food: microbes, live or not, label tips, cooking."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Entry
from app.envelopes import Item, Page
from app.food import FoodFields, ServedFood
from app.model import Model
from app.references import Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.food import Live

ContainedMicrobe = Annotated[Reference, Relates(Relation.CONTAINS_MICROBE, "microbes")]


class MicrobeUse(Model):
    """A microbe of the ferment and its part in it."""

    microbe: ContainedMicrobe
    role: fields.Line
    note: fields.MaybeProse = None


class GeneralCount(Model):
    """A count that holds for a group of ferments, not for this one alone."""

    range: fields.Line
    unit: fields.Line
    scope: fields.Line
    sources: tuple[SourceRef, ...] = ()
    verification: fields.Line


class LiveCount(Model):
    """Colony-forming units found in the food, or why no figure is given."""

    range: fields.MaybeLine = None
    unit: fields.MaybeLine = None
    scope: fields.MaybeLine = None
    minimum_standard: fields.MaybeLine = None
    note: fields.MaybeLine = None
    reason: Annotated[fields.MaybeLine, Field(description="Why there is no figure.")] = None
    general: GeneralCount | None = None
    sources: tuple[SourceRef, ...] = ()
    verification: fields.MaybeLine = None


class LiveCategory(Model):
    """The broad class of live microbes per gram that the food falls into."""

    category: fields.Line
    note: fields.MaybeProse = None
    sources: tuple[SourceRef, ...] = ()
    verification: fields.Line


class FoodSourceFields(FoodFields):
    """What a fermented food is and how to choose and eat it."""

    live_as_sold: Live
    live_as_sold_note: fields.Line
    live_as_eaten: Live
    live_as_eaten_note: fields.Line
    microbes: tuple[MicrobeUse, ...]
    microbe_sources: tuple[SourceRef, ...] = ()
    colony_forming_units: LiveCount
    live_microbe_category: LiveCategory
    probiotic_note: fields.Prose
    probiotic_note_sources: tuple[SourceRef, ...] = ()
    label_tips: Annotated[fields.Texts, Field(description="What to look for on the label.")]
    cooking: Annotated[fields.Prose, Field(description="What heat and cooking do.")]


class FoodSourceDocument(FoodSourceFields, Document):
    """A fermented food in YAML."""


class FoodSource(ServedFood, FoodSourceFields, Entry):
    """A fermented food."""


class FoodSourceItem(Item[FoodSource]):
    """One fermented food."""


class FoodSourcePage(Page[FoodSource]):
    """A page of fermented foods."""
