"""What a claim holds: the article's sentence, the graded statement, its parts and evidence."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import EntryPath, LongText, Note, OptionalLongText
from app.core.references import Reference, ReferenceValidator, SourceRef
from app.kinds.sources import SourceFields
from app.schemas.entries import Entry, MaybeDirection, Population, Statement
from app.schemas.filters import ListQuery, field_in, overlaps
from app.schemas.grading import (
    SourceEvidence,
    basis_is_met,
    certainty_ceiling,
    direction_fits,
    is_more_certain,
)
from app.schemas.kind import Documents, Kind, RuleViolation
from app.vocabulary.content import Relation
from app.vocabulary.grading import About, Basis, Certainty, Direction, Directness, Scope, Stance, Verdict

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


class Claim(ClaimFields, Entry):
    """A graded statement and everything it rests on."""


def source_evidence(evidence: Evidence, documents: Documents) -> SourceEvidence | None:
    """Return the input of the grading rules for a piece of evidence, or None if its source is invalid."""
    return _source_evidence(evidence.source.id, evidence.stance, documents)


def _source_evidence(source_id: str, stance: Stance, documents: Documents) -> SourceEvidence | None:
    source = documents.get(source_id)
    if not isinstance(source, SourceFields):
        return None
    return SourceEvidence(
        slug=source_id.partition("/")[2],
        type=source.type,
        evidence_base=source.evidence_base,
        design=source.design,
        synthesis_of=source.synthesis_of,
        stance=stance,
    )


def check_sources(_key: str, claim: ClaimFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A claim cites a source or says that none was found, and never both."""
    if not claim.evidence and claim.no_source_found is None:
        yield "evidence", "cite a source, or say in no_source_found what was looked for"
    if claim.evidence and claim.no_source_found is not None:
        yield "no_source_found", "sources are cited; remove this field"


def check_whole(_key: str, claim: ClaimFields, documents: Documents) -> Iterator[RuleViolation]:
    """The certainty of a claim does not exceed what its evidence allows, and its basis is cited."""
    sources = [found for item in claim.evidence if (found := source_evidence(item, documents))]
    if len(sources) < len(claim.evidence):
        return
    yield from _check_grade("", claim.about, claim.certainty, claim.direction, sources)
    highest = certainty_ceiling(claim.about, claim.direction, sources).certainty
    is_observational = claim.basis is Basis.OBSERVATIONAL and is_more_certain(highest, Certainty.LOW)
    if is_observational and is_more_certain(claim.certainty, Certainty.LOW):
        yield "certainty", f"{claim.certainty} is too sure: the basis is observation; at most low"
    if not basis_is_met(claim.basis, sources):
        yield "basis", f"no source that tests it is of the kind {claim.basis}; name the kind there is"


def check_parts(_key: str, claim: ClaimFields, documents: Documents) -> Iterator[RuleViolation]:
    """Each part cites sources of the claim only, and its certainty does not exceed what they allow."""
    stances = {item.source.id: item.stance for item in claim.evidence}
    for position, part in enumerate(claim.parts):
        field = f"parts[{position}]."
        for source in part.sources:
            if source.id not in stances:
                yield f"{field}sources", f"{source.slug} is not among the claim's evidence; add it there"
        if part.certainty is Certainty.NOT_GRADED and part.sources:
            yield f"{field}sources", "a part that is not graded lists no source"
        if part.certainty is Certainty.NOT_GRADED and part.direction is not Direction.INSUFFICIENT:
            yield f"{field}direction", "a part that is not graded points nowhere: insufficient"
        # A source that is background for the whole claim may still test one part of it.
        linked = [
            found
            for source in part.sources
            if (found := _source_evidence(source.id, _effective_stance(stances.get(source.id)), documents))
        ]
        if len(linked) == len(part.sources):
            yield from _check_grade(field, part.about, part.certainty, part.direction, linked)


def _effective_stance(stance: Stance | None) -> Stance:
    return Stance.QUALIFIES if stance in {None, Stance.CONTEXT, Stance.CONTRADICTS} else stance


def _check_grade(
    field: str, about: About, certainty: Certainty, direction: Direction | None, sources: list[SourceEvidence]
) -> Iterator[RuleViolation]:
    highest = certainty_ceiling(about, direction, sources)
    if is_more_certain(certainty, highest.certainty):
        decides = f" ({highest.decided_by} decides)" if highest.decided_by else ""
        yield (
            f"{field}certainty",
            f"{certainty} is too sure: {highest.because}{decides}; at most {highest.certainty}",
        )
    if not direction_fits(about, direction):
        yield f"{field}direction", "only the meaning of a word or a count has no direction; give one"


class ClaimQuery(ListQuery):
    """Filters of claims."""

    certainty: tuple[Certainty, ...] = Field((), description="Claims with any of these grades.")
    direction: tuple[Direction, ...] = Field((), description="Claims that point any of these ways.")
    verdict: tuple[Verdict, ...] = Field((), description="Claims with any of these verdicts on the article.")
    basis: tuple[Basis, ...] = Field((), description="Claims that rest on any of these.")
    subject: tuple[EntryPath, ...] = Field(
        (), description="Claims about any of these entries, as `<kind>/<slug>`."
    )


KIND = Kind(
    path="claims",
    singular="claim",
    title="claim",
    fields=ClaimFields,
    entry=Claim,
    query=ClaimQuery,
    filters={
        "certainty": field_in("certainty"),
        "direction": field_in("direction"),
        "verdict": field_in("verdict"),
        "basis": field_in("basis"),
        "subject": overlaps(lambda claim: [subject.id for subject in claim.subjects]),
    },
    reference_parameters={"subject": ()},
    rules=(check_sources, check_whole, check_parts),
)
