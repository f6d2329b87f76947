"""What a term holds: a plain definition and what it is often confused with."""

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, OptionalLongText
from app.core.references import Sources
from app.schemas.entries import Entry
from app.schemas.kind import Kind
from app.vocabulary.grading import Verification


class TermFields(Model):
    """A word, plainly."""

    definition: LongText = Field(description="What it means, in plain words.")
    often_confused_with: OptionalLongText = Field(
        None, description="What people take it for, and the difference; or null."
    )
    sources: Sources = ()
    verification: Verification


class Term(TermFields, Entry):
    """A word of the glossary."""


KIND = Kind(path="terms", singular="term", title="term", fields=TermFields, entry=Term)
