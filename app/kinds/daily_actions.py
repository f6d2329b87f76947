"""Daily actions: schemas, filters and declaration."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText
from app.core.references import USABLE_KINDS, Reference, ReferenceValidator
from app.schemas.entries import Entry
from app.schemas.filters import ListQuery, field_in
from app.schemas.kind import Kind
from app.vocabulary.content import Moment, Relation

UsedEntry = Annotated[
    Reference, ReferenceValidator(Relation.USES, *USABLE_KINDS, "lifestyle-tips", "supplement-guidance")
]


class ActionFields(Model):
    """One small step. Its cautions are those of everything it uses."""

    moment: Moment
    action: LongText = Field(description="What to do, in plain words.")
    why: LongText = Field(description="Why it may be worth doing, hedged as the evidence is.")
    make_it_easy: LongText = Field(description="What makes it easier, and what to mind.")
    uses: tuple[UsedEntry, ...] = Field(
        description="Entries it makes use of; their cautions are on it too.", min_length=1
    )


class Action(ActionFields, Entry):
    """One small step."""


class ActionQuery(ListQuery):
    """Filters of daily-actions."""

    moment: tuple[Moment, ...] = Field((), description="Steps for any of these moments of the day.")


KIND = Kind(
    path="daily-actions",
    singular="daily_action",
    title="daily action",
    fields=ActionFields,
    entry=Action,
    query=ActionQuery,
    filters={"moment": field_in("moment")},
)
