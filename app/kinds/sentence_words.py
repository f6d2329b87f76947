"""The words of the sentences of cautions: what people are, have and take, and what is done with an entry."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.core.entry_keys import kind_of
from app.core.references import FOOD_KINDS, PERSONAL_KINDS, USABLE_KINDS
from app.kinds.broader import CERTAIN_FIELDS, POSSIBLE_FIELDS, field_of, linked_keys, wider_than
from app.vocabulary.food import FoodGroup, Texture

SENTENCE_KINDS = (*USABLE_KINDS, *PERSONAL_KINDS)
"""Kinds of entries that the sentences of cautions name."""

COUNTABLE_NOUNS = frozenset(
    {"allergy", "bowel", "bypass", "count", "fracture", "habit", "illness", "infection", "line"}
    | {"patch", "stricture", "substitute", "supplement", "system", "tablet", "thyroid", "transplant", "valve"}
)
"""Nouns that take an article where they end a name."""

PROPER_NOUNS = frozenset(
    {"Addison", "Bifidobacterium", "Brie", "Brussels", "Camembert", "Cheddar", "Crohn", "Cushing", "Emmental"}
    | {"Gouda", "Graves", "Greek", "Jerusalem", "Lactobacillus", "Paget", "Parkinson", "Parmesan"}
    | {"Saccharomyces", "Swiss", "Wilson"}
)
"""First words of names that keep their capital inside a sentence."""

IN_PARENTHESES = re.compile(r" \([^)]*\)")
END_OF_NOUN = re.compile(r" (?:of|with|in|for) ")

LINKS = (*CERTAIN_FIELDS, *POSSIBLE_FIELDS)
"""Fields of a condition or medicine that lead to what is wider or may go with it."""

LEAST_GRAMS_OF_A_DRINK = 100
"""A liquid of which a serving weighs less is stirred into something."""

USED_AS_FOOD = frozenset(
    {"supplements/honey", "supplements/potassium-salt-substitute", "supplements/yeast-extract"}
)
"""Entries among the supplements that are put on or into food."""


@dataclass(frozen=True)
class SentenceWords:
    """The words for entries by `<kind>/<slug>`.

    `wider` has what each entry certainly is or brings with it, `perhaps` what may go with it
    too.
    """

    nouns: Mapping[str, str]
    clauses: Mapping[str, str]
    verbs: Mapping[str, str]
    wider: Mapping[str, frozenset[str]]
    perhaps: Mapping[str, frozenset[str]]


def sentence_words(entries: Mapping[str, Any]) -> SentenceWords:
    """Return the words for entries, which are documents, rows or served entries."""
    people = {key: one for key, one in entries.items() if kind_of(key) in PERSONAL_KINDS}
    nouns = {key: noun(field_of(one, "name")) for key, one in entries.items()}
    return SentenceWords(
        nouns,
        {key: field_of(one, "clause") or _clause(key, nouns[key]) for key, one in people.items()},
        {key: verb_for(key, one) for key, one in entries.items() if key not in people},
        {key: frozenset(wider_than(key, entries)) - {key} for key in entries},
        {key: frozenset(wider_than(key, entries, LINKS)) - {key} for key in people},
    )


def joined_words(parts: Iterable[SentenceWords]) -> SentenceWords:
    """Return the words for all entries of several parts; none where there is no part."""
    known = [*parts]
    words = (
        {key: word for part in known for key, word in getattr(part, one.name).items()}
        for one in fields(SentenceWords)
    )
    return SentenceWords(*words)


def with_linked(keys: Iterable[str], entry_of: Callable[[str], Any]) -> dict[str, Any]:
    """Return entries and everything that is wider or may go with them, by key, as far as there is one."""
    entries: dict[str, Any] = {}
    queue = list(keys)
    while queue:
        key = queue.pop()
        if key not in entries and (entry := entry_of(key)) is not None:
            entries[key] = entry
            queue += linked_keys(entry, LINKS)
    return entries


def noun(name: str) -> str:
    """Return a name inside a sentence: in lower case unless proper, without what is in parentheses."""
    plain = IN_PARENTHESES.sub("", name)
    first = re.split(r"[ '-]", plain, maxsplit=1)[0]
    keeps_capital = first in PROPER_NOUNS or sum(letter.isupper() for letter in first) > 1
    text = plain if keeps_capital else plain[:1].lower() + plain[1:]
    if END_OF_NOUN.split(text, maxsplit=1)[0].rpartition(" ")[2] not in COUNTABLE_NOUNS:
        return text
    return f"{'an' if text[0].lower() in 'aeiou' else 'a'} {text}"


def without_article(name: str) -> str:
    """Return a name without its article."""
    return name.removeprefix("an ").removeprefix("a ")


def verb_for(key: str, entry: Any) -> str:
    """Return what people do with an entry: eat, drink or take it, or *have* where none of these fits."""
    kind = kind_of(key)
    if kind == "supplements":
        return "have" if key in USED_AS_FOOD else "take"
    if kind not in FOOD_KINDS:
        return "have"
    if field_of(entry, "group") == FoodGroup.FIBRE_INGREDIENT:
        return "take"
    portion = field_of(entry, "portion")
    if portion is None or field_of(portion, "texture") != Texture.LIQUID:
        return "eat"
    return "drink" if (field_of(portion, "grams") or 0) >= LEAST_GRAMS_OF_A_DRINK else "have"


def common_verb(verbs: Iterable[str]) -> str:
    """Return the verb that fits all of several entries."""
    found = set(verbs)
    return found.pop() if len(found) == 1 else "have"


def _clause(key: str, name: str) -> str:
    return f"you {'take' if kind_of(key) == 'medicines' else 'have'} {name}"
