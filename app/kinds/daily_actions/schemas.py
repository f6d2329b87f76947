"""What a daily action holds: one small step, its moment, and the entries it uses."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText
from app.core.references import USABLE_KINDS, Reference, ReferenceValidator
from app.schemas.entries import Document, Entry
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


class ActionDocument(ActionFields, Document):
    """A daily action in YAML."""


class Action(ActionFields, Entry):
    """One small step."""
