"""Terms of the glossary: schemas, rules and declaration."""

import re
from collections.abc import Iterator

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, OptionalLongText
from app.core.references import Sources
from app.core.split_sentences import split_sentences
from app.schemas.entries import Entry
from app.schemas.kind import Documents, Kind, RuleViolation
from app.vocabulary.grading import Verification


class TermFields(Model):
    """A word, plainly."""

    definition: LongText = Field(description="What it means, in one or two plain sentences.")
    remarks: OptionalLongText = Field(None, description="What else is worth knowing of it; or null.")
    often_confused_with: OptionalLongText = Field(
        None, description="What people take it for, and the difference; or null."
    )
    sources: Sources = ()
    verification: Verification


class Term(TermFields, Entry):
    """A word of the glossary."""


REMARK = re.compile(
    r"(It|They|This|That|These|Those|People|Doctors|Researchers|Experts|Everyone|You|When|If)\b"
)
"""How a remark on a thing begins; a definition begins with what it is."""

MAX_SENTENCES = 2


def check_definition(_key: str, term: TermFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A definition is short and says what the word means; what else is worth knowing is a remark."""
    if REMARK.match(term.definition):
        yield "definition", "this is a remark on the word; say what it means, and move this to remarks"
    if len(split_sentences(term.definition)) > MAX_SENTENCES:
        yield "definition", f"keep it to {MAX_SENTENCES} sentences, and move the rest to remarks"


KIND = Kind(
    path="terms",
    singular="term",
    title="term",
    fields=TermFields,
    entry=Term,
    rules=(check_definition,),
)
