"""What to do with a food or a habit, in words that suit the choices."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalog import Catalog
from app.features.plan.bearings import Choice
from app.references import FOOD_KINDS

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
class Wording:
    """One text, the other foods it names, and the choices it does not go with."""

    text: str
    names: frozenset[str]
    clashes: frozenset[Choice]


class Wordings:
    """Reads texts for the foods they name; made once a release."""

    def __init__(self, catalog: Catalog) -> None:
        """Gather the words for foods, conditions and medicines."""
        self._foods = [
            (_folded(word), f"{kind}/{slug}")
            for kind in FOOD_KINDS
            for word, slugs in catalog.words(kind).items()
            for slug in slugs
        ]
        health = {_folded(word) for kind in ("conditions", "medicines") for word in catalog.words(kind)}
        self._health = sorted(health)

    def read(self, texts: Iterable[str], own: str) -> tuple[Wording, ...]:
        """Return texts with what they name, without those for people with a condition or a medicine.

        Those stand in the cautions, which are on every item.
        """
        return tuple(self._read(text, own) for text in texts if not self._is_for_some(text))

    def _is_for_some(self, text: str) -> bool:
        return any(map(_folded(text).__contains__, self._health))

    def _read(self, text: str, own: str) -> Wording:
        words = _folded(text)
        names = frozenset(key for word, key in self._foods if word in words and key != own)
        clashes = (choice for choice, tell in TELLING.items() if any(f" {one} " in words for one in tell))
        return Wording(text, names, frozenset(clashes))


def fitting_text(
    wordings: Iterable[Wording], plain: str, excluded: Iterable[str], choices: Iterable[Choice]
) -> str:
    """Return the first text that names nothing left out, else the plain one."""
    out, chosen = frozenset(excluded), frozenset(choices)
    return next((one.text for one in wordings if not (one.names & out or one.clashes & chosen)), plain)


def _folded(text: str) -> str:
    """Return the words of a text in lower case, with a space on either side of each."""
    return f" {' '.join(WORD.findall(text.lower()))} "
