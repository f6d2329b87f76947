"""The words of check: what was asked, and how much is known of it."""

from app.vocabulary.base import Vocabulary


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


VOCABULARIES: tuple[type[Vocabulary], ...] = (AskedAs, CoverageLevel)
