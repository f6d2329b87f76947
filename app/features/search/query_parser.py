"""Query parser: content words expanded by synonyms, prefixes and spelling. Any text is a valid query."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.features.recognition.name_index import NameIndex
from app.features.recognition.normalization import visible
from app.features.search.search_index import SearchIndex
from app.features.search.stopwords import AMOUNT_WORDS, BENEFIT_WORDS, SAFETY_WORDS, STOP_WORDS
from app.features.search.tokenizer import Token, tokens

MAX_QUERY_WORDS = 12
"""Words of a query that are used; further ones are ignored."""

MAX_COMPLETIONS, MAX_CORRECTIONS = 12, 3
"""Maximum number of completions of an unfinished word, and of corrections of a misspelt one."""

EXACT, SYNONYM, CORRECTION, COMPLETION, COMPLETION_OF_WORD = 1.0, 0.5, 0.8, 0.8, 0.3
"""Weights of a match: the word itself, a synonym, a correction, and a completion; a completion counts less if
the prefix is itself a known word."""

COMPLETION_DECAY = 0.85
"""Factor by which each further, less frequent completion counts less."""

LETTERS_AND_DIGITS = re.compile(r"(?P<letters>[a-z]+)(?P<digits>[0-9]+)")

HOW_MUCH = frozenset({"how", "much"})
"""Two words that together ask for an amount."""

MAX_NAME_WORDS = 5
"""Maximum number of words of a whole-name match."""


@dataclass(frozen=True)
class QueryTerm:
    """A word of a query: the weight of each stem that matches it, and its correction, if any."""

    word: str
    stem: str
    stems: Mapping[str, float]
    corrected: str | None = None


@dataclass(frozen=True)
class ParsedQuery:
    """Content terms of a query, its intent, and the corrected query if a word was misspelt."""

    terms: tuple[QueryTerm, ...]
    asks_safety: bool
    """Whether the query asks about safety, or names a medicine or condition together with something else."""
    asks_benefit: bool
    """Whether the query asks about a benefit."""
    asks_amount: bool
    """Whether the query asks how much of something a person needs."""
    did_you_mean: str | None


IDENTIFIER = re.compile(
    r"(?:https?://)?(?:(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/|(?:www\.ncbi|pmc\.ncbi)\.nlm\.nih\.gov/"
    r"(?:pmc/)?articles/|pmid:?\s*|pmcid:?\s*)(?P<id>(?:pmc)?\d{4,9})/?",
    re.IGNORECASE,
)
"""A PubMed or PMC identifier as people paste it, with its address or its name."""


def parse_query(index: SearchIndex, names: NameIndex, text: str) -> ParsedQuery:
    """Parse a query."""
    text = searched_text(text).rstrip("?!. ")
    found = tokens_of_query(index, text)
    content = _content_words(found)
    terms = [_query_term(index, names, token.word, unfinished=token.end == len(text)) for token in content]
    all_words = {token.word for token in found}
    terms = _with_compounds(index, terms)
    return ParsedQuery(
        terms=tuple(terms),
        asks_safety=not all_words.isdisjoint(SAFETY_WORDS) or _names_person_and_more(index, terms),
        asks_benefit=not all_words.isdisjoint(BENEFIT_WORDS),
        asks_amount=not all_words.isdisjoint(AMOUNT_WORDS) or all_words >= HOW_MUCH,
        did_you_mean=_corrected_query(text, dict(zip(content, terms, strict=True))),
    )


def searched_text(text: str) -> str:
    """Return what to search for: visible characters, and an identifier without what people paste with it."""
    return IDENTIFIER.sub(lambda match: match["id"], visible(text))


def tokens_of_query(index: SearchIndex, text: str) -> list[Token]:
    """Return the words of a query; letters and digits apart where only so they stand in a name: `MK7`."""
    return [part for token in tokens(text) for part in _parts(index, token)]


def _parts(index: SearchIndex, token: Token) -> list[Token]:
    parts = LETTERS_AND_DIGITS.fullmatch(token.word)
    if parts is None or len(token.word) != token.end - token.start or index.has_name(token.word):
        return [token]
    middle = token.start + len(parts["letters"])
    split = [Token(token.start, middle, parts["letters"]), Token(middle, token.end, parts["digits"])]
    is_known = index.has(index.stems.stem(token.word))
    return [token] if is_known and not all(index.has_name(part.word) for part in split) else split


def _content_words(found: list[Token]) -> list[Token]:
    """Return the unique content words; all words if there are none."""
    kept = [token for token in found if token.word not in STOP_WORDS] or found
    intent_words = SAFETY_WORDS | BENEFIT_WORDS | AMOUNT_WORDS
    kept = [token for token in kept if token.word not in intent_words] or kept
    return list({token.word: token for token in kept}.values())[:MAX_QUERY_WORDS]


def _names_person_and_more(index: SearchIndex, terms: list[QueryTerm]) -> bool:
    """Return whether some words, but not all, are the name of a medicine or condition."""
    return any(
        name in index.personal_names
        for name, words in ngrams([one.stem for one in terms])
        if words < len(terms)
    )


def ngrams(stems: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield every n-gram that may be a whole name, and its number of words."""
    for start in range(len(stems)):
        for end in range(start + 1, min(len(stems), start + MAX_NAME_WORDS) + 1):
            yield " ".join(stems[start:end]), end - start


def _query_term(index: SearchIndex, names: NameIndex, word: str, *, unfinished: bool) -> QueryTerm:
    stem = index.stems.stem(word)
    is_known = index.has(stem)
    stems = {stem: EXACT} if is_known else {}
    for other in index.synonyms.get(stem, ()):
        stems.setdefault(other, SYNONYM)
    if unfinished:
        weight = COMPLETION_OF_WORD if is_known else COMPLETION
        for longer in index.spelling.completions(word, MAX_COMPLETIONS):
            stems.setdefault(index.stems.stem(longer), weight)
            weight *= COMPLETION_DECAY
    if stems:
        return QueryTerm(word, stem, stems)
    corrections = index.spelling.corrections(names, word, MAX_CORRECTIONS)
    for other in corrections:
        stems.setdefault(index.stems.stem(other), CORRECTION)
    return QueryTerm(word, next(iter(stems), stem), stems, corrected=corrections[0] if corrections else None)


def _with_compounds(index: SearchIndex, terms: list[QueryTerm]) -> list[QueryTerm]:
    """Add the stem of the compound to two adjacent words that form one: `pro biotic`."""
    expanded = list(terms)
    for position, (first, second) in enumerate(pairwise(terms)):
        stem = index.stems.stem(first.word + second.word)
        if index.has(stem):
            for at in (position, position + 1):
                known = expanded[at].stems if expanded[at].corrected is None else {}
                expanded[at] = replace(expanded[at], stems={**known, stem: EXACT}, corrected=None)
    return expanded


def _corrected_query(text: str, terms: Mapping[Token, QueryTerm]) -> str | None:
    """Return the query with misspelt words corrected, or None if there are none."""
    result = text
    for token in sorted(terms, reverse=True):
        corrected = terms[token].corrected
        if corrected:
            result = result[: token.start] + corrected + result[token.end :]
    return " ".join(result.split()) if result != text else None
