"""The choices a plan is made from, and the plan itself."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from app.catalog.name_schemas import NameField
from app.core.base_model import BodyModel, Model, RequestModel
from app.core.field_types import LongTexts, OptionalLongText, Slug, SlugOrSynonym
from app.core.references import Reference
from app.features.check.schemas import Contradictory, KnownNotRecorded, Understood
from app.schemas.entries import CautionLine, CautionMark
from app.schemas.envelopes import EntryEnvelope
from app.schemas.filters import without_null
from app.vocabulary.content import Moment
from app.vocabulary.food import Diet
from app.vocabulary.grading import Certainty
from app.vocabulary.nutrition import ReferenceAuthority, Sex
from app.vocabulary.planning import Avoidance, Goal
from app.vocabulary.safety import Severity

MAX_NAMES = 20
MAX_ALLERGIES = 20


class PlanChoices(RequestModel):
    """What a plan is made from, wherever it is sent."""

    stages_field: ClassVar[str]
    """Name of the field of the stages of life, as the sender knows it."""

    diet: Diet = Field(Diet.OMNIVORE, description="Foods definitely fit this way of eating.")
    free_from: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_ALLERGIES,
        description="Foods are definitely free from these: `dairy`, `lactose`, `soy`, `gluten`, `fish`, "
        "`alcohol`, or any word for an allergen.",
        examples=[["gluten", "prawns"]],
    )
    avoid: tuple[Avoidance, ...] = Field((), max_length=3, description="What to leave out.")
    conditions: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=MAX_NAMES, description="Conditions, as slugs or any word for them."
    )
    medicines: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=MAX_NAMES, description="Medicines, as slugs, examples or any word for them."
    )
    allergies: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=MAX_ALLERGIES, description="What the person is allergic to, in any words."
    )
    age: int | None = Field(
        None, ge=0, le=110, description="Age in years; left out: not said.", json_schema_extra=without_null
    )
    sex: Sex = Field(Sex.ANY, description="For the reference values; `any`: not said.")
    wanted: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_NAMES,
        description="Foods that plans leave out unless they are asked for, such as kombucha.",
    )
    goal: Goal = Field(Goal.EVERYDAY, description="What to put first.")
    days: int = Field(7, ge=1, le=14, description="How many days.")
    seed: int = Field(0, ge=0, le=9999, description="Another number gives another plan.")

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the stages of life as they were given."""
        given: tuple[str, ...] = getattr(self, self.stages_field)
        return given


class PlanQuery(PlanChoices):
    """The choices as parameters: coarse, so that plans can be cached and say little about a person."""

    stages_field = "life_stage"
    life_stage: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=MAX_NAMES, description="Stages of life, in any words; left out: an adult."
    )


class PlanRequest(BodyModel, PlanChoices):
    """The choices and the person in a body, named as in check. Nothing of it is kept or logged."""

    stages_field = "life_stages"
    age: int | None = Field(None, ge=0, le=110, description="Age in years; null: not said.")
    life_stages: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=MAX_NAMES, description="Stages of life, in any words; left out: an adult."
    )


def given_words(choices: PlanChoices, allergens: Sequence[str]) -> dict[NameField, tuple[str, ...]]:
    """Return the words that a person is recognised by; `allergens` are those of `free_from`."""
    ages = () if choices.age is None else (str(choices.age),)
    return {
        "life_stages": (*choices.stages, *ages),
        "conditions": choices.conditions,
        "medicines": choices.medicines,
        "allergies": (*choices.allergies, *allergens),
    }


class Mind(Model):
    """A caution that concerns this person, said in one line before anything else."""

    caution: Slug = Field(description="Slug of the caution; `included.cautions` has it whole.")
    severity: Severity
    applies_when: OptionalLongText = Field(
        description="The form it holds for with this item; null: always. Unknown form: mind it."
    )
    text: str = Field(description="What this person does.")


class Why(Model):
    """Why an item is in the plan: what a portion of it gives, a graded claim, or the words of a step."""

    text: str = Field(description="The reason, in words to show.")
    claim: Reference | None = Field(description="The claim behind it; null: a figure is behind it.")


class PlanItem(Model):
    """One small step of a day."""

    moment: Moment
    entry: Reference = Field(description="The food, the daily action or the lifestyle tip.")
    text: str = Field(description="What to do, with the amount.")
    portion: str | None = Field(description="Household measure of the amount; null if not a food.")
    portion_g: float | None = Field(
        description="Grams of the amount, as in `text` and in the sums; null if not a food."
    )
    mind: tuple[Mind, ...] = Field(description="What this person minds first, most serious first.")
    why: Why
    certainty: Certainty | None = Field(
        description="How sure we can be of the claim; null: a figure is the reason."
    )
    cautions: tuple[CautionMark, ...] = Field(
        description="All cautions of the entry, most serious first; `included.cautions` has them whole."
    )


class Total(Model):
    """The sum of one nutrient over the foods of a day."""

    amount: float = Field(description="Sum of the figures there are, in the unit of the name.")
    foods_without_figure: int = Field(ge=0, description="Foods of the day that have no figure.")


class Totals(Model):
    """Sums over the day's amounts. A sum leaves out the foods without a figure and counts them.

    Calcium of which the body takes up little, as of spinach, is not in the sum.
    """

    calcium_mg: Total
    fibre_g: Total
    sodium_mg: Total
    potassium_mg: Total


class PlanDay(Model):
    """One day."""

    day: int = Field(ge=1, le=14, description="1 for the first day.")
    items: tuple[PlanItem, ...] = Field(description="The day's steps, in the order of the day.")
    totals: Totals
    totals_text: str = Field(description="The sums in words, beside the reference value.")


class LeftOutFor(Model):
    """One reason why an entry was left out, and the choice behind it."""

    parameter: str | None = Field(
        description="The query parameter; null: no single choice is behind it.", examples=["diet"]
    )
    value: str | None = Field(
        description="The value of that parameter, conditions and medicines by slug; null as above."
    )
    text: str = Field(description="The reason, in words to show.")


class Excluded(Model):
    """An entry that does not fit, and for which choices."""

    entry: Reference
    because: tuple[LeftOutFor, ...] = Field(description="Every reason, one an item.")


class NoPlanReason(Model):
    """Why this person gets no plan, and what to ask whom instead."""

    parameter: str = Field(description="The query parameter behind it.", examples=["conditions"])
    value: str = Field(description="The value of that parameter, as a slug.")
    because: str = Field(description="Why there is no plan, in words to show.")
    ask_whom: str = Field(description="The professional to ask.")
    ask: LongTexts = Field(description="Questions to ask.")


class PlanReferenceValue(Model):
    """How much of a nutrient this person needs in a day, by one authority."""

    authority: ReferenceAuthority
    group: str = Field(description="The group of people that the value is for.")
    calcium_mg: float = Field(description="Calcium in milligrams a day.")


class Plan(Model):
    """Days, what was left out, and what could not be met."""

    days: tuple[PlanDay, ...] = Field(description="Empty where nothing fits; `no_plan` or `notes` say why.")
    no_plan: tuple[NoPlanReason, ...] = Field(
        description="Why no general plan fits this person, and what to ask whom. Show it first."
    )
    cautions: tuple[CautionLine, ...] = Field(
        description="Cautions that concern this person whatever is in the plan."
    )
    reference_values: tuple[PlanReferenceValue, ...] = Field(
        description="Calcium a day for this person, by authority; the plan aims at the highest."
    )
    excluded: tuple[Excluded, ...] = Field(
        description="Foods, activities, actions and tips that do not fit, and why. "
        "What serves the goal too little is not listed."
    )
    notes: LongTexts = Field(
        description="What decides for this person, what could not be met, and what to know. Show it first."
    )
    understood: tuple[Understood, ...] = Field(description="What was typed and looked up.")
    known_not_recorded: tuple[KnownNotRecorded, ...] = Field(
        description="What is known and not recorded here: nothing was left out for it. Show it."
    )
    contradictory: tuple[Contradictory, ...] = Field(description="What was said and denied.")


class PlanAnswer(EntryEnvelope[Plan]):
    """A plan."""
