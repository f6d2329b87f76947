"""The words that a release uses: by their beginnings, and by what looks like them."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from heapq import nsmallest

from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from app.features.search.tantivy_index import TantivyIndex

WORD = "word"
IN_NAMES = "in_names"
YES = "yes"

FEWEST_LETTERS = {1: 4, 2: 6}
"""How long a word must be to be taken for another that differs in so many letters."""

LAST = chr(0x10FFFF)
"""Comes after every letter."""

LOOKED_AT = 32
"""Words that are held against one another before the nearest are chosen."""


class Beginnings:
    """Words in the order of letters, each with its place in the order that they were given in."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take words, the most wanted first."""
        ranked = sorted((word, rank) for rank, word in enumerate(words))
        self._words = tuple(word for word, _ in ranked)
        self._ranks = array("L", (rank for _, rank in ranked))

    def find(self, beginning: str, limit: int) -> list[str]:
        """Return words that begin so, the most wanted first."""
        start = bisect_left(self._words, beginning)
        end = bisect_left(self._words, beginning + LAST, start)
        return [self._words[place] for place in nsmallest(limit, range(start, end), self._ranks.__getitem__)]


class Spelling:
    """Every word of a release in plain letters, those that most entries use first."""

    def __init__(self, frequencies: Mapping[str, int], in_names: Iterable[str]) -> None:
        """Take how many entries use each word, and which words stand in names."""
        self._words = tuple(sorted(frequencies, key=lambda word: (-frequencies[word], word)))
        named = set(in_names)
        documents = ({WORD: [word], IN_NAMES: [YES] if word in named else []} for word in self._words)
        self._engine = TantivyIndex(documents, (), (WORD, IN_NAMES))
        self._all = Beginnings(self._words)
        self._named = Beginnings(word for word in self._words if word in named)

    def starting_with(self, beginning: str, limit: int, *, in_names: bool = False) -> list[str]:
        """Return words that begin so, those that most entries use first."""
        return (self._named if in_names else self._all).find(beginning, limit)

    def like(self, word: str, limit: int, *, in_names: bool = False, beginning: bool = False) -> list[str]:
        """Return words that differ from one in a letter or two, the nearest first.

        With `beginning`, words whose beginning is like it.
        """
        for letters, fewest in FEWEST_LETTERS.items():
            if len(word) < fewest:
                break
            query = Query.fuzzy_term_query(
                self._engine.schema, WORD, word, distance=letters, prefix=beginning
            )
            found = self._found(query, LOOKED_AT, in_names=in_names)
            if found:
                return sorted(found, key=lambda other: _distance(word, other, beginning=beginning))[:limit]
        return []

    def _found(self, query: Query, limit: int, *, in_names: bool) -> list[str]:
        if in_names:
            named = Query.term_query(self._engine.schema, IN_NAMES, YES)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, named)])
        return [self._words[number] for number in self._engine.find(query, limit)]


def _distance(word: str, other: str, *, beginning: bool) -> tuple[int, bool]:
    """Return how far a word is; one that begins with another letter is farther than one that does not."""
    compared = other[: len(word)] if beginning else other
    return OSA.distance(word, compared), word[0] != other[0]
