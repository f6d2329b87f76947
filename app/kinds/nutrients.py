"""Nutrients: schemas and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import BottomLine, LongText, Note, OptionalLongText, ShortText
from app.core.references import FOOD_KINDS, Reference, ReferenceValidator, SourceRef, Sources
from app.schemas.entries import Effects, Entry
from app.schemas.kind import Kind
from app.vocabulary.content import Relation
from app.vocabulary.grading import Verification
from app.vocabulary.nutrition import ReferenceAuthority, ReferenceValueType, Sex
from app.vocabulary.safety import LifeStage

ProvidingFood = Annotated[Reference, ReferenceValidator(Relation.PROVIDED_BY, *FOOD_KINDS)]


class DailyReference(Model):
    """A daily reference value, with the authority that set it."""

    amount: float = Field(description="The amount, in `unit`.")
    unit: ShortText = Field(description="Unit of the amount.")
    meaning: ShortText = Field(description="What the value is: an upper limit, a label value …")
    authority: ShortText = Field(description="Who set the value.")
    source: SourceRef = Field(description="Where the value stands.")


class ReferenceValue(Model):
    """What one authority set for one group of people."""

    authority: ReferenceAuthority
    group: ShortText = Field(description="The group, in the words of the authority.")
    age_from_months: int = Field(ge=0, le=1500, description="From this age on, in months.")
    age_below_months: int | None = Field(None, description="Up to below this age, in months; null: no end.")
    sex: Sex
    life_stages: tuple[LifeStage, ...] = Field(
        (), description="Only for people in one of these stages of life; empty: whatever the stage."
    )
    amount: float | None = Field(description="The amount, in `unit`; null where none is set or was seen.")
    amount_to: float | None = Field(None, description="Upper end where the amount is a range, or null.")
    unit: ShortText = Field(description="Unit of the amount.", examples=["mg/day"])
    type: ReferenceValueType
    is_added: bool = Field(default=False, description="True: it comes on top of the amount for the age.")
    seen: bool = Field(description="Whether the value was seen; false where the amount is null.")
    source: SourceRef | None = Field(None, description="Where it stands; null where none was seen.")
    note: Note = None


class NutrientFields(Model):
    """What a nutrient does for bone."""

    bottom_line: BottomLine
    role: LongText = Field(description="Its role in bone.")
    reference_values: tuple[ReferenceValue, ...] = Field(
        (), description="How much a day, by authority and group of people."
    )
    daily_reference: DailyReference | None = Field(
        None, description="How much a day; null where the record holds no value."
    )
    daily_reference_reason: OptionalLongText = Field(
        None, description="Why there is no daily reference value; null where there is one."
    )
    foods: tuple[ProvidingFood, ...] = Field((), description="Foods with the most in a serving.")
    mechanisms: Effects = ()
    sources: Sources = ()
    verification: Verification


class Nutrient(NutrientFields, Entry):
    """A nutrient that bone needs."""


KIND = Kind(path="nutrients", singular="nutrient", title="nutrient", fields=NutrientFields, entry=Nutrient)
