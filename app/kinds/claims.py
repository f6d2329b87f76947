"""Claims: schemas, filters, rules and declaration."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.entry_keys import slug_of
from app.core.field_types import BottomLine, EntryPath, LongText, Note, OptionalLongText, ShortText
from app.core.references import Reference, ReferenceValidator, SourceRef
from app.kinds.sources import SourceFields
from app.schemas.entries import Entry, MaybeDirection, Population, Statement
from app.schemas.filters import ListQuery, field_in, overlaps
from app.schemas.grading import (
    CERTAINTY_RANK,
    RatioEffect,
    SourceEvidence,
    basis_is_met,
    certainty_ceiling,
    direction_fits,
    exemption_fits,
    is_more_certain,
    lost_support,
    upgrade_holds,
)
from app.schemas.kind import Documents, Kind, RuleViolation
from app.schemas.safety_rule import SafetyRule, SafetyState
from app.vocabulary.content import Relation
from app.vocabulary.grading import (
    About,
    ArticleVerdict,
    Basis,
    Certainty,
    Direction,
    Directness,
    Scope,
    SizeExemption,
    Stance,
    UpgradeReason,
)

MaybeSizeExemption = Annotated[
    SizeExemption | None,
    Field(description="Why the grade needs no number of studies and people; null where it needs it."),
]
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
    size_exemption: MaybeSizeExemption = None
    sources: tuple[SourceRef, ...] = Field(
        (), description="Those of the claim's sources that test this part; empty where none does."
    )


class AbsoluteEffect(Model):
    """The effect as a number of people, as a source gives it."""

    text: LongText = Field(description="The effect in words, ready to be shown.")
    per: int = Field(ge=1, description="Of how many people, such as 1,000.")
    over: ShortText = Field(description="In what time.")
    baseline: float | None = Field(None, description="How many without it, of `per`; null where not given.")
    difference: float | None = Field(
        None, description="With it minus without it, of `per`; null where not given as one figure."
    )
    ci95_low: float | None = Field(None, description="Lower end of the 95 percent interval, or null.")
    ci95_high: float | None = Field(None, description="Upper end of the 95 percent interval, or null.")
    source: SourceRef = Field(description="The source that gives it.")


class PublishedRating(Model):
    """A rating of the same evidence that others published."""

    rated_by: ShortText = Field(description="Who rated it, and by which method.")
    certainty: Certainty = Field(description="Their grade.")
    source: SourceRef = Field(description="Where the rating stands.")
    above_because: OptionalLongText = Field(
        None, description="Why the claim is graded higher than that; null where it is not."
    )


class ClaimFields(Model):
    """What is claimed, how sure we can be, and why."""

    bottom_line: BottomLine
    statement: Statement
    graded_statement: LongText = Field(description="The sentence that the grade applies to.")
    article_says: LongText = Field(description="What the article says, paraphrased.")
    article_verdict: ArticleVerdict
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
    upgraded_for: UpgradeReason | None = Field(
        None, description="Why evidence from observation alone was raised one step; null where it was not."
    )
    upgrade_reason: OptionalLongText = Field(
        None, description="The figures that the upgrade rests on; null where there is none."
    )
    size_exemption: MaybeSizeExemption = None
    published_rating: PublishedRating | None = Field(
        None, description="A rating by Cochrane or by GRADE that is known to us, or null."
    )
    absolute_effect: AbsoluteEffect | None = Field(
        None, description="The effect in numbers of people; null where no source gives it."
    )
    parts: tuple[Part, ...] = Field(
        (), description="Its parts, each with its own grade; empty where it has a single one."
    )
    rationale: LongText = Field(description="Why this grade.")
    nuance: LongText = Field(description="What the grade alone does not tell.")
    would_change_grade: LongText = Field(description="What evidence would change the grade.")
    contrary_search: OptionalLongText = Field(
        None, description="What speaks most against it, and how that was looked for; null where not noted."
    )
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


RATIO_METRICS = frozenset({"HR", "RR", "OR", "rate ratio", "ratio"})
RATING_IN_TEXT = re.compile(r"\bGRADE\b|\bCochrane\b[^.]*\brat(?:e|es|ed|ing)\b")
"""A rationale that repeats a published rating."""


def source_evidence(evidence: Evidence, documents: Documents) -> SourceEvidence | None:
    """Return the input of the grading rules for a piece of evidence, or None if its source is invalid."""
    return _source_evidence(evidence.source.id, evidence.stance, documents)


@dataclass(frozen=True)
class GradeWords:
    """The words that a bottom line of a grade has, and those that are too sure for it."""

    named: str
    says: re.Pattern[str]
    too_sure: re.Pattern[str] | None = None


PROBABLY = re.compile(r"\bprobabl[ey]\b", re.IGNORECASE)
DENIAL = re.compile(r"\b(?:no|not|few|nothing)\b", re.IGNORECASE)
GRADE_WORDS = {
    Certainty.MODERATE: GradeWords("probably", PROBABLY),
    Certainty.LOW: GradeWords(
        "may, or that studies disagree",
        re.compile(r"\b(?:may|might|disagree|mixed)\b", re.IGNORECASE),
        too_sure=PROBABLY,
    ),
    Certainty.VERY_LOW: GradeWords(
        "that it is uncertain or not known",
        re.compile(r"\b(?:uncertain|not (?:a )?known|no agreement)\b", re.IGNORECASE),
    ),
}
"""By grade. A line of very low certainty may say *probably* of mice, before what is not known of people."""


def _source_evidence(source_id: str, stance: Stance, documents: Documents) -> SourceEvidence | None:
    source = documents.get(source_id)
    if not isinstance(source, SourceFields):
        return None
    return SourceEvidence(
        slug=slug_of(source_id),
        type=source.type,
        evidence_base=source.evidence_base,
        design=source.design,
        synthesis_of=source.synthesis_of,
        stance=stance,
        n=source.n,
        ratios=tuple(_ratios(source)),
        retraction_status=source.retraction_status,
    )


def _ratios(source: SourceFields) -> Iterator[RatioEffect]:
    for effect in source.effects:
        value, low, high = effect.value, effect.ci95_low, effect.ci95_high
        if effect.metric in RATIO_METRICS and value is not None and low is not None and high is not None:
            yield RatioEffect(value, low, high)


def check_sources(_key: str, claim: ClaimFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A claim cites a source or says that none was found, never both; what gives figures is cited."""
    if not claim.evidence and claim.no_source_found is None:
        yield "evidence", "cite a source, or say in no_source_found what was looked for"
    if claim.evidence and claim.no_source_found is not None:
        yield "no_source_found", "sources are cited; remove this field"
    cited = {item.source.id for item in claim.evidence}
    for field, given in (
        ("absolute_effect", claim.absolute_effect),
        ("published_rating", claim.published_rating),
    ):
        if given is not None and given.source.id not in cited:
            yield f"{field}.source", f"{given.source.slug} is not among the claim's evidence; add it there"


def check_whole(_key: str, claim: ClaimFields, documents: Documents) -> Iterator[RuleViolation]:
    """The certainty of a claim does not exceed what its evidence allows, and its basis is cited."""
    sources = [found for item in claim.evidence if (found := source_evidence(item, documents))]
    if len(sources) < len(claim.evidence):
        return
    yield from _check_grade("", claim, sources, claim.upgraded_for)
    if claim.certainty is Certainty.NOT_GRADED and claim.direction not in {None, Direction.INSUFFICIENT}:
        yield "direction", "a claim that is not graded points nowhere: insufficient"
    elif claim.direction is Direction.BENEFIT and not any(
        source.points(claim.direction) for source in sources
    ):
        yield "direction", "none of the evidence supports a benefit; cite what does, or judge it anew"
    if gone := lost_support(claim.direction, sources):
        yield (
            "direction",
            f"all that speaks for {claim.direction} was retracted: {', '.join(gone)}; judge it anew",
        )
    without_upgrade = certainty_ceiling(
        claim.about, claim.direction, sources, size_exemption=claim.size_exemption
    ).certainty
    limit = Certainty.MODERATE if claim.upgraded_for else Certainty.LOW
    is_observational = claim.basis is Basis.OBSERVATIONAL and is_more_certain(without_upgrade, limit)
    if is_observational and is_more_certain(claim.certainty, limit):
        yield "certainty", f"{claim.certainty} is too sure: the basis is observation; at most {limit}"
    if not basis_is_met(claim.basis, sources):
        met = " or ".join(basis for basis in Basis if basis_is_met(basis, sources))
        yield "basis", f"no source that tests it is of the kind {claim.basis}; write {met}"
    yield from _check_upgrade(claim, sources)


def check_bottom_line(_key: str, claim: ClaimFields, _documents: Documents) -> Iterator[RuleViolation]:
    """The bottom line, which answers say, is as sure as the grade, and denies where there is no effect."""
    words = GRADE_WORDS.get(claim.certainty)
    if words is not None and not words.says.search(claim.bottom_line):
        yield "bottom_line", f"the grade is {claim.certainty}; say {words.named}"
    if words is not None and words.too_sure is not None and words.too_sure.search(claim.bottom_line):
        yield "bottom_line", f"the grade is {claim.certainty}; 'probably' is surer than that"
    if claim.direction is Direction.NO_EFFECT and not DENIAL.search(claim.bottom_line):
        yield "bottom_line", "the direction is no_effect; say no, not or few"


def _check_upgrade(claim: ClaimFields, sources: list[SourceEvidence]) -> Iterator[RuleViolation]:
    """An upgrade has a reason, is for observation alone, raises to moderate and holds."""
    if (claim.upgraded_for is None) is not (claim.upgrade_reason is None):
        yield "upgrade_reason", "upgraded_for and upgrade_reason go together; write both or none"
    if claim.upgraded_for is None:
        return
    if claim.certainty is not Certainty.MODERATE or claim.basis is not Basis.OBSERVATIONAL:
        yield "upgraded_for", "only observation is upgraded, and only from low to moderate; remove it"
    if not upgrade_holds(claim.upgraded_for, sources):
        yield (
            "upgraded_for",
            "a source contradicts it, or none gives a ratio of at least 2 or at most 0.5 with its interval",
        )


def check_published_rating(_key: str, claim: ClaimFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A claim does not exceed a published rating without a reason, and names the rating it speaks of."""
    rating = claim.published_rating
    if rating is None:
        if RATING_IN_TEXT.search(claim.rationale):
            yield "published_rating", "the rationale speaks of a rating; write it here too"
        return
    exceeds = is_more_certain(claim.certainty, rating.certainty)
    if exceeds and rating.above_because is None:
        yield (
            "published_rating.above_because",
            f"{claim.certainty} is higher than {rating.certainty}, as {rating.rated_by} has it; say why",
        )
    if not exceeds and rating.above_because is not None:
        yield "published_rating.above_because", "the claim is not graded higher; remove this field"


def check_parts(_key: str, claim: ClaimFields, documents: Documents) -> Iterator[RuleViolation]:
    """Each part cites sources of the claim only, and its certainty does not exceed what they allow."""
    cited = {item.source.id for item in claim.evidence}
    for position, part in enumerate(claim.parts):
        field = f"parts[{position}]."
        for source in part.sources:
            if source.id not in cited:
                yield f"{field}sources", f"{source.slug} is not among the claim's evidence; add it there"
        if part.certainty is Certainty.NOT_GRADED and part.sources:
            yield f"{field}sources", "a part that is not graded lists no source"
        if part.certainty is Certainty.NOT_GRADED and part.direction is not Direction.INSUFFICIENT:
            yield f"{field}direction", "a part that is not graded points nowhere: insufficient"
        # A part lists the sources that it rests on, whatever their stance on the whole claim.
        linked = [
            found
            for source in part.sources
            if (found := _source_evidence(source.id, Stance.QUALIFIES, documents))
        ]
        if len(linked) == len(part.sources):
            yield from _check_grade(field, part, linked)


def _check_grade(
    field: str,
    graded: ClaimFields | Part,
    sources: list[SourceEvidence],
    upgraded_for: UpgradeReason | None = None,
) -> Iterator[RuleViolation]:
    highest = certainty_ceiling(
        graded.about,
        graded.direction,
        sources,
        upgraded_for=upgraded_for,
        size_exemption=graded.size_exemption,
    )
    if is_more_certain(graded.certainty, highest.certainty):
        decides = f" ({highest.decided_by} decides)" if highest.decided_by else ""
        gone = [source.slug for source in sources if source.is_retracted]
        retracted = f"; {', '.join(gone)} was retracted and carries no grade" if gone else ""
        because = f"{highest.because}{decides}{retracted}"
        yield f"{field}certainty", f"{graded.certainty} is too sure: {because}; at most {highest.certainty}"
    if not direction_fits(graded.about, graded.direction):
        yield f"{field}direction", "only the meaning of a word or a count has no direction; give one"
    exemption = graded.size_exemption
    if exemption and not exemption_fits(exemption, graded.about, graded.direction, sources):
        yield f"{field}size_exemption", f"it is no {exemption.label.lower()}; remove this field"


class ClaimQuery(ListQuery):
    """Filters of claims."""

    certainty: tuple[Certainty, ...] = Field((), description="Claims with any of these grades.")
    direction: tuple[Direction, ...] = Field((), description="Claims that point any of these ways.")
    article_verdict: tuple[ArticleVerdict, ...] = Field(
        (), description="Claims with any of these verdicts on the article."
    )
    basis: tuple[Basis, ...] = Field((), description="Claims that rest on any of these.")
    upgraded_for: tuple[UpgradeReason, ...] = Field(
        (), description="Claims whose grade was raised for any of these reasons."
    )
    subject: tuple[EntryPath, ...] = Field(
        (), description="Claims about any of these entries, as `<kind>/<slug>`."
    )


GRADE_RANK = {certainty.value: rank for certainty, rank in CERTAINTY_RANK.items()}


def grade(claim: Mapping[str, Any]) -> SafetyState:
    """Return the grade of a claim."""
    return {"certainty": claim["certainty"]}


def is_raised(before: SafetyState | None, after: SafetyState | None) -> bool:
    """Return whether a claim is graded as more certain than before: readers may rely on it more."""
    if before is None or after is None:
        return False
    return GRADE_RANK[after["certainty"]] > GRADE_RANK[before["certainty"]]


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
        "article_verdict": field_in("article_verdict"),
        "basis": field_in("basis"),
        "upgraded_for": field_in("upgraded_for"),
        "subject": overlaps(lambda claim: [subject.id for subject in claim.subjects]),
    },
    reference_parameters={"subject": ()},
    rules=(check_sources, check_whole, check_bottom_line, check_parts, check_published_rating),
    safety=SafetyRule(grade, is_change=is_raised),
)
