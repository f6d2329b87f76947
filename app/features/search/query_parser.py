"""What a query asks: its words, and everything that each of them is taken for. Any text is a query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.features.search.search_index import SearchIndex
from app.features.search.stopwords import BENEFIT_WORDS, SAFETY_WORDS, STOP_WORDS
from app.features.search.tokenizer import Token, tokens

MOST_WORDS = 12
"""Words of a query that are looked for; a longer one is a text, of which these say enough."""

BEGINNINGS, LIKE = 12, 3
"""How many words an unfinished word, and a misspelt one, is taken for at most."""

AS_MEANT, AS_SAME, AS_LIKE, AS_BEGUN, AS_BEGUN_TOO = 1.0, 0.5, 0.8, 0.8, 0.3
"""What a match counts: the word itself, one that means the same, one spelled like it, and one that begins so;
less where the beginning is a word by itself."""

RARER = 0.85
"""What a word that begins so counts against one that more entries use."""

LONGEST_NAME = 5
"""Words of the longest name that is looked for as a whole."""


@dataclass(frozen=True)
class QueryTerm:
    """A word of a query: what a match with each stem counts, and the word it was put right to."""

    word: str
    stem: str
    stems: Mapping[str, float]
    corrected: str | None = None


@dataclass(frozen=True)
class ParsedQuery:
    """The words that say what is looked for, and the query with misspelt words put right, if any was."""

    words: tuple[QueryTerm, ...]
    of_safety: bool
    """Whether it asks if something may be done, or names a medicine or a condition beside something else."""
    of_benefit: bool
    """Whether it asks if something is of use."""
    did_you_mean: str | None


def parse_query(index: SearchIndex, text: str) -> ParsedQuery:
    """Return what a query asks."""
    text = text.rstrip("?!. ")
    found = list(tokens(text))
    telling = _telling(found)
    asked = [_asked(index, token.word, unfinished=token.end == len(text)) for token in telling]
    spoken = {token.word for token in found}
    return ParsedQuery(
        words=tuple(_with_joined(index, asked)),
        of_safety=not spoken.isdisjoint(SAFETY_WORDS) or _names_a_person(index, asked),
        of_benefit=not spoken.isdisjoint(BENEFIT_WORDS),
        did_you_mean=_put_right(text, dict(zip(telling, asked, strict=True))),
    )


def _telling(found: list[Token]) -> list[Token]:
    """Return the words that say what is looked for, each once; where none does, all there are."""
    told = [token for token in found if token.word not in STOP_WORDS] or found
    framed = SAFETY_WORDS | BENEFIT_WORDS
    told = [token for token in told if token.word not in framed] or told
    return list({token.word: token for token in told}.values())[:MOST_WORDS]


def _names_a_person(index: SearchIndex, asked: list[QueryTerm]) -> bool:
    """Return whether some words, but not all, are the name of a medicine or a condition."""
    return any(
        name in index.of_people for name, words in runs([one.stem for one in asked]) if words < len(asked)
    )


def runs(stems: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield every run of words that a whole name may be, and how many words it has."""
    for start in range(len(stems)):
        for end in range(start + 1, min(len(stems), start + LONGEST_NAME) + 1):
            yield " ".join(stems[start:end]), end - start


def _asked(index: SearchIndex, word: str, *, unfinished: bool) -> QueryTerm:
    stem = index.stems.stem(word)
    known = index.has(stem)
    stems = {stem: AS_MEANT} if known else {}
    for other in index.synonyms.get(stem, ()):
        stems.setdefault(other, AS_SAME)
    if unfinished:
        counts = AS_BEGUN_TOO if known else AS_BEGUN
        for longer in index.spelling.starting_with(word, BEGINNINGS):
            stems.setdefault(index.stems.stem(longer), counts)
            counts *= RARER
    if stems:
        return QueryTerm(word, stem, stems)
    near = index.spelling.like(word, LIKE) or (
        index.spelling.like(word, LIKE, beginning=True) if unfinished else []
    )
    for other in near:
        stems.setdefault(index.stems.stem(other), AS_LIKE)
    return QueryTerm(word, next(iter(stems), stem), stems, corrected=near[0] if near else None)


def _with_joined(index: SearchIndex, asked: list[QueryTerm]) -> list[QueryTerm]:
    """Take two words that make one word together for that word too: `pro biotic`."""
    whole = list(asked)
    for place, (first, second) in enumerate(pairwise(asked)):
        stem = index.stems.stem(first.word + second.word)
        if index.has(stem):
            for at in (place, place + 1):
                whole[at] = replace(whole[at], stems={**whole[at].stems, stem: AS_MEANT})
    return whole


def _put_right(text: str, asked: Mapping[Token, QueryTerm]) -> str | None:
    """Return the query with misspelt words put right, or None where none was."""
    right = text
    for token in sorted(asked, reverse=True):
        corrected = asked[token].corrected
        if corrected:
            right = right[: token.start] + corrected + right[token.end :]
    return " ".join(right.split()) if right != text else None
