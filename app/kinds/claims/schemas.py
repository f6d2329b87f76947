"""What a claim holds: the article's sentence, the graded statement, its parts and evidence."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, Note, OptionalLongText
from app.core.references import Reference, ReferenceValidator, SourceRef
from app.schemas.entries import Document, Entry, MaybeDirection, Population, Statement
from app.vocabulary.content import Relation
from app.vocabulary.grading import About, Basis, Certainty, Directness, Scope, Stance, Verdict

Subject = Annotated[Reference, ReferenceValidator(Relation.ABOUT)]


class Evidence(Model):
    """One source of a claim and what it says of the graded statement."""

    source: SourceRef = Field(description="The source.")
    stance: Stance = Field(description="Relative to the graded statement, never to the article.")
    note: Note = None


class Part(Model):
    """One part of a claim, graded on its own evidence."""

    statement: LongText = Field(description="The part of the claim that is graded here.")
    about: About
    population: Population
    direction: MaybeDirection
    certainty: Certainty
    sources: tuple[SourceRef, ...] = Field(
        (), description="Those of the claim's sources that test this part; empty where none does."
    )


class ClaimFields(Model):
    """What is claimed, how sure we can be, and why."""

    statement: Statement
    graded_statement: LongText = Field(description="The sentence that the grade applies to.")
    article_says: LongText = Field(description="What the article says, paraphrased.")
    verdict: Verdict
    about: About
    population: Population
    certainty: Certainty
    direction: MaybeDirection
    direction_note: OptionalLongText = Field(
        None, description="The direction in the record's own words, or null."
    )
    directness: Directness
    basis: Basis
    scope: Scope
    parts: tuple[Part, ...] = Field(
        (), description="Its parts, each with its own grade; empty where it has a single one."
    )
    rationale: LongText = Field(description="Why this grade.")
    nuance: LongText = Field(description="What the grade alone does not tell.")
    would_change_grade: LongText = Field(description="What evidence would change the grade.")
    notes: Note = None
    subjects: tuple[Subject, ...] = Field((), description="The entries the claim is about.")
    evidence: tuple[Evidence, ...] = Field(
        (), description="Every source with its stance, those against included."
    )
    no_source_found: OptionalLongText = Field(
        None, description="What was looked for where no source was found; null where there is one."
    )


class ClaimDocument(ClaimFields, Document):
    """A claim in YAML."""


class Claim(ClaimFields, Entry):
    """A graded statement and everything it rests on."""
