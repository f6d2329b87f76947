"""Spelling: completion and typo correction from the vocabulary of a release."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from heapq import nsmallest

from rapidfuzz.distance import OSA
from tantivy import Query

from app.features.recognition.name_index import NameIndex
from app.features.recognition.near_names import allowed_distance, may_be_misspelt
from app.features.recognition.normalization import key_of
from app.features.search.tantivy_index import TantivyIndex

WORD = "word"

MIN_LENGTH_BY_DISTANCE = {1: 4, 2: 6}
"""Letters of an unfinished word by edit distance: its completions are offered beside it, not in its place."""

MAX_DISTANCE = max(MIN_LENGTH_BY_DISTANCE)

AFTER_LETTERS = chr(0x10FFFF)
"""Sorts after every letter."""

MAX_CANDIDATES = 32
"""Candidates to rank before the closest are chosen."""


class PrefixIndex:
    """Prefix index: sorted words, each with its rank in the given order."""

    def __init__(self, words: Iterable[str], folded: Callable[[str], str]) -> None:
        """Index words, given by falling rank, as they are and in the one spelling that `folded` gives."""
        self._by_rank = tuple(words)
        spelled = {(form, rank) for rank, word in enumerate(self._by_rank) for form in (word, folded(word))}
        ranked = sorted(spelled)
        self._forms = tuple(form for form, _ in ranked)
        self._ranks = array("L", (rank for _, rank in ranked))

    def find(self, prefix: str, limit: int) -> list[str]:
        """Return words with a prefix, by rank."""
        start = bisect_left(self._forms, prefix)
        end = bisect_left(self._forms, prefix + AFTER_LETTERS, start)
        return [self._by_rank[rank] for rank in nsmallest(limit, set(self._ranks[start:end]))]


class Spelling:
    """Vocabulary of a release, ranked by document frequency."""

    def __init__(
        self,
        frequencies: Mapping[str, int],
        in_names: Iterable[str],
        corrections: Iterable[str],
        folded: Callable[[str], str],
    ) -> None:
        """Index the words by document frequency.

        `in_names` are words in names of entries, `corrections` those of them that a misspelt word is taken
        for. `folded` gives the one spelling of a word that is written in several.
        """
        self._words = tuple(sorted(frequencies, key=lambda word: (-frequencies[word], word)))
        self._folded = folded
        named, meant = set(in_names), set(corrections)
        self._meant = [word for word in self._words if word in meant]
        self._index = TantivyIndex(({WORD: [word]} for word in self._meant), (), (WORD,))
        self._all = PrefixIndex(self._words, folded)
        self._named = PrefixIndex((word for word in self._words if word in named), folded)

    def completions(self, prefix: str, limit: int, *, in_names: bool = False) -> list[str]:
        """Return completions of a prefix, the most frequent first."""
        index = self._named if in_names else self._all
        return index.find(prefix, limit) or index.find(self._folded(prefix), limit)

    def corrections(self, names: NameIndex, word: str, limit: int) -> list[str]:
        """Return words in names that a word is a misspelling of, the closest first.

        As with near names, there are few edits and none in the first letter. A known name and a real word are
        never corrected, nor is one of two names that are known to be confused taken for the other.
        """
        key = key_of(word)
        if not may_be_misspelt(names, key, word):
            return []
        for distance in range(1, allowed_distance(word) + 1):
            query = Query.fuzzy_term_query(self._index.schema, WORD, word, distance=distance)
            matches = [
                other
                for other in self._fuzzy_matches(query, MAX_CANDIDATES)
                if other[0] == word[0] and not names.are_look_alikes(key, key_of(other))
            ]
            if matches:
                return sorted(matches, key=partial(OSA.distance, word))[:limit]
        return []

    def completions_with_error(self, names: NameIndex, prefix: str, limit: int) -> list[str]:
        """Return words in names that an unfinished word with an error may become, the closest first."""
        key = key_of(prefix)
        if names.is_known(key) or key in names.words.real_words or not prefix.isalpha():
            return []
        for distance, min_length in MIN_LENGTH_BY_DISTANCE.items():
            if len(prefix) < min_length:
                break
            query = Query.fuzzy_term_query(self._index.schema, WORD, prefix, distance=distance, prefix=True)
            matches = [
                other
                for other in self._fuzzy_matches(query, MAX_CANDIDATES)
                if other[0] == prefix[0] and not names.are_look_alikes(key, key_of(other))
            ]
            if matches:
                return sorted(matches, key=partial(_distance_to_beginning, prefix))[:limit]
        return []

    def _fuzzy_matches(self, query: Query, limit: int) -> list[str]:
        return [self._meant[number] for number in self._index.find(query, limit)]


def _distance_to_beginning(prefix: str, other: str) -> tuple[int, int]:
    """Return the sort key of a longer word: the distance of its closest beginning, then of the whole word."""
    ends = range(len(prefix) - MAX_DISTANCE, len(prefix) + MAX_DISTANCE + 1)
    return min(OSA.distance(prefix, other[:end]) for end in ends), OSA.distance(prefix, other)
