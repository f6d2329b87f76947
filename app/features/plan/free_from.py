"""The values of `free_from`: those of its enumeration, and any word for an allergen."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.english_list import english_list
from app.features.name_resolution import InvalidParameter
from app.features.recognition.normalization import tokens_of, visible
from app.features.recognition.recogniser import Recogniser, Recognition, Status, WordOutcome
from app.vocabulary.food import FreeFrom
from app.vocabulary.safety import Allergen

PARAMETER = "free_from"
AROUND_A_NAME = frozenset(
    {"no", "non", "not", "without", "free", "from", "avoid", "intolerant", "intolerance"}
)
"""Words that say nothing more where all is about leaving out: `no gluten`, `lactose intolerant`."""

UNKNOWN = (
    f"this was not understood; known are {english_list([one.value for one in FreeFrom])}, "
    f"and every word for an allergy to {english_list([one.label.lower() for one in Allergen])}"
)


@dataclass(frozen=True)
class FreeFromChoice:
    """The values that were asked for, the words for other allergens, and what was not understood."""

    values: tuple[FreeFrom, ...]
    allergens: tuple[str, ...]
    invalid: tuple[InvalidParameter, ...]


def free_from_choice(catalog: Catalog, words: Iterable[str]) -> FreeFromChoice:
    """Return what foods are to be free from. A word for which nothing would be left out is invalid."""
    recogniser = Recogniser(catalog)
    names = {word: _name_in(word) for word in words}
    values = {word: one for word, name in names.items() for one in FreeFrom if one.value == name}
    found = {word: recogniser.recognise("allergies", names[word]) for word in names if word not in values}
    known = [word for word, recognitions in found.items() if _names_allergens(recognitions)]
    return FreeFromChoice(
        values=tuple(one for one in FreeFrom if one in values.values()),
        allergens=tuple(names[word] for word in known),
        invalid=tuple(_unknown(word, found[word]) for word in found if word not in known),
    )


def _name_in(word: str) -> str:
    """Return a word without what is said around the name; all of it where nothing is left."""
    tokens = tokens_of(visible(word))
    return " ".join(token.word for token in tokens if token.word not in AROUND_A_NAME) or word


def _names_allergens(recognitions: Iterable[Recognition]) -> bool:
    """Return whether all of a text was understood, and an allergen is in it."""
    found = list(recognitions)
    meant = [one for each in found for one in each.taken_for]
    return all(_is_so(one) for one in found) and any(one.field == "allergies" for one in meant)


def _is_so(one: Recognition) -> bool:
    return one.outcome is WordOutcome.UNDERSTOOD and one.status is Status.CURRENT


def _unknown(word: str, recognitions: Iterable[Recognition]) -> InvalidParameter:
    near = [one.near.name for one in recognitions if one.near]
    return InvalidParameter(PARAMETER, word, UNKNOWN, near)
