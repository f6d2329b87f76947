"""The table of every kind: one column for each field that is not a reference.

A server does not import it: it reads `app.db.read_model` only.
"""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.field_types import (
    BottomLine,
    Count,
    Doi,
    Emoji,
    EntryId,
    LongText,
    Name,
    OptionalLongText,
    OptionalNumber,
    OptionalShortText,
    ShortText,
    Url,
    Year,
)
from app.db.tables import Base, EntryRow, Json
from app.schemas.food import NUTRIENT_NAMES
from app.vocabulary.content import ArticleRole, GuidanceStep, Moment, Topic
from app.vocabulary.food import CompoundClass, FoodGroup, Live, MicrobeType, Rank
from app.vocabulary.grading import (
    About,
    ArticleVerdict,
    Basis,
    Certainty,
    Design,
    Direction,
    Directness,
    EvidenceBase,
    RetractionStatus,
    Scope,
    SizeExemption,
    SourceType,
    Stance,
    StudyDirection,
    SynthesisOf,
    UpgradeReason,
    Verification,
)
from app.vocabulary.safety import Form, KindOf, Severity


class ActivityRow(EntryRow):
    """An activity: its own columns; `entry` has the shared ones."""

    __tablename__ = "activity"
    path: ClassVar[str] = "activities"

    bottom_line: Mapped[BottomLine]
    what_it_is: Mapped[LongText]
    how_to: Mapped[Json]
    start_small: Mapped[LongText]
    what_it_may_do: Mapped[LongText]
    outcomes: Mapped[Json]
    verification: Mapped[Verification]


class ArticleRow(EntryRow):
    """An article: its own columns; `entry` has the shared ones."""

    __tablename__ = "article"
    path: ClassVar[str] = "articles"

    role: Mapped[ArticleRole]
    title: Mapped[ShortText]
    teaser: Mapped[LongText]
    topics: Mapped[Json]
    what_to_know: Mapped[LongText]


class FoodColumns:
    """Every nutrient has a column of its own, so that SQL can query it."""

    composites: ClassVar[Mapping[str, Mapping[str, str]]] = {
        **EntryRow.composites,
        "nutrients_per_100g": {name: name for name in NUTRIENT_NAMES},
    }

    bottom_line: Mapped[BottomLine]
    gut_bottom_line: Mapped[BottomLine]
    contrary_search: Mapped[OptionalLongText]
    emoji: Mapped[Emoji]
    group: Mapped[FoodGroup]
    food_table: Mapped[Json]
    energy_kcal: Mapped[OptionalNumber]
    protein_g: Mapped[OptionalNumber]
    fibre_g: Mapped[OptionalNumber]
    sugars_g: Mapped[OptionalNumber]
    calcium_mg: Mapped[OptionalNumber]
    magnesium_mg: Mapped[OptionalNumber]
    vitamin_k1_ug: Mapped[OptionalNumber]
    vitamin_k2_mk4_ug: Mapped[OptionalNumber]
    vitamin_k2_mk7_ug: Mapped[OptionalNumber]
    vitamin_d_ug: Mapped[OptionalNumber]
    potassium_mg: Mapped[OptionalNumber]
    phosphorus_mg: Mapped[OptionalNumber]
    sodium_mg: Mapped[OptionalNumber]
    nutrients_null_reasons: Mapped[Json]
    nutrient_provenance: Mapped[Json]
    label_figures: Mapped[Json]
    calcium_uptake: Mapped[Json]
    serving: Mapped[Json]
    portion: Mapped[Json]
    sodium: Mapped[Json]
    fodmap: Mapped[Json]
    diets: Mapped[Json]
    free_from: Mapped[Json]
    allergens: Mapped[Json]
    allergens_possible: Mapped[Json]
    forms: Mapped[Json]
    uncovered: Mapped[Json]
    allergens_in_words: Mapped[Json]
    doubts: Mapped[Json]
    dietary_flags: Mapped[Json]
    bone_evidence: Mapped[Json]
    how_to_use: Mapped[Json]
    label_tips: Mapped[Json]
    cooking: Mapped[OptionalLongText]
    storage: Mapped[OptionalLongText]
    mechanisms: Mapped[Json]
    compounds: Mapped[Json]
    variants: Mapped[Json]
    notes: Mapped[Json]


class BoneFoodRow(FoodColumns, EntryRow):
    """A bone food: its own columns; `entry` has the shared ones."""

    __tablename__ = "bone_food"
    path: ClassVar[str] = "bone-foods"


class CautionRow(EntryRow):
    """A caution: its own columns; `entry` has the shared ones."""

    __tablename__ = "caution"
    path: ClassVar[str] = "cautions"

    severity: Mapped[Severity]
    kind_of: Mapped[KindOf]
    concerns: Mapped[Json]
    must_display: Mapped[bool]
    action: Mapped[OptionalShortText] = mapped_column(String(60))
    unless: Mapped[OptionalShortText] = mapped_column(String(40))
    group_noun: Mapped[OptionalShortText] = mapped_column(String(60))
    applies_to: Mapped[Json]
    applies_when: Mapped[OptionalLongText]
    form: Mapped[Form | None]
    who: Mapped[Json]
    why: Mapped[LongText]
    what_to_do: Mapped[Json]
    urgent_signs: Mapped[Json]
    numbers: Mapped[Json]
    conflict: Mapped[OptionalLongText]
    sources: Mapped[Json]
    verification: Mapped[Verification]
    notes: Mapped[OptionalLongText]


class ClaimEvidenceRow(Base):
    """One source of a claim, and its stance on the graded statement."""

    __tablename__ = "evidence"

    claim_id: Mapped[EntryId] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[EntryId] = mapped_column(ForeignKey("entry.id"), index=True)
    stance: Mapped[Stance]
    note: Mapped[OptionalLongText]


class ClaimRow(EntryRow):
    """A claim: its own columns; `entry` has the shared ones."""

    __tablename__ = "claim"
    path: ClassVar[str] = "claims"

    bottom_line: Mapped[BottomLine]
    statement: Mapped[LongText]
    graded_statement: Mapped[LongText]
    article_says: Mapped[LongText]
    article_verdict: Mapped[ArticleVerdict]
    about: Mapped[About]
    population: Mapped[LongText]
    certainty: Mapped[Certainty]
    direction: Mapped[Direction | None]
    direction_note: Mapped[OptionalLongText]
    directness: Mapped[Directness]
    basis: Mapped[Basis]
    scope: Mapped[Scope]
    upgraded_for: Mapped[UpgradeReason | None]
    upgrade_reason: Mapped[OptionalLongText]
    size_exemption: Mapped[SizeExemption | None]
    published_rating: Mapped[Json]
    absolute_effect: Mapped[Json]
    parts: Mapped[Json]
    rationale: Mapped[LongText]
    nuance: Mapped[LongText]
    would_change_grade: Mapped[LongText]
    contrary_search: Mapped[OptionalLongText]
    notes: Mapped[OptionalLongText]
    no_source_found: Mapped[OptionalLongText]
    evidence: Mapped[list[ClaimEvidenceRow]] = relationship(
        order_by=ClaimEvidenceRow.position, cascade="all, delete-orphan"
    )


class CompoundRow(EntryRow):
    """A compound: its own columns; `entry` has the shared ones."""

    __tablename__ = "compound"
    path: ClassVar[str] = "compounds"

    compound_class: Mapped[CompoundClass] = mapped_column("class")
    what_it_does: Mapped[LongText]
    made_by: Mapped[Json]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification]


class ConditionRow(EntryRow):
    """A condition: its own columns; `entry` has the shared ones."""

    __tablename__ = "condition"
    path: ClassVar[str] = "conditions"

    clause: Mapped[OptionalShortText]
    what_it_is: Mapped[LongText]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification]
    what_changes: Mapped[LongText]


class ActionRow(EntryRow):
    """A daily action: its own columns; `entry` has the shared ones."""

    __tablename__ = "daily_action"
    path: ClassVar[str] = "daily-actions"

    moment: Mapped[Moment]
    action: Mapped[LongText]
    why: Mapped[LongText]
    make_it_easy: Mapped[LongText]


class FoodSourceRow(FoodColumns, EntryRow):
    """A fermented food: its own columns; `entry` has the shared ones."""

    __tablename__ = "food_source"
    path: ClassVar[str] = "food-sources"

    live_as_sold: Mapped[Live]
    live_as_sold_note: Mapped[ShortText]
    live_as_eaten: Mapped[Live]
    live_as_eaten_note: Mapped[ShortText]
    microbes: Mapped[Json]
    colony_forming_units: Mapped[Json]
    live_microbe_category: Mapped[Json]
    probiotic_note: Mapped[LongText]
    cooking: Mapped[LongText] = mapped_column(nullable=False)


class TipRow(EntryRow):
    """A lifestyle tip: its own columns; `entry` has the shared ones."""

    __tablename__ = "lifestyle_tip"
    path: ClassVar[str] = "lifestyle-tips"

    bottom_line: Mapped[BottomLine]
    topic: Mapped[Topic]
    action: Mapped[LongText]
    start_small: Mapped[LongText]
    how_often: Mapped[ShortText]
    good_to_know: Mapped[Json]
    mechanisms: Mapped[Json]


class MechanismRow(EntryRow):
    """A mechanism: its own columns; `entry` has the shared ones."""

    __tablename__ = "mechanism"
    path: ClassVar[str] = "mechanisms"

    steps: Mapped[Json]
    known_in_people: Mapped[LongText]
    known_in_animals: Mapped[LongText]
    outcomes: Mapped[Json]


class MedicineRow(EntryRow):
    """A class of medicine: its own columns; `entry` has the shared ones."""

    __tablename__ = "medicine"
    path: ClassVar[str] = "medicines"

    what_it_is: Mapped[LongText]
    examples: Mapped[Json]
    synonyms: Mapped[Json]
    synonyms_source: Mapped[Verification]
    notes: Mapped[OptionalLongText]
    what_changes: Mapped[LongText]


class MicrobeRow(EntryRow):
    """A microbe: its own columns; `entry` has the shared ones."""

    __tablename__ = "microbe"
    path: ClassVar[str] = "microbes"

    current_name: Mapped[Name]
    former_names: Mapped[Json]
    rank: Mapped[Rank]
    microbe_type: Mapped[MicrobeType]
    strain: Mapped[OptionalShortText]
    occurs_in: Mapped[LongText]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification]


class NutrientRow(EntryRow):
    """A nutrient: its own columns; `entry` has the shared ones."""

    __tablename__ = "nutrient"
    path: ClassVar[str] = "nutrients"

    bottom_line: Mapped[BottomLine]
    role: Mapped[LongText]
    reference_values: Mapped[Json]
    daily_reference: Mapped[Json]
    daily_reference_reason: Mapped[OptionalLongText]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification]


class OutcomeRow(EntryRow):
    """An outcome: its own columns; `entry` has the shared ones."""

    __tablename__ = "outcome"
    path: ClassVar[str] = "outcomes"

    meaning: Mapped[LongText]
    measured_by: Mapped[Json]
    who_was_studied: Mapped[Json]
    findings: Mapped[Json]


class PrebioticRow(FoodColumns, EntryRow):
    """A prebiotic food: its own columns; `entry` has the shared ones."""

    __tablename__ = "prebiotic"
    path: ClassVar[str] = "prebiotics"


class SourceRow(EntryRow):
    """A source: its own columns; `entry` has the shared ones."""

    __tablename__ = "source"
    path: ClassVar[str] = "sources"

    type: Mapped[SourceType]
    title: Mapped[OptionalLongText]
    title_note: Mapped[OptionalLongText]
    authors: Mapped[OptionalLongText]
    first_author: Mapped[OptionalShortText]
    journal: Mapped[OptionalShortText]
    year: Mapped[Year]
    volume: Mapped[OptionalShortText]
    issue: Mapped[OptionalShortText]
    pages: Mapped[OptionalShortText]
    doi: Mapped[Doi]
    doi_unconfirmed: Mapped[Doi]
    pmid: Mapped[OptionalShortText]
    pmcid: Mapped[OptionalShortText]
    isbn: Mapped[OptionalShortText]
    url: Mapped[Url]
    url_note: Mapped[OptionalLongText]
    design: Mapped[Design | None]
    design_note: Mapped[OptionalLongText]
    evidence_base: Mapped[EvidenceBase | None]
    synthesis_of: Mapped[SynthesisOf | None]
    population: Mapped[OptionalLongText]
    n: Mapped[Count]
    n_note: Mapped[OptionalLongText]
    intervention: Mapped[Json]
    comparator: Mapped[OptionalLongText]
    outcome: Mapped[OptionalLongText]
    direction: Mapped[StudyDirection | None]
    direction_note: Mapped[OptionalLongText]
    effects: Mapped[Json]
    main_limitation: Mapped[OptionalLongText]
    verification: Mapped[Json]
    retraction_status: Mapped[RetractionStatus | None]
    notes: Mapped[OptionalLongText]


class GuidanceRow(EntryRow):
    """A step of supplement guidance: its own columns; `entry` has the shared ones."""

    __tablename__ = "supplement_guidance"
    path: ClassVar[str] = "supplement-guidance"

    step: Mapped[GuidanceStep]
    advice: Mapped[Json]
    look_for: Mapped[Json]
    does_not_tell: Mapped[LongText]


class SupplementRow(EntryRow):
    """A class of supplement: its own columns; `entry` has the shared ones."""

    __tablename__ = "supplement"
    path: ClassVar[str] = "supplements"

    bottom_line: Mapped[BottomLine]
    what_it_is: Mapped[LongText]
    when_considered: Mapped[LongText]
    what_to_check: Mapped[Json]
    tested: Mapped[Json]
    mechanisms: Mapped[Json]
    verification: Mapped[Verification]


class TermRow(EntryRow):
    """A term: its own columns; `entry` has the shared ones."""

    __tablename__ = "term"
    path: ClassVar[str] = "terms"

    definition: Mapped[LongText]
    remarks: Mapped[OptionalLongText]
    often_confused_with: Mapped[OptionalLongText]
    verification: Mapped[Verification]


TABLES: Mapping[str, type[EntryRow]] = {row.path: row for row in EntryRow.__subclasses__()}
"""The mapped class of each kind, by the path of the kind."""

METADATA = Base.metadata
"""All tables; complete in this module, which declares those of the kinds."""
