"""Request and response schemas of check, and its vocabularies."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model, RequestModel
from app.core.field_types import Href, OptionalLongText, Slug, SlugOrSynonym, Url
from app.core.references import Reference
from app.schemas.entries import CautionCard
from app.schemas.envelopes import Item
from app.vocabulary.base import Vocabulary
from app.vocabulary.food import Diet
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Allergen, Concern, LifeStage

MAX_ITEMS = 50
MAX_NAMES = 30
MAX_ALLERGIES = 20

GivenWord = Annotated[str, Field(description="The word as it was given.", examples=["coumadin"])]


class AskedAs(Vocabulary):
    """What was asked, or what a caution matched by. Treat an unknown value as `condition`."""

    ITEM = "item", "Item", "A food, supplement or activity that is planned."
    LIFE_STAGE = "life_stage", "Stage of life", "The stage of life of the person."
    CONDITION = "condition", "Condition", "A condition of the person."
    MEDICINE = "medicine", "Medicine", "A medicine that the person takes."
    ALLERGY = "allergy", "Allergy", "An allergy of the person."
    DIET = "diet", "Diet", "The way of eating of the person."
    EVERYONE = "everyone", "Everyone", "The caution is for everyone."

    @property
    def rank(self) -> int:
        """Return the place among the values, from 0."""
        return list(AskedAs).index(self)


class CoverageLevel(Vocabulary):
    """How many cautions name what was asked, in rising order. Treat an unknown value as `none`."""

    NONE = "none", "Nothing known", "No caution names it: nothing is known here."
    SPARSE = "sparse", "Little known", "One caution names it, or none of a few was seen in its source."
    MODERATE = "moderate", "Something known", "Two or three cautions name it, one of them seen in its source."
    GOOD = "good", "More known", "Four or more name it, most seen in their source. Never complete."


CHECK_VOCABULARIES: tuple[type[Vocabulary], ...] = (AskedAs, CoverageLevel)


class CheckRequest(RequestModel):
    """A plan and the person it is for. Nothing of it is kept or logged."""

    items: tuple[SlugOrSynonym, ...] = Field(
        min_length=1,
        max_length=MAX_ITEMS,
        description="Foods, supplements and activities: `<kind>/<slug>`, or any word for one; "
        "`guide` stands for all that the guide shows.",
        examples=[["food-sources/natto", "kefir"]],
    )
    life_stage: LifeStage | None = Field(None, description="The person's stage of life; null: not said.")
    conditions: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_NAMES,
        description="Conditions, as slugs or any word for them.",
        examples=[["high blood pressure"]],
    )
    medicines: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_NAMES,
        description="Medicines, as slugs, examples or any word for them.",
        examples=[["coumadin"]],
    )
    diet: Diet | None = Field(None, description="The person's way of eating; null: not said.")
    allergies: tuple[Allergen, ...] = Field(
        (), max_length=MAX_ALLERGIES, description="The person's allergies."
    )


class MatchedItem(Reference):
    """An item that a caution applies to."""

    applies_when: OptionalLongText = Field(
        description="The form it holds for with this item; null: always. Unknown form: show it."
    )


class Because(Model):
    """What of the person a caution matched by."""

    by: AskedAs
    value: str | None = Field(description="Slug or value of it; null where by is `everyone`.")
    name: str = Field(description="Its name, as text to show.", examples=["Warfarin"])


class Matched(Model):
    """Why a caution is a flag for this person and this plan."""

    items: tuple[MatchedItem, ...] = Field(
        description="Items it applies to; empty where it holds for any plan and no item is known."
    )
    because: tuple[Because, ...] = Field(description="What of the person matched, or everyone.")


class FlagSource(Model):
    """A source of a caution."""

    slug: Slug
    text: str = Field(description="The full citation as one line of text.")
    url: Url
    verification: Verification
    href: Href


class Flag(CautionCard):
    """A caution that matches this person and this plan, whole."""

    concerns: tuple[Concern, ...] = Field(description="What the risk is about.")
    matched: Matched
    depends_on_form: bool = Field(
        description="True: for every item matched it holds only in the form of `applies_when`."
    )
    sources: tuple[FlagSource, ...] = Field(description="What it rests on; empty where no source was found.")
    verification: Verification = Field(description="How closely the caution as a whole was checked.")


class Coverage(Model):
    """How much is known here of one thing that was asked. Never complete."""

    asked: GivenWord
    field: AskedAs = Field(description="What it was asked as.")
    resolved: Reference | None = Field(
        description="The entry it stands for; null for a word that is not known, and for a "
        "stage of life or an allergen, which have no entry."
    )
    level: CoverageLevel
    cautions: int = Field(ge=0, description="Cautions that name it.")
    seen_in_source: int = Field(ge=0, description="How many of them were seen in their source.")
    note: str = Field(description="What the level means, in words to show.")
    see_also: tuple[Reference, ...] = Field(
        description="Cautions that its entry shows though they do not name it; not counted."
    )


class NotRecognised(Model):
    """A word that no entry goes by. Nothing was looked up for it."""

    field: AskedAs = Field(description="What it was asked as.")
    given: GivenWord
    near: tuple[str, ...] = Field(description="Words known here that look like it; may be empty.")
    note: str = Field(description="What to do about it, in words to show.")


class DietNote(Model):
    """An item that does not definitely fit the diet, or that holds an allergen, certainly or perhaps."""

    item: Reference
    field: AskedAs = Field(description="`diet` or `allergy`.")
    value: str = Field(description="The diet or the allergen.", examples=["vegan"])
    certain: bool = Field(description="True: certainly so. False: it depends, or nothing is recorded.")
    note: str = Field(description="What was found, in words to show.")


class TalkTo(Model):
    """Somebody to talk to before going on."""

    who: str = Field(description="The professional, as text to show.", examples=["pharmacist"])
    why: str = Field(description="What for, in one sentence.")


class CheckAnswer(Model):
    """What is known of this plan for this person, and what is not."""

    summary: str = Field(description="One plain sentence; never a verdict that all is well.")
    flags: tuple[Flag, ...] = Field(description="Cautions that match this person, most serious first.")
    diet_notes: tuple[DietNote, ...] = Field(
        description="Items that may not fit the diet or the allergies asked."
    )
    coverage: tuple[Coverage, ...] = Field(
        description="How much is known of each condition, medicine, stage of life and allergy asked."
    )
    not_covered: tuple[str, ...] = Field(description="What check does not look at, in sentences.")
    not_recognised: tuple[NotRecognised, ...] = Field(
        description="Words that no entry goes by; never left out."
    )
    talk_to: tuple[TalkTo, ...] = Field(description="Whom to talk to, and why.")


class CheckItem(Item[CheckAnswer]):
    """The answer of check."""
