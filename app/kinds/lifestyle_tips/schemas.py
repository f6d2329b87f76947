"""What a lifestyle tip holds: the action, a small start, how often."""

from typing import Annotated

from app import fields
from app.entries import Document, Effect, Entry
from app.envelopes import Item, Page
from app.model import Model
from app.references import USABLE_KINDS, Reference, Relates
from app.vocabulary.content import Relation, Topic

UsedEntry = Annotated[Reference, Relates(Relation.USES, *USABLE_KINDS)]


class TipFields(Model):
    """A habit, and how to begin it."""

    topic: Topic
    action: fields.Prose
    start_small: fields.Prose
    how_often: fields.Line
    good_to_know: fields.Texts = ()
    uses: tuple[UsedEntry, ...] = ()
    mechanisms: tuple[Effect, ...] = ()


class TipDocument(TipFields, Document):
    """A lifestyle tip in YAML."""


class Tip(TipFields, Entry):
    """A habit around food, water, stress or movement."""


class TipItem(Item[Tip]):
    """One lifestyle tip."""


class TipPage(Page[Tip]):
    """A page of lifestyle tips."""
