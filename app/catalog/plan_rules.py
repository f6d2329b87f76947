"""`plan-rules.yaml`: whom no plan fits, what plans leave out for whom, and the limits of a day."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import LongText, OptionalShortText, ShortText, ShortTexts
from app.core.references import FOOD_KINDS, ClaimRef, ConditionRef, MedicineRef, Reference, ReferenceValidator
from app.vocabulary.content import Relation
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.planning import Avoidance
from app.vocabulary.safety import Allergen, LifeStage

PlanCautionRef = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, "cautions")]
PlannedStep = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, "daily-actions", "lifestyle-tips")]
TakenSupplement = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, "supplements")]
PlannedFood = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, *FOOD_KINDS)]


class People(Model):
    """People with any of these traits, or with something narrower."""

    life_stages: tuple[LifeStage, ...] = Field((), description="People at these stages of life.")
    conditions: tuple[ConditionRef, ...] = Field((), description="People with these conditions.")
    medicines: tuple[MedicineRef, ...] = Field((), description="People who take these medicines.")
    allergies: tuple[Allergen, ...] = Field((), description="People with these allergies.")


class NotedPeople(People):
    """People who are told something: by what they eat and take too, which no other rule looks at."""

    supplements: tuple[TakenSupplement, ...] = Field(
        (), description="People who named these supplements among their medicines."
    )
    diets: tuple[Diet, ...] = Field((), description="People who asked for a plan for these diets.")


class NoPlan(Model):
    """People whom no general plan fits, and what they ask whom instead."""

    people: People
    only_with: People = Field(
        People(), description="Of them, only people who have one of these too. All lists empty: all of them."
    )
    because: LongText = Field(description="Why there is no plan, in one or two sentences.")
    ask_whom: ShortText = Field(description="The professional to ask.", examples=["your kidney team"])
    ask: ShortTexts = Field(min_length=1, description="Questions to ask.")


class FirstNote(Model):
    """What some people are told or asked before all else, with or without a plan."""

    people: NotedPeople
    only_with: NotedPeople = Field(
        NotedPeople(),
        description="Of them, only people who have one of these too. All lists empty: all of them.",
    )
    unless: NotedPeople = Field(NotedPeople(), description="Of them, not people who have one of these.")
    at_least: int = Field(
        1, ge=1, description="How many of the things that the person named have to be such a trait."
    )
    text: LongText = Field(
        description="What to say or to ask, in words to show. `{names}`: what was typed of it, if anything."
    )
    replaces: tuple[PlanCautionRef, ...] = Field(
        (), description="Cautions that would contradict it: the list of cautions leaves them out."
    )
    keeps_medicines: bool = Field(
        default=True,
        description="False: it is on a medicine that may have to stop; other notes keep the others only.",
    )
    basis: ShortText = Field(description="Where it comes from.")


class FigureLimits(Model):
    """The most of each figure; null: no limit. A food without a figure that is limited is left out."""

    potassium_mg: float | None = Field(None, gt=0, description="Potassium in milligrams.")
    phosphorus_mg: float | None = Field(None, gt=0, description="Phosphorus in milligrams.")
    sodium_mg: float | None = Field(None, gt=0, description="Sodium in milligrams.")


class AdaptationDocument(Model):
    """What plans for some people leave out or limit."""

    people: People
    at_least: int = Field(
        1, ge=1, description="How many of the things that the person named have to be such a trait."
    )
    because: ShortText = Field(description="Why, in words to show after the name of a food.")
    basis: ShortText = Field(description="Where the rule comes from.")
    cautions: tuple[PlanCautionRef, ...] = Field(
        (), description="Cautions that ask for less of a food: plans leave these foods out."
    )
    foods: tuple[PlannedFood, ...] = Field((), description="Foods to leave out.")
    free_from: tuple[FreeFrom, ...] = Field((), description="Foods are definitely free from these.")
    avoid: tuple[Avoidance, ...] = Field((), description="What is left out, as if it was asked for.")
    fructans: bool = Field(default=True, description="False: no food with fructans.")
    words: ShortTexts = Field((), description="Words that no dish may name.")
    in_a_portion: FigureLimits = Field(FigureLimits(), description="The most in one portion.")
    in_a_day: FigureLimits = Field(FigureLimits(), description="The most in the foods of one day.")


class DayLimitsDocument(Model):
    """Limits of the foods of one day, for everyone."""

    sodium_mg: float = Field(gt=0, description="Sodium in milligrams.")
    inulin_g_first_week: float = Field(gt=0, description="Inulin in grams in week 1, by the highest figures.")
    inulin_g: float = Field(gt=0, description="The same in later weeks.")
    other_fermentable_first_week: int = Field(
        ge=0, description="Foods with other fermentable carbohydrates in week 1."
    )
    basis: ShortText = Field(description="Where the limits come from.")


class StepRule(Model):
    """How often a step stands in a plan, and why, where its closest claim is about more than the step."""

    step: PlannedStep
    once_a_week: bool = Field(default=False, description="True: it is for one day of a week.")
    why: OptionalShortText = Field(
        None, description="The reason to show; null: that of the step, or of its claim."
    )
    claim: ClaimRef | None = Field(None, description="The claim behind it; null: the closest one.")


class PlanRulesDocument(Model):
    """`plan-rules.yaml`: the rules that plans follow, beyond the cautions."""

    no_plan: tuple[NoPlan, ...] = Field(description="People whom no general plan fits.")
    say_first: tuple[FirstNote, ...] = Field((), description="What some people are told before all else.")
    adaptations: tuple[AdaptationDocument, ...] = Field(description="What plans leave out for whom.")
    no_exercise: People = Field(description="People whose plan has no step that moves the body.")
    no_impact: People = Field(description="People whose plan has no step with impact.")
    limited_fluid: People = Field(
        People(), description="People who may have to limit what they drink: no plan says to drink more."
    )
    morning_tablets: tuple[PlanCautionRef, ...] = Field(
        (), description="Cautions on tablets before breakfast: said there. Other doses may be at any time."
    )
    steps: tuple[StepRule, ...] = Field((), description="What holds for a step of plans.")
    calcium_on_label: tuple[PlannedFood, ...] = Field(
        (), description="Foods whose calcium depends on the maker: plans say to check the label."
    )
    no_calcium_goal: People = Field(description="People whose plan never aims at calcium.")
    not_in_texts: dict[str, ShortTexts] = Field(
        description="By diet, or by what foods are free from: words that no text may name."
    )
    day: DayLimitsDocument
