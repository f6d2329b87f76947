"""Lifestyle tips: schemas, filters and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import BottomLine, LongText, LongTexts, ShortText, StartSmall
from app.core.references import USABLE_KINDS, Reference, ReferenceValidator
from app.schemas.entries import Effects, Entry
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.content import Relation, Topic

UsedEntry = Annotated[Reference, ReferenceValidator(Relation.USES, *USABLE_KINDS)]


class TipFields(Model):
    """A habit, and how to begin it."""

    bottom_line: BottomLine
    topic: Topic
    action: LongText = Field(description="What to do, in plain words.")
    start_small: StartSmall
    how_often: ShortText = Field(description="How often, in words.")
    good_to_know: LongTexts = Field(
        (), description="What is known, what is not, and what to mind, one point an item."
    )
    uses: tuple[UsedEntry, ...] = Field(
        (), description="Entries it makes use of; their cautions are on it too."
    )
    mechanisms: Effects = ()


class Tip(TipFields, Entry):
    """A habit around food, water, stress or movement."""


class TipQuery(ListQuery):
    """Filters of lifestyle-tips."""

    topic: tuple[Topic, ...] = Field((), description="Tips on any of these topics.")


KIND = Kind(
    path="lifestyle-tips",
    singular="lifestyle_tip",
    title="lifestyle tip",
    fields=TipFields,
    entry=Tip,
    query=TipQuery,
    filters={"topic": field_in("topic")},
)
