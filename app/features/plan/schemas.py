"""The choices a plan is made from, and the plan itself."""

from pydantic import Field

from app.core.base_model import Model, RequestModel
from app.core.field_types import LongTexts, OptionalLongText, Slug, SlugOrSynonym
from app.core.references import Reference
from app.schemas.entries import CautionCard
from app.schemas.envelopes import Item
from app.vocabulary.content import Moment
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.grading import Certainty
from app.vocabulary.planning import Avoidance, Goal
from app.vocabulary.safety import LifeStage, Severity


class PlanQuery(RequestModel):
    """Coarse choices only, so that plans can be cached and say little about a person."""

    diet: Diet = Field(Diet.OMNIVORE, description="Foods definitely fit this way of eating.")
    free_from: tuple[FreeFrom, ...] = Field(
        (), max_length=6, description="Foods are definitely free from all of these."
    )
    avoid: tuple[Avoidance, ...] = Field((), max_length=3, description="What to leave out.")
    life_stage: LifeStage = Field(LifeStage.ADULT, description="The stage of life the plan is for.")
    conditions: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=20, description="Conditions, by slug or synonym."
    )
    medicines: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=20, description="Medicines, by slug, example or synonym."
    )
    goal: Goal = Field(Goal.EVERYDAY, description="What to put first.")
    days: int = Field(7, ge=1, le=14, description="How many days.")
    seed: int = Field(0, ge=0, le=9999, description="Another number gives another plan.")


class Mind(Model):
    """A caution that concerns this person, said in one line before anything else."""

    caution: Slug = Field(description="Slug of the caution; its card is on the item.")
    severity: Severity
    applies_when: OptionalLongText = Field(
        description="The form it holds for with this item; null: always. Unknown form: mind it."
    )
    text: str = Field(description="What to mind, the form it holds for first.")


class Why(Model):
    """Why an item is in the plan: a graded claim, in its own words."""

    text: str = Field(description="The claim's statement, as sure as its grade.")
    claim: Reference = Field(description="The claim.")


class PlanItem(Model):
    """One small step of a day."""

    moment: Moment
    entry: Reference = Field(description="The food, the daily action or the lifestyle tip.")
    text: str = Field(description="What to do.")
    serving: str | None = Field(description="Household measure; null where unknown or not a food.")
    serving_g: float | None = Field(description="Grams; null where unknown or not a food.")
    mind: tuple[Mind, ...] = Field(description="What this person minds first, most serious first.")
    why: Why
    certainty: Certainty = Field(description="How sure we can be of the claim.")
    cautions: tuple[CautionCard, ...] = Field(description="All cautions of the entry, whole.")


class Total(Model):
    """The sum of one nutrient over the foods of a day."""

    amount: float = Field(description="Sum of the figures there are, in the unit of the name.")
    foods_without_figure: int = Field(ge=0, description="Foods of the day that have no figure.")


class Totals(Model):
    """Sums over the day's servings. A sum leaves out the foods without a figure and counts them."""

    calcium_mg: Total
    fibre_g: Total
    sodium_mg: Total


class PlanDay(Model):
    """One day."""

    day: int = Field(ge=1, le=14, description="1 for the first day.")
    items: tuple[PlanItem, ...] = Field(description="The day's steps, in the order of the day.")
    totals: Totals


class LeftOutFor(Model):
    """One reason why an entry was left out, and the choice behind it."""

    parameter: str | None = Field(
        description="The query parameter; null: it is left out whatever the choices.", examples=["diet"]
    )
    value: str | None = Field(
        description="The value of that parameter, conditions and medicines by slug; null as above."
    )
    text: str = Field(description="The reason, in words to show.")


class Excluded(Model):
    """An entry that was left out, and for which choices."""

    entry: Reference
    because: tuple[LeftOutFor, ...] = Field(description="Every reason, one an item.")


class Plan(Model):
    """Days, what was left out, and what could not be met."""

    days: tuple[PlanDay, ...] = Field(description="Empty where nothing fits; `notes` says why.")
    cautions: tuple[CautionCard, ...] = Field(
        description="Cautions that concern this person whatever is in the plan, whole."
    )
    excluded: tuple[Excluded, ...] = Field(
        description="Foods, activities, actions and tips that were left out, and why."
    )
    notes: LongTexts = Field(description="What could not be met, and what to know.")


class PlanAnswer(Item[Plan]):
    """A plan."""
