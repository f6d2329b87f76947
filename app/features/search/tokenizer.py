"""Words as they are searched: however they are written, and with their endings off."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

LONGEST = 40
"""Letters of a word that count; there is no longer word to find."""

MOST_PLACED = 2048
"""Texts whose places are kept, those that were asked for last."""

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f'\u2019]+[^\W_]+)*[\u0300-\u036f]*")
_MARKS = re.compile(r"[\u0300-\u036f'\u2019]")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_DIGRAPHS = re.compile(r"[ao]e(?=[^s]|s.)")
_SPELLINGS = {"yoghurt": "yogurt", "yoghourt": "yogurt", "fibre": "fiber", "litre": "liter"}
_SAME_SPELLING = re.compile("|".join(_SPELLINGS))


class Token(NamedTuple):
    """A word of a text: where it stands, in characters, and how it is spelled in plain letters."""

    start: int
    end: int
    word: str


def plain(written: str) -> str:
    """Return a word in small letters, without accents and apostrophes."""
    if written.isascii() and written.isalnum():
        return written.lower()[:LONGEST]
    bare = _POSSESSIVE.sub("", unicodedata.normalize("NFKD", written.casefold()))
    return "".join(letter for letter in _MARKS.sub("", bare) if letter.isalnum())[:LONGEST]


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text."""
    for match in _WORD.finditer(text):
        word = plain(match[0])
        if word:
            yield Token(match.start(), match.end(), word)


def words(text: str) -> list[str]:
    """Return the words of a text in plain letters."""
    return [word for written in _WORD.findall(text) if (word := plain(written))]


def written(text: str) -> list[str]:
    """Return the words of a text as they are written, those without a plain letter included."""
    return _WORD.findall(text)


@lru_cache(maxsize=MOST_PLACED)
def places(text: str) -> tuple[tuple[int, int], ...]:
    """Return where each of these words begins and ends, in characters."""
    return tuple(match.span() for match in _WORD.finditer(text))


class Stems:
    """Takes the endings off English words; British and American spellings come out the same.

    An instance is for one thread at a time, as the library's stemmer is.
    """

    def __init__(self) -> None:
        """Make a stemmer."""
        self._stemmer = Stemmer("english")

    def stem(self, word: str) -> str:
        """Return the stem of a word in plain letters."""
        spelled = _SAME_SPELLING.sub(lambda match: _SPELLINGS[match[0]], word)
        return self._stemmer.stemWord(_DIGRAPHS.sub("e", spelled))

    def of(self, text: str) -> list[str]:
        """Return the stems of a text, in order."""
        return [self.stem(word) for word in words(text)]


class Spelled(NamedTuple):
    """A word in plain letters, and its stem; both empty where it has no plain letter."""

    word: str
    stem: str


class Lexicon(dict[str, Spelled]):
    """What each written word is, worked out once: for reading many texts."""

    def __init__(self, stems: Stems) -> None:
        """Start empty."""
        super().__init__()
        self._stems = stems

    def __missing__(self, as_written: str) -> Spelled:
        """Work out a word that was not met before."""
        word = plain(as_written)
        spelled = self[as_written] = Spelled(word, self._stems.stem(word) if word else "")
        return spelled

    def read(self, text: str) -> list[Spelled]:
        """Return the words of a text as they are written, each with its stem."""
        return [self[as_written] for as_written in written(text)]
