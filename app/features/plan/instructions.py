"""Select the instruction text of a food or habit that suits the choices."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from app.features.plan.caution_effects import Choice

CONFLICTING_WORDS: Mapping[Choice, tuple[str, ...]] = {
    ("diet", "vegan"): ("milk", "cheese", "egg", "eggs", "fish", "meat", "honey"),
    ("diet", "vegetarian"): ("fish", "meat"),
    ("diet", "pescatarian"): ("meat",),
    ("free_from", "dairy"): ("milk", "cheese"),
    ("free_from", "lactose"): ("milk", "cheese"),
    ("free_from", "gluten"): ("bread", "sandwich", "pasta"),
    ("free_from", "soy"): ("soy",),
    ("free_from", "fish"): ("fish",),
}
"""Words that conflict with a choice, beyond the names of excluded foods."""

WORD = re.compile(r"[^\W_]+")
DEFAULT_INSTRUCTION = "Have a small portion, prepared the way you like it."
"""Used if every text of a food names something that does not fit."""


@dataclass(frozen=True)
class Instruction:
    """A text, the other foods it names, and the choices it conflicts with."""

    text: str
    foods: frozenset[str]
    conflicts: frozenset[Choice]


class InstructionReader:
    """Find the foods and choices that texts mention."""

    def __init__(self, catalog: Catalog) -> None:
        """Index the names of foods, conditions and medicines by their first word."""
        self._foods = _phrases(catalog, FOOD_KINDS)
        self._health = _phrases(catalog, ("conditions", "medicines"))

    def read(self, texts: Iterable[str], own_key: str) -> tuple[Instruction, ...]:
        """Return texts with what they mention, without those that name a condition or medicine.

        The cautions on every item cover those.
        """
        padded = ((text, _padded_words(text)) for text in texts)
        return tuple(
            Instruction(text, frozenset(_mentioned(self._foods, words) - {own_key}), _conflicts(words))
            for text, words in padded
            if not _mentioned(self._health, words)
        )


def _phrases(catalog: Catalog, kinds: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    phrases: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds:
        for word, slugs in catalog.slugs_by_name(kind).items():
            padded = _padded_words(word)
            first = padded.split()[:1]
            phrases.setdefault("".join(first), []).extend((padded, f"{kind}/{slug}") for slug in slugs)
    return phrases


def _mentioned(phrases: Mapping[str, list[tuple[str, str]]], words: str) -> set[str]:
    found = (pair for word in set(words.split()) for pair in phrases.get(word, ()))
    return {key for phrase, key in found if phrase in words}


def _conflicts(words: str) -> frozenset[Choice]:
    return frozenset(
        choice
        for choice, conflicting in CONFLICTING_WORDS.items()
        if any(f" {one} " in words for one in conflicting)
    )


def suitable_text(
    instructions: Iterable[Instruction], default: str, excluded: Iterable[str], choices: Iterable[Choice]
) -> str:
    """Return the first text that mentions nothing excluded, else the default."""
    excluded_keys, chosen = frozenset(excluded), frozenset(choices)
    return next(
        (one.text for one in instructions if not (one.foods & excluded_keys or one.conflicts & chosen)),
        default,
    )


def _padded_words(text: str) -> str:
    """Return the lower-case words of a text, each with a space on both sides."""
    return f" {' '.join(WORD.findall(text.lower()))} "
