"""What a nutrient holds: its role in bone, its food sources, and a reference value or none."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, OptionalLongText, ShortText
from app.core.references import FOOD_KINDS, Reference, ReferenceValidator, SourceRef, Sources
from app.schemas.entries import Effects, Entry
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.grading import Verification

ProvidingFood = Annotated[Reference, ReferenceValidator(Relation.PROVIDED_BY, *FOOD_KINDS)]


class DailyReference(Model):
    """A daily reference value, with the authority that set it."""

    amount: float = Field(description="The amount, in `unit`.")
    unit: ShortText = Field(description="Unit of the amount.")
    meaning: ShortText = Field(description="What the value is: an upper limit, a label value …")
    authority: ShortText = Field(description="Who set the value.")
    source: SourceRef = Field(description="Where the value stands.")


class NutrientFields(Model):
    """What a nutrient does for bone."""

    role: LongText = Field(description="Its role in bone.")
    daily_reference: DailyReference | None = Field(
        None, description="How much a day; null where the record holds no value."
    )
    daily_reference_reason: OptionalLongText = Field(
        None, description="Why there is no daily reference value; null where there is one."
    )
    foods: tuple[ProvidingFood, ...] = Field((), description="Foods of this guide with the highest figures.")
    mechanisms: Effects = ()
    sources: Sources = ()
    verification: Verification


class Nutrient(NutrientFields, Entry):
    """A nutrient that bone needs."""


KIND = Kind(path="nutrients", singular="nutrient", title="nutrient", fields=NutrientFields, entry=Nutrient)
