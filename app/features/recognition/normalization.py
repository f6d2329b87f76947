"""Normalise text once: tokens with their place, and the key that a name is looked up by."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LETTERS = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "ß": "ss",
        "\u0131": "i",
        "đ": "d",
        "µ": "u",
        "μ": "u",
        "&": "and",
        "\u03b1": "alpha",
        "\u03b2": "beta",
        "\u03b3": "gamma",
        "\u03c9": "omega",
    }
)
INVISIBLE = {"Cf", "Cc"}
"""Categories of characters that are left out: zero-width and control characters."""

WORD = re.compile(r"[^\W\d_]{4,}(?=\d)|[^\W_]+(?:['\u2019\u02bc`][^\W_]+)*['\u2019]?|&")
"""A word; a dose that is stuck to a name, as in `warfarin5mg`, is a word of its own."""

SEPARATOR = re.compile(
    r"[\n\r;\u2022\u00b7|\t]|(?<!\d),|,(?!\d)|\s[+/\u2013\u2014-]+\s|(?<=\w\w)(?<!\bst)(?<!\bdr)(?<!\bvit)[.!?](?=\s|$)|^\s*[-*]\s|\bbut\b|\bthen\b",
    re.IGNORECASE,
)
SPELLINGS = (
    (re.compile("sulph"), "sulf"),
    (re.compile("ae"), "e"),
    (re.compile("oe"), "e"),
    (re.compile(r"our(?=ed$|ing$|s$|$)"), "or"),
    (re.compile(r"([iy])s(?=e$|ed$|er$|ing$|ation$)"), r"\1z"),
    (re.compile(r"(?<=[^aeiou])re$"), "er"),
)
"""British spellings, and the American ones they are folded to."""

MAY_BE_BRITISH = re.compile("sulph|ae|oe|our|[iy]s|re$")
"""What every word holds that has another American spelling."""

MIN_FOLDED = 5
"""Letters of the shortest word whose plural and spelling are folded: short ones are other words."""


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word: its folded form, the text as written, and where it stands."""

    word: str
    written: str
    start: int
    end: int


def tokens_of(text: str, start: int = 0, end: int = sys.maxsize) -> list[WordToken]:
    """Return the words of a text or of a part of it, in order."""
    found = ((match, _folded(match.group())) for match in WORD.finditer(text, start, end))
    return [WordToken(word, match.group(), match.start(), match.end()) for match, word in found if word]


def key_of(name: str) -> str:
    """Return what a name is looked up by, however it is spaced, joined, accented or spelled."""
    return joined(token.word for token in tokens_of(visible(name)))


def joined(words: Iterable[str]) -> str:
    """Return words as one key: `l thyroxine`, `l-thyroxine` and `lthyroxine` are the same."""
    return "".join(words)


def visible(text: str) -> str:
    """Return a text without invisible characters, and with compatible characters made equal."""
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFKC", text.replace("®", " ").replace("™", " ").replace("\t", ", "))
    return "".join(one for one in plain if one in "\n\r" or unicodedata.category(one) not in INVISIBLE)


def letters_of(name: str) -> str:
    """Return a name in plain letters and digits, spelled as it is written."""
    return joined(_plain(match.group()) for match in WORD.finditer(visible(name)))


def _plain(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.replace("\u0130", "i").casefold().translate(LETTERS))
    return "".join(letter for letter in plain if letter.isalnum())


def _folded(word: str) -> str:
    plain = _plain(word)
    if len(plain) < MIN_FOLDED or not plain.isalpha():
        return plain
    plain = _singular(plain)
    if not MAY_BE_BRITISH.search(plain):
        return plain
    for british, american in SPELLINGS:
        plain = british.sub(american, plain)
    return plain


def _singular(word: str) -> str:
    if word.endswith(("ies", "ie")):
        return f"{word[: word.rindex('ie')]}y"
    if not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "oes")) else word[:-1]
