"""Texts of a plan: dishes and steps, and whether one suits the choices."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.padded_words import padded_words
from app.core.references import FOOD_KINDS
from app.vocabulary.content import Moment

MEAL_WORDS = {Moment.BREAKFAST: " breakfast ", Moment.LUNCH: " lunch ", Moment.DINNER: " dinner "}
PARTS_OF_A_MEAL = {
    "soup": ("soup",),
    "salad": ("salad",),
    "stew": ("stew", "stewed", "curry", "simmered"),
    "side": ("potato", "potatoes", "rice", "pasta", "quinoa", "barley", "rye"),
    "bread": ("bread", "toast", "crispbread"),
    "porridge": ("porridge",),
    "egg": ("egg", "eggs", "omelette"),
    "greens": ("greens", "leafy", "spinach"),
    "pulse": ("pulse", "bean", "beans", "lentil", "chickpeas", "peas"),
    "main": ("fish", "mackerel", "salmon", "sardines", "tofu", "tempeh", "natto"),
    "yogurt": ("yogurt", "skyr", "quark"),
    "cheese": ("cheese", "parmesan", "cheddar", "brie"),
    "milk": ("milk", "buttermilk", "kefir", "lassi"),
    "drink": ("drink", "milk", "buttermilk", "kefir", "lassi", "juice"),
    "blended": ("blended", "smoothie"),
    "avocado": ("avocado",),
    "banana": ("banana",),
    "orange": ("orange",),
    "tomato": ("tomato", "tomatoes"),
}
"""What a meal has once where it can: the words for it in a dish, the name of its food or the food group."""


@dataclass(frozen=True)
class PlanText:
    """A text, when it fits in the day, the foods and words that it names, and what it is of a meal."""

    text: str
    moments: tuple[Moment, ...]
    foods: frozenset[str]
    words: str
    parts: frozenset[str]

    def suits(self, excluded: Iterable[str], words: Iterable[str]) -> bool:
        """Return whether it names no excluded food and none of some words."""
        return self.foods.isdisjoint(excluded) and not any(f" {word} " in self.words for word in words)

    def fits(self, moment: Moment) -> bool:
        """Return whether it is for this moment and names no other meal."""
        others = (word for meal, word in MEAL_WORDS.items() if meal is not moment)
        return moment in self.moments and not any(word in self.words for word in others)


class TextReader:
    """A reader that finds the foods that texts mention, and leaves out texts about illnesses."""

    def __init__(self, catalog: Catalog) -> None:
        """Index the names of foods, conditions and medicines by their first word."""
        self._foods = _phrases(catalog, FOOD_KINDS)
        self._health = _phrases(catalog, ("conditions", "medicines"))

    def read(
        self, texts: Iterable[tuple[str, tuple[Moment, ...]]], own_key: str, about: str
    ) -> tuple[PlanText, ...]:
        """Return texts with what they mention, without those that name a condition or medicine.

        `about` is the name of what they are for, with its group: both say what it is of a meal.
        """
        return tuple(self._read(texts, own_key, about))

    def _read(
        self, texts: Iterable[tuple[str, tuple[Moment, ...]]], own_key: str, about: str
    ) -> Iterator[PlanText]:
        for text, moments in texts:
            words = padded_words(text)
            if not _mentioned(self._health, words):
                foods = frozenset(_mentioned(self._foods, words) - {own_key})
                yield PlanText(text, moments, foods, words, _parts_of_a_meal(f"{about} {text}"))


def _parts_of_a_meal(text: str) -> frozenset[str]:
    words = set(padded_words(text).split())
    return frozenset(part for part, names in PARTS_OF_A_MEAL.items() if not words.isdisjoint(names))


def _phrases(catalog: Catalog, kinds: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    phrases: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds:
        for word, slugs in catalog.slugs_by_name(kind).items():
            padded = padded_words(word)
            first = padded.split()[:1]
            phrases.setdefault("".join(first), []).extend((padded, f"{kind}/{slug}") for slug in slugs)
    return phrases


def _mentioned(phrases: Mapping[str, list[tuple[str, str]]], words: str) -> set[str]:
    found = (pair for word in set(words.split()) for pair in phrases.get(word, ()))
    return {key for phrase, key in found if phrase in words}
