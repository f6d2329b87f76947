"""What a claim holds: the article's sentence, the graded statement, its parts and evidence."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.entries import Document, Entry
from app.envelopes import Item, Page
from app.model import Model
from app.references import Reference, Relates, SourceRef
from app.vocabulary.content import Relation
from app.vocabulary.grading import About, Basis, Certainty, Direction, Directness, Scope, Stance, Verdict

Subject = Annotated[Reference, Relates(Relation.ABOUT)]


class Evidence(Model):
    """One source of a claim and what it says of the graded statement."""

    source: SourceRef
    stance: Annotated[Stance, Field(description="Relative to the graded statement, never to the article.")]
    note: fields.MaybeProse = None


class Part(Model):
    """One part of a claim, graded on its own evidence."""

    statement: fields.Prose
    about: About
    population: fields.Prose
    direction: Direction | None
    certainty: Certainty
    sources: tuple[SourceRef, ...] = ()


class ClaimFields(Model):
    """What is claimed, how sure we can be, and why."""

    statement: Annotated[fields.Prose, Field(description="What is known, in words as sure as the grade.")]
    graded_statement: Annotated[fields.Prose, Field(description="The sentence that the grade applies to.")]
    article_says: Annotated[fields.Prose, Field(description="What the article says, paraphrased.")]
    verdict: Verdict
    about: About
    population: Annotated[fields.Prose, Field(description="Whom the evidence is about.")]
    certainty: Certainty
    direction: Annotated[
        Direction | None, Field(description="null for the meaning of a word or a laboratory count.")
    ]
    direction_note: fields.MaybeProse = None
    directness: Directness
    basis: Basis
    scope: Scope
    parts: tuple[Part, ...] = ()
    rationale: Annotated[fields.Prose, Field(description="Why this grade.")]
    nuance: fields.Prose
    would_change_grade: Annotated[fields.Prose, Field(description="What evidence would change the grade.")]
    notes: fields.MaybeProse = None
    subjects: Annotated[tuple[Subject, ...], Field(description="The entries the claim is about.")] = ()
    evidence: tuple[Evidence, ...] = ()
    no_source_found: Annotated[
        fields.MaybeProse, Field(description="Where no source was found: what was looked for.")
    ] = None


class ClaimDocument(ClaimFields, Document):
    """A claim in YAML."""


class Claim(ClaimFields, Entry):
    """A graded statement and everything it rests on."""


class ClaimItem(Item[Claim]):
    """One claim."""


class ClaimPage(Page[Claim]):
    """A page of claims."""
