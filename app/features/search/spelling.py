"""Spelling: completion and typo correction from the vocabulary of a release."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import partial
from heapq import nsmallest

from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from app.features.search.tantivy_index import TantivyIndex

WORD = "word"
IN_NAMES = "in_names"
YES = "yes"

MIN_LENGTH_BY_DISTANCE = {1: 4, 2: 6}
"""Minimum word length by edit distance."""

AFTER_LETTERS = chr(0x10FFFF)
"""Sorts after every letter."""

MAX_CANDIDATES = 32
"""Candidates to rank before the closest are chosen."""


class PrefixIndex:
    """Prefix index: sorted words, each with its rank in the given order."""

    def __init__(self, words: Iterable[str]) -> None:
        """Index words, given by falling rank."""
        ranked = sorted((word, rank) for rank, word in enumerate(words))
        self._words = tuple(word for word, _ in ranked)
        self._ranks = array("L", (rank for _, rank in ranked))

    def find(self, prefix: str, limit: int) -> list[str]:
        """Return words with a prefix, by rank."""
        start = bisect_left(self._words, prefix)
        end = bisect_left(self._words, prefix + AFTER_LETTERS, start)
        return [self._words[place] for place in nsmallest(limit, range(start, end), self._ranks.__getitem__)]


class Spelling:
    """Vocabulary of a release, ranked by document frequency."""

    def __init__(self, frequencies: Mapping[str, int], in_names: Iterable[str]) -> None:
        """Index the words by document frequency; `in_names` are words in names of entries."""
        self._words = tuple(sorted(frequencies, key=lambda word: (-frequencies[word], word)))
        named = set(in_names)
        documents = ({WORD: [word], IN_NAMES: [YES] if word in named else []} for word in self._words)
        self._index = TantivyIndex(documents, (), (WORD, IN_NAMES))
        self._all = PrefixIndex(self._words)
        self._named = PrefixIndex(word for word in self._words if word in named)

    def completions(self, prefix: str, limit: int, *, in_names: bool = False) -> list[str]:
        """Return completions of a prefix, the most frequent first."""
        return (self._named if in_names else self._all).find(prefix, limit)

    def corrections(
        self, word: str, limit: int, *, in_names: bool = False, unfinished: bool = False
    ) -> list[str]:
        """Return words within an edit distance of 1 or 2, the closest first.

        If there are none, an unfinished word is corrected as a prefix of longer words.
        """
        for prefix in (False, True) if unfinished else (False,):
            for distance, min_length in MIN_LENGTH_BY_DISTANCE.items():
                if len(word) < min_length:
                    break
                query = Query.fuzzy_term_query(
                    self._index.schema, WORD, word, distance=distance, prefix=prefix
                )
                matches = self._fuzzy_matches(query, MAX_CANDIDATES, in_names=in_names)
                if matches:
                    return sorted(matches, key=partial(_distance, word, prefix=prefix))[:limit]
        return []

    def _fuzzy_matches(self, query: Query, limit: int, *, in_names: bool) -> list[str]:
        if in_names:
            named = Query.term_query(self._index.schema, IN_NAMES, YES)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, named)])
        return [self._words[number] for number in self._index.find(query, limit)]


def _distance(word: str, other: str, *, prefix: bool) -> tuple[int, bool]:
    """Return the sort key of a correction: edit distance, then whether the first letter differs."""
    compared = other[: len(word)] if prefix else other
    return OSA.distance(word, compared), word[0] != other[0]
