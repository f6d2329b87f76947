"""Tokenizer and stemmer: words in plain letters, independent of case, accents and spelling variants."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from app.features.recognition.normalization import LETTERS

MAX_WORD_LENGTH = 40
"""Maximum length of a token; longer words are truncated."""

MAX_CACHED_STEMS = 4096
"""Size of the LRU cache of stems."""

WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f'\u2019]+[^\W_]+)*[\u0300-\u036f]*")
MARKS = re.compile(r"[\u0300-\u036f'\u2019]")
POSSESSIVE = re.compile(r"['\u2019]s$")
DIGRAPHS = re.compile(r"[ao]e(?=[^s]|s.)")
SPELLINGS = {"yoghurt": "yogurt", "yoghourt": "yogurt", "fibre": "fiber", "litre": "liter", "sulph": "sulf"}
COLOUR = re.compile(r"(?<=[a-z]{3})our(?=(?:ed|ing|s|ful|less)?$)")
SAME_SPELLING = re.compile("|".join(SPELLINGS))


class Token(NamedTuple):
    """A word of a text: its character span, and the word in plain letters."""

    start: int
    end: int
    word: str


def plain(raw: str) -> str:
    """Return a word in lower case, without accents and apostrophes."""
    if raw.isascii() and raw.isalnum():
        return raw.lower()[:MAX_WORD_LENGTH]
    bare = POSSESSIVE.sub("", unicodedata.normalize("NFKD", raw.casefold().translate(LETTERS)))
    return "".join(letter for letter in MARKS.sub("", bare) if letter.isalnum())[:MAX_WORD_LENGTH]


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text."""
    for match in WORD.finditer(text):
        word = plain(match[0])
        if word:
            yield Token(match.start(), match.end(), word)


def words(text: str) -> list[str]:
    """Return the words of a text in plain letters."""
    return [word for raw in WORD.findall(text) if (word := plain(raw))]


def one_spelling(word: str) -> str:
    """Return a word in plain letters in the one of its British and American spellings that is indexed."""
    unified = SAME_SPELLING.sub(lambda match: SPELLINGS[match[0]], word)
    return COLOUR.sub("or", DIGRAPHS.sub("e", unified))


class Stems:
    """English Snowball stemmer; British and American spellings give the same stem.

    Not thread-safe, since the library's stemmer is not.
    """

    def __init__(self) -> None:
        """Create the stemmer, with an LRU cache in place of its own, which is not bounded by use."""
        snowball = Stemmer("english", 0)

        @lru_cache(MAX_CACHED_STEMS)
        def stem(word: str) -> str:
            return snowball.stemWord(one_spelling(word))

        self.stem = stem
        """Returns the stem of a word in plain letters."""

    def of(self, text: str) -> list[str]:
        """Return the stems of a text, in order."""
        return [self.stem(word) for word in words(text)]
