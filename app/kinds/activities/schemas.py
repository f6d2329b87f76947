"""What an activity holds: what it is, how to do it, what it may do."""

from app import fields
from app.entries import Document, Entry, OutcomeEffect
from app.envelopes import Item, Page
from app.model import Model
from app.references import SourceRef
from app.vocabulary.grading import Verification


class ActivityFields(Model):
    """Exercise or kitchen work, and how to go about it."""

    what_it_is: fields.Prose
    how_to: fields.Texts
    start_small: fields.Prose
    what_it_may_do: fields.Prose
    outcomes: tuple[OutcomeEffect, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    verification: Verification


class ActivityDocument(ActivityFields, Document):
    """An activity in YAML."""


class Activity(ActivityFields, Entry):
    """Exercise or kitchen work."""


class ActivityItem(Item[Activity]):
    """One activity."""


class ActivityPage(Page[Activity]):
    """A page of activities."""
