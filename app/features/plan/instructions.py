"""What to do with a food or a habit, in words that suit the choices."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from app.features.plan.caution_effects import Choice

TELLING: Mapping[Choice, tuple[str, ...]] = {
    ("diet", "vegan"): ("milk", "cheese", "egg", "eggs", "fish", "meat", "honey"),
    ("diet", "vegetarian"): ("fish", "meat"),
    ("diet", "pescatarian"): ("meat",),
    ("free_from", "dairy"): ("milk", "cheese"),
    ("free_from", "lactose"): ("milk", "cheese"),
    ("free_from", "gluten"): ("bread", "sandwich", "pasta"),
    ("free_from", "soy"): ("soy",),
    ("free_from", "fish"): ("fish",),
}
"""Words in a text that do not go with a choice, beyond the names of foods."""

WORD = re.compile(r"[^\W_]+")
PLAIN = "Have a small portion, prepared the way you like it."
"""Stands in where every text of a food names something that does not fit."""


@dataclass(frozen=True)
class Instruction:
    """One text, the other foods it names, and the choices it does not go with."""

    text: str
    names: frozenset[str]
    clashes: frozenset[Choice]


class InstructionReader:
    """Reads texts for the foods they name; made once a release."""

    def __init__(self, catalog: Catalog) -> None:
        """Gather the words for foods, conditions and medicines, by the first of them."""
        self._foods = _phrases(catalog, FOOD_KINDS)
        self._health = _phrases(catalog, ("conditions", "medicines"))

    def read(self, texts: Iterable[str], own: str) -> tuple[Instruction, ...]:
        """Return texts with what they name, without those for people with a condition or a medicine.

        Those stand in the cautions, which are on every item.
        """
        folded = ((text, _folded(text)) for text in texts)
        return tuple(
            Instruction(text, frozenset(_named(self._foods, words) - {own}), _clashes(words))
            for text, words in folded
            if not _named(self._health, words)
        )


def _phrases(catalog: Catalog, kinds: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    phrases: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds:
        for word, slugs in catalog.slugs_by_name(kind).items():
            folded = _folded(word)
            first = folded.split()[:1]
            phrases.setdefault("".join(first), []).extend((folded, f"{kind}/{slug}") for slug in slugs)
    return phrases


def _named(phrases: Mapping[str, list[tuple[str, str]]], words: str) -> set[str]:
    found = (pair for word in set(words.split()) for pair in phrases.get(word, ()))
    return {key for phrase, key in found if phrase in words}


def _clashes(words: str) -> frozenset[Choice]:
    return frozenset(choice for choice, tell in TELLING.items() if any(f" {one} " in words for one in tell))


def fitting_text(
    wordings: Iterable[Instruction], plain: str, excluded: Iterable[str], choices: Iterable[Choice]
) -> str:
    """Return the first text that names nothing left out, else the plain one."""
    out, chosen = frozenset(excluded), frozenset(choices)
    return next((one.text for one in wordings if not (one.names & out or one.clashes & chosen)), plain)


def _folded(text: str) -> str:
    """Return the words of a text in lower case, with a space on either side of each."""
    return f" {' '.join(WORD.findall(text.lower()))} "
