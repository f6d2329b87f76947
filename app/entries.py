"""What every entry shares: in YAML (`Document`), in answers (`Entry`), and the cards on it."""

from typing import Annotated

from pydantic import Field

from app import fields
from app.model import Model
from app.references import (
    AnyRef,
    CautionRef,
    ClaimRef,
    ConditionRef,
    MechanismRef,
    MedicineRef,
    OutcomeRef,
    SourceRef,
)
from app.vocabulary.content import Origin, Relation, ReviewStatus, Section
from app.vocabulary.grading import (
    About,
    Basis,
    Certainty,
    Direction,
    Directness,
    Scope,
    Stance,
    Verification,
)
from app.vocabulary.safety import Allergen, LifeStage, Severity


class ArticlePlace(Model):
    """Where the seed article speaks of the subject, and what it says there, in our words."""

    section: Annotated[Section, Field(description="Section of the seed article.")]
    note: fields.MaybeLine = None


class Code(Model):
    """The subject's code in a public system; given only where certain."""

    system: Annotated[fields.Line, Field(examples=["FoodData Central"])]
    code: Annotated[fields.Line, Field(examples=["170904"])]


class Review(Model):
    """Who reviewed the entry and when. No clinician has reviewed any entry."""

    status: ReviewStatus
    reviewed_on: fields.Day
    next_review_on: fields.Day


class Effect(Model):
    """A mechanism that this may bear on, with the claim that grades the step."""

    mechanism: MechanismRef
    claim: ClaimRef


class OutcomeEffect(Model):
    """An outcome that this may bear on, with the claim that grades the step."""

    outcome: OutcomeRef
    claim: ClaimRef


class SourcedText(Model):
    """A statement with the sources it rests on and how closely they were checked."""

    text: fields.Prose
    sources: tuple[SourceRef, ...] = ()
    verification: Verification
    note: fields.MaybeProse = None


class SharedFields(Model):
    """The fields that every kind has in YAML and in answers alike."""

    name: Annotated[fields.Name, Field(description="Name to show.")]
    summary: fields.Summary
    aliases: Annotated[fields.Lines, Field(description="Other names people use.")] = ()
    origin: Annotated[Origin, Field(description="Whether the seed article names it.")]
    article: Annotated[ArticlePlace | None, Field(description="Place in the seed article, or null.")] = None
    codes: Annotated[tuple[Code, ...], Field(description="Codes in public systems, only where certain.")] = ()
    review: Review
    cautions_none_known: Annotated[
        fields.MaybeProse,
        Field(description="Why no caution is listed; null where cautions are, or where none apply by kind."),
    ] = None


class Document(SharedFields):
    """One YAML file: the shared fields and the references an editor adds by hand."""

    order: Annotated[fields.Order, Field(description="Place among its kind; lower comes first.")] = 1000
    cautions: tuple[CautionRef, ...] = ()
    see_also: tuple[AnyRef, ...] = ()


class Citation(Model):
    """One source of a claim, ready to be shown beside it."""

    source: Annotated[str, Field(description="Slug of the source.")]
    label: Annotated[str, Field(description="Short reference: first author and year.")]
    stance: Stance
    url: fields.Url


class ClaimCard(Model):
    """A claim, whole enough to be shown: never a statement without its grade."""

    slug: fields.Slug
    statement: fields.Prose
    about: About
    population: fields.Prose
    certainty: Certainty
    direction: Direction | None
    directness: Directness
    basis: Basis
    scope: Scope
    citations: tuple[Citation, ...]
    href: str


class WhoText(Model):
    """Whom a caution is for, in the words of the record."""

    populations: fields.Lines = ()
    conditions: fields.Lines = ()
    medicines: fields.Lines = ()


class Who(Model):
    """Whom a caution is for. All lists empty: everyone."""

    life_stages: tuple[LifeStage, ...] = ()
    conditions: tuple[ConditionRef, ...] = ()
    medicines: tuple[MedicineRef, ...] = ()
    allergies: tuple[Allergen, ...] = ()
    text: WhoText = WhoText()


class CautionCard(Model):
    """A caution, whole: it is on every entry it applies to, in every view."""

    slug: fields.Slug
    severity: Severity
    title: fields.Name
    who: Who
    applies_when: fields.MaybeProse
    why: fields.Prose
    what_to_do: fields.Texts
    urgent_signs: fields.Texts
    must_display: Annotated[bool, Field(description="True: a client must show this caution with the entry.")]
    href: str


class Related(Model):
    """An entry that relates to this one, and how."""

    relation: Annotated[Relation, Field(description="How it relates to this entry.")]
    kind: str
    slug: fields.Slug
    name: str
    href: str


class Identity(Model):
    """What names an entry."""

    kind: Annotated[str, Field(description="The path segment of its kind.", examples=["food-sources"])]
    slug: fields.Slug
    href: Annotated[str, Field(description="Address of this entry.", examples=["/v1/food-sources/kefir"])]


class Entry(SharedFields, Identity):
    """What every answer says of an entry, in a list and alone."""

    claims: Annotated[tuple[ClaimCard, ...], Field(description="Graded claims about it, each with its grade.")]
    cautions: Annotated[tuple[CautionCard, ...], Field(description="Cautions that apply, most serious first.")]
    related: Annotated[tuple[Related, ...], Field(description="Other entries it relates to, both ways.")]
