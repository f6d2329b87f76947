"""Request and response schemas of check, and its vocabularies."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import BodyModel, Model
from app.core.field_types import Href, KindPath, OptionalLongText, Slug, SlugOrSynonym, Url
from app.core.references import Reference
from app.features.recognition.recogniser import Status
from app.schemas.entries import CautionCard
from app.schemas.envelopes import Envelope
from app.vocabulary.base import Vocabulary
from app.vocabulary.food import Diet
from app.vocabulary.grading import Verification
from app.vocabulary.safety import Concern, KindOf

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


CHECK_VOCABULARIES: tuple[type[Vocabulary], ...] = (AskedAs, CoverageLevel, Status)


class CheckRequest(BodyModel):
    """A plan and the person it is for. Nothing of it is kept or logged."""

    items: tuple[SlugOrSynonym, ...] = Field(
        min_length=1,
        max_length=MAX_ITEMS,
        description="Foods, supplements and activities: `<kind>/<slug>`, or any word for one; "
        "`guide` stands for all that the guide shows.",
        examples=[["food-sources/natto", "kefir"]],
    )
    life_stages: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_NAMES,
        description="Stages of life and age, in any words; several may hold at once.",
        examples=[["78", "after menopause"]],
    )
    conditions: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_NAMES,
        description="Conditions, as slugs or any word for them.",
        examples=[["high blood pressure", "CKD stage 3"]],
    )
    medicines: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_NAMES,
        description="Medicines, as slugs, examples or any word for them.",
        examples=[["warfarin 3mg nocte"]],
    )
    diet: Diet | None = Field(None, description="The person's way of eating; null: not said.")
    allergies: tuple[SlugOrSynonym, ...] = Field(
        (),
        max_length=MAX_ALLERGIES,
        description="What the person is allergic to, in any words.",
        examples=[["milk", "prawns"]],
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
    certain: bool = Field(
        description="False: it often goes with what the caution names, so the caution may apply; ask."
    )


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

    kind_of: KindOf
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


class TakenFor(Model):
    """What something that was typed stands for."""

    field: AskedAs = Field(description="What it is: an item, a condition, a medicine and so on.")
    kind: KindPath | None = Field(description="Kind of its entry; null for a stage of life and an allergen.")
    slug: str = Field(description="Slug of its entry, or the value of the stage of life or the allergen.")
    name: str = Field(description="Its name, as text to show.", examples=["Warfarin"])
    href: str | None = Field(description="Address of its entry, or null.")
    certain: bool = Field(description="False: it may mean this; its cautions are shown, and `note` asks.")


class Understood(Model):
    """Something that was typed and looked up, or that was said not to be so."""

    given: GivenWord
    field: AskedAs = Field(description="What it was asked as.")
    taken_for: tuple[TakenFor, ...] = Field(
        description="What was looked up for it; empty where it was said not to be so."
    )
    status: Status
    note: str | None = Field(description="What to ask or to know about it, in words to show; null: nothing.")


class KnownNotRecorded(Model):
    """Something that is known, and about which nothing is recorded here."""

    given: GivenWord
    field: AskedAs = Field(description="What it was asked as.")
    names: tuple[str, ...] = Field(description="What it is, as text to show.")
    note: str = Field(description="What that means, in words to show.")


class IfYouMean(Model):
    """The one name that a word may be a misspelling of, and what would be shown for it."""

    name: str = Field(description="The name, as text to show.", examples=["warfarin"])
    together_with: tuple[str, ...] = Field(
        description="Other such names that share a caution with it, which stands under the item."
    )
    for_you: tuple[Flag, ...] = Field(description="Cautions that would match as well, danger first.")


class NotUnderstood(Model):
    """Something that was not understood. Nothing was looked up for it."""

    given: GivenWord
    field: AskedAs = Field(description="What it was asked as.")
    near: IfYouMean | None = Field(description="The name it may be a misspelling of, or null.")
    note: str = Field(description="What that means, in words to show.")


class Contradictory(Model):
    """Something that was said and denied. Its cautions are shown."""

    given: GivenWord
    field: AskedAs = Field(description="What it was asked as.")
    note: str = Field(description="What to ask, in words to show.")


class Pair(Model):
    """What is recorded here about one item with one condition, medicine or allergy."""

    item: Reference
    by: AskedAs = Field(description="What it is held against.")
    value: str = Field(description="Slug or value of that.")
    cautions: tuple[Slug, ...] = Field(description="The cautions recorded for this pair.")
    note: str = Field(description="What is recorded for this pair, in words to show.")


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

    summary: str = Field(
        description="A few plain sentences, what was left out first; never a verdict that all is well."
    )
    for_you: tuple[Flag, ...] = Field(
        description="Cautions that match something of this person, danger first."
    )
    for_everyone: tuple[Flag, ...] = Field(
        description="Cautions on the items that are for everyone, most serious first."
    )
    understood: tuple[Understood, ...] = Field(description="What was typed and looked up.")
    known_not_recorded: tuple[KnownNotRecorded, ...] = Field(
        description="What is known and not recorded here. Show it: no caution is no all-clear."
    )
    not_understood: tuple[NotUnderstood, ...] = Field(
        description="What was not looked up. Show it first, with what is near."
    )
    contradictory: tuple[Contradictory, ...] = Field(description="What was said and denied.")
    pairs: tuple[Pair, ...] = Field(
        description="Each item with each condition, medicine and allergy: what is recorded for that pair."
    )
    diet_notes: tuple[DietNote, ...] = Field(
        description="Items that may not fit the diet or the allergies asked."
    )
    coverage: tuple[Coverage, ...] = Field(
        description="How much is known of each condition, medicine, stage of life and allergy asked."
    )
    not_covered: tuple[str, ...] = Field(description="What check does not look at, in sentences.")
    talk_to: tuple[TalkTo, ...] = Field(description="Whom to talk to, and why.")


class CheckItem(Envelope[CheckAnswer]):
    """The answer of check."""
