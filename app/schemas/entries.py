"""The base schemas of entries: `Document` in YAML, `Entry` in answers, and the embedded cards."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import (
    BottomLine,
    Count,
    Href,
    IconHref,
    KindPath,
    LongText,
    LongTexts,
    Name,
    Note,
    OptionalLongText,
    OptionalShortText,
    Order,
    ShortText,
    ShortTexts,
    Slug,
    Summary,
    Url,
)
from app.core.references import (
    AnyRef,
    CautionRef,
    ClaimRef,
    ConditionRef,
    MechanismRef,
    MedicineRef,
    OutcomeRef,
    Sources,
)
from app.vocabulary.content import ClinicianRole, Origin, Relation, ReviewStatus, Section
from app.vocabulary.grading import (
    About,
    Basis,
    Certainty,
    Direction,
    Directness,
    Scope,
    Stance,
    Verdict,
    Verification,
)
from app.vocabulary.safety import Allergen, LifeStage, Severity

MAX_SENTENCE = 140
"""Characters of the sentence of a caution."""

Statement = Annotated[LongText, Field(description="What is known, in words as sure as the grade.")]
Population = Annotated[LongText, Field(description="Whom the evidence is about.")]
MaybeDirection = Annotated[
    Direction | None,
    Field(description="Which way the evidence points; null for the meaning of a word or a laboratory count."),
]
MaybeAnswer = Annotated[
    Verdict | None,
    Field(description="What the claim answers; null for the meaning of a word or a laboratory count."),
]
Sentence = Annotated[
    str,
    Field(
        max_length=MAX_SENTENCE,
        description="For whom it is, what to do with what, and when: the text to show.",
        examples=["If you take warfarin: do not eat natto unless your clinic says so."],
    ),
]
AppliesWhen = Annotated[OptionalLongText, Field(description="The form or amount it holds for; null: always.")]
Action = Annotated[
    Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Z][^{}]*(?:\{item\}[^{}]*)?\.$")] | None,
    Field(
        description="What to do, in one short sentence. `{item}` stands for the entry that it is shown with.",
        examples=["Avoid {item}."],
    ),
]
Unless = Annotated[
    Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z][^.]*$")] | None,
    Field(
        description="The exception, as the words after *unless*; null where there is none.",
        examples=["your clinic says so"],
    ),
]
GroupNoun = Annotated[
    Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^{}.]+$")] | None,
    Field(description="What its foods and supplements are called together; null: these foods."),
]
Why = Annotated[LongText, Field(description="Why it matters.")]
WhatToDo = Annotated[LongTexts, Field(description="What to do, one point an item.")]
UrgentSigns = Annotated[
    LongTexts, Field(description="Signs that need help at once; empty where none is named.")
]
MustDisplay = Annotated[bool, Field(description="True: a client must show this caution with the entry.")]


class ArticlePlace(Model):
    """Where the seed article speaks of the subject, and what it says there, in our words."""

    section: Section = Field(description="Section of the seed article.")
    note: OptionalShortText = Field(None, description="What the article says there, in our words, or null.")


class Code(Model):
    """The subject's code in a public system; given only where certain."""

    system: ShortText = Field(description="Name of the public system.", examples=["FoodData Central"])
    code: ShortText = Field(description="The code as that system writes it.", examples=["170904"])


class SecondReading(Model):
    """A second reading of the record of an entry."""

    by: OptionalShortText = Field(None, description="Who; null: no name is recorded.")
    read_on: date = Field(description="Its day.")


class Clinician(Model):
    """A clinician who reviewed the entry."""

    name: ShortText = Field(description="Full name.")
    role: ClinicianRole
    registration: ShortText = Field(description="Registration, with the register that holds it.")
    reviewed_on: date = Field(description="Day of the review.")


class Review(Model):
    """Who wrote and who reviewed the entry, and when."""

    status: ReviewStatus
    reviewed_on: date = Field(description="Day of the last review by an editor.")
    next_review_on: date = Field(description="Day by which it is to be reviewed again.")
    authors: ShortTexts = Field(("Gutbone contributors",), min_length=1, description="Who wrote it.")
    conflicts: OptionalLongText = Field(None, description="Interests they declared; null: none is recorded.")
    second_read: SecondReading | None = Field(None, description="Null: it was read once.")
    clinical_reviews: tuple[Clinician, ...] = Field(
        (), description="Clinicians who agree with it as it stands."
    )


class Effect(Model):
    """A mechanism that this may bear on, with the claim that grades the step."""

    mechanism: MechanismRef = Field(description="The mechanism it may bear on.")
    claim: ClaimRef = Field(description="The claim that grades this step.")


class OutcomeEffect(Model):
    """An outcome that this may bear on, with the claim that grades the step."""

    outcome: OutcomeRef = Field(description="The outcome it may bear on.")
    claim: ClaimRef = Field(description="The claim that grades this step.")


Effects = Annotated[
    tuple[Effect, ...],
    Field(description="Mechanisms it may bear on, each with the claim that grades the step."),
]
OutcomeEffects = Annotated[
    tuple[OutcomeEffect, ...],
    Field(description="Outcomes it may bear on, each with the claim that grades the step."),
]


class SourcedText(Model):
    """A statement with the sources it rests on and how closely they were checked."""

    text: LongText = Field(description="The statement.")
    sources: Sources = ()
    verification: Verification
    note: Note = None


class SharedFields(Model):
    """The fields that every kind has in YAML and in answers alike."""

    name: Name = Field(description="Name to show.")
    summary: Summary
    aliases: ShortTexts = Field((), description="Other names people use.")
    origin: Origin = Field(description="Whether the seed article names it.")
    article: ArticlePlace | None = Field(None, description="Place in the seed article, or null.")
    codes: tuple[Code, ...] = Field((), description="Codes in public systems, only where certain.")
    review: Review
    cautions_none_known: OptionalLongText = Field(
        None, description="Why no caution is listed; null where cautions are, or where none apply by kind."
    )


class Document(SharedFields):
    """One YAML file: the shared fields and the references an editor adds by hand."""

    order: Order = Field(1000, description="Place among its kind; lower comes first.")
    formerly: tuple[Slug, ...] = Field(
        (), description="Slugs it had before; they answer with the new one for good."
    )
    cautions: tuple[CautionRef, ...] = Field(
        (), description="Cautions that apply though they do not name it, as slugs."
    )
    see_also: tuple[AnyRef, ...] = Field(
        (), description="Other entries worth reading with it, as `<kind>/<slug>`."
    )


class Citation(Model):
    """One source of a claim, ready to be shown beside it."""

    source: str = Field(description="Slug of the source.")
    label: str = Field(description="Short reference: first author and year.")
    stance: Stance
    url: Url = Field(description="Page of the source, or null where no link may be given.")


class ClaimCard(Model):
    """A claim, whole enough to be shown: never a statement without its grade."""

    slug: Slug
    statement: Statement
    about: About
    population: Population
    verdict: MaybeAnswer
    certainty: Certainty
    direction: MaybeDirection
    directness: Directness
    basis: Basis
    scope: Scope
    citations: tuple[Citation, ...] = Field(
        description="Every source of the claim with its stance, those against included."
    )
    href: Href


class ClaimGrade(Model):
    """A claim about the entry and its grade; `included.claims` of the same body has it whole."""

    slug: Slug
    verdict: MaybeAnswer
    certainty: Certainty
    direction: MaybeDirection


class AnswerCore(Model):
    """The short answer as a card shows it, never without its certainty."""

    verdict: Verdict
    certainty: Certainty
    verdict_text: ShortText = Field(
        description="The verdict in words as sure as the certainty.", examples=["Probably helps"]
    )
    sentence: BottomLine


class Answer(AnswerCore):
    """What graded evidence answers, short enough for a card. It follows from one claim by rule."""

    question: ShortText = Field(description="What is answered.", examples=["Does kefir help bone?"])
    people: Count = Field(
        description="People in the largest study that tests it; studies overlap, so they are not added up. "
        "Null where not known."
    )
    studies: int = Field(ge=0, description="Studies and reviews that test it.")
    as_of: date = Field(description="Day on which the claim was last reviewed.")
    claim: Slug = Field(description="The claim that it follows from; `included.claims` has it whole.")


MaybeEntryAnswer = Annotated[
    Answer | None, Field(description="The short answer; null where no claim is about it, or none can be.")
]


class WhoText(Model):
    """Whom a caution is for, in the words of the record."""

    populations: ShortTexts = Field((), description="Groups of people.")
    conditions: ShortTexts = Field((), description="Conditions.")
    medicines: ShortTexts = Field((), description="Medicines.")


class Who(Model):
    """Whom a caution is for. All lists empty: everyone."""

    life_stages: tuple[LifeStage, ...] = Field((), description="People at these stages of life.")
    conditions: tuple[ConditionRef, ...] = Field((), description="People with these conditions.")
    medicines: tuple[MedicineRef, ...] = Field((), description="People who take these medicines.")
    allergies: tuple[Allergen, ...] = Field((), description="People with these allergies.")
    text: WhoText = WhoText()

    @property
    def names_person(self) -> bool:
        """Return whether it names anybody; if not, the caution is for everyone."""
        return bool(self.life_stages or self.conditions or self.medicines or self.allergies)


class CautionMark(Model):
    """A caution on an entry; `included.cautions` of the same body has its sentence, and all of it."""

    slug: Slug
    severity: Severity


class CautionLine(CautionMark):
    """A caution on an entry, as one sentence; `included.cautions` of the same body has it whole."""

    sentence: Sentence


class CautionCard(Model):
    """A caution, whole: once in every body with an entry that it applies to."""

    slug: Slug
    severity: Severity
    title: Name = Field(description="Heading to show.")
    sentence: Sentence
    action: Action
    unless: Unless
    who: Who
    applies_when: AppliesWhen
    why: Why
    what_to_do: WhatToDo
    urgent_signs: UrgentSigns
    must_display: MustDisplay
    href: Href


ClaimGrades = Annotated[
    tuple[ClaimGrade, ...], Field(description="The grades of the claims about it. Show no claim without.")
]
CautionLines = Annotated[
    tuple[CautionLine, ...],
    Field(description="Cautions that apply, most serious first. Show them wherever the entry is shown."),
]


class Included(Model):
    """Every caution and claim that the body names, whole, once."""

    cautions: dict[str, CautionCard] = Field(description="Cautions by slug.")
    claims: dict[str, ClaimCard] = Field(description="Claims by slug.")


class Related(Model):
    """An entry that relates to this one, and how."""

    relation: Relation = Field(description="How it relates to this entry.")
    href: Href
    name: str = Field(description="Its name, as text to show.")


class Identity(Model):
    """What names an entry."""

    kind: KindPath
    slug: Slug
    href: Href


class Entry(SharedFields, Identity):
    """What every answer says of an entry, in a list and alone."""

    icon: IconHref
    answer: MaybeEntryAnswer
    claims: ClaimGrades
    cautions: CautionLines
    related: tuple[Related, ...] = Field(
        description="Other entries it relates to, both ways. Those in other fields are not repeated."
    )
