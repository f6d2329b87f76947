"""Suggest: autocompletion of entry names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tantivy import Occur, Query

from app.catalog.catalog import Catalog
from app.core.entry_keys import key_of, kind_of
from app.features.name_resolution import InvalidQueryError
from app.features.recognition.name_index import NameIndex, name_index_of
from app.features.search.query_parser import searched_text, tokens_of_query
from app.features.search.ranking import kind_boost_query, restricted
from app.features.search.schemas import Span, Suggestion, SuggestQuery
from app.features.search.search import invalid_kinds, meant_entries
from app.features.search.search_index import SearchIndex
from app.features.search.searchable_text import EntryNames
from app.features.search.stopwords import STOP_WORDS
from app.features.search.tokenizer import tokens, words

MAX_WORDS = 8
CANDIDATES_PER_SUGGESTION = 3
"""Entries fetched per suggestion, before they are sorted."""

MAX_COMPLETIONS, MAX_CORRECTIONS = 24, 6
NAME_BOOSTS = {"name": 1.5, "other_names": 1.0}
EXACT, CORRECTION = 1.0, 0.5


@dataclass(frozen=True)
class TypedWord:
    """A typed word, and the boost of each stem in names that may match it."""

    word: str
    stems: Mapping[str, float]


def suggest(catalog: Catalog, index: SearchIndex, query: SuggestQuery) -> bytes:
    """Return suggestions as a JSON array: names that begin so, and what the text is a name of for a check.

    Raises InvalidQueryError.
    """
    names = name_index_of(catalog)
    invalid = invalid_kinds(index, query.kind)
    if invalid:
        raise InvalidQueryError(invalid)
    typed = [token.word for token in tokens_of_query(index, searched_text(query.q))][:MAX_WORDS]
    readings = ((typed, False), (_joined(index, typed), False), (typed, True), (typed[:-1], True))
    all_typed, numbers = list[TypedWord](), list[int]()
    for some, may_correct in readings:
        all_typed = _typed_words(index, names if may_correct else None, some)
        numbers = _matching_entries(index, query, all_typed)
        if numbers:
            break
    meant = [
        index.keys.index(key)
        for key in meant_entries(catalog, query.q, of_items=not numbers)
        if not query.kind or kind_of(key) in query.kind
    ]
    found = [_suggestion(index, number, all_typed) for number in dict.fromkeys([*numbers, *meant])]
    prefix = " ".join(typed)
    found.sort(key=lambda one: not " ".join(words(one.text)).startswith(prefix))
    wanted = {index.keys[number] for number in meant}
    shown = _with_all(found, wanted, query.limit)
    return b"[" + b",".join(one.model_dump_json().encode() for one in shown) + b"]"


def _with_all(found: Sequence[Suggestion], wanted: Collection[str], limit: int) -> list[Suggestion]:
    """Return suggestions up to a limit, in their order; what the whole text names is among them."""
    chosen = sorted(found, key=lambda one: key_of(one) not in wanted)[:limit]
    return [one for one in found if one in chosen]


def _joined(index: SearchIndex, typed: list[str]) -> list[str]:
    """Return the words with the first two neighbours joined that form a word of a name: `sauer kraut`."""
    for place, (first, second) in enumerate(pairwise(typed)):
        if index.spelling.completions(first + second, 1, in_names=True):
            return [*typed[:place], first + second, *typed[place + 2 :]]
    return []


def _typed_words(index: SearchIndex, names: NameIndex | None, typed: Sequence[str]) -> list[TypedWord]:
    finished = [
        _typed_word(index, names, word, unfinished=False) for word in typed[:-1] if word not in STOP_WORDS
    ]
    return finished + [_typed_word(index, names, word, unfinished=True) for word in typed[-1:]]


def _typed_word(index: SearchIndex, names: NameIndex | None, word: str, *, unfinished: bool) -> TypedWord:
    """Return what a word may match; with names, a word that matches nothing may be misspelt."""
    stem = index.stems.stem(word)
    known = any(index.entries.frequency(field, stem) for field in NAME_BOOSTS)
    stems = {stem: EXACT} if known else {}
    if unfinished:
        for longer in index.spelling.completions(word, MAX_COMPLETIONS, in_names=True):
            stems.setdefault(index.stems.stem(longer), EXACT)
    if not stems and names is not None:
        correct = index.spelling.completions_with_error if unfinished else index.spelling.corrections
        corrections = correct(names, word, MAX_CORRECTIONS)
        stems = dict.fromkeys(map(index.stems.stem, corrections), CORRECTION)
    return TypedWord(word, stems)


def _matching_entries(index: SearchIndex, query: SuggestQuery, typed: Sequence[TypedWord]) -> list[int]:
    """Return the entries with every word in their names, best first."""
    if not typed or not all(word.stems for word in typed):
        return []
    schema = index.entries.schema
    groups = [
        Query.disjunction_max_query(
            [
                Query.boost_query(Query.term_query(schema, field, stem, "freq"), boost * stem_weight)
                for stem, stem_weight in word.stems.items()
                for field, boost in NAME_BOOSTS.items()
            ],
            0.0,
        )
        for word in typed
    ]
    matched = Query.boolean_query([(Occur.Must, group) for group in groups])
    counted = Query.boolean_query([(Occur.Must, matched), (Occur.Should, kind_boost_query(index.entries))])
    return index.entries.find(restricted(index, counted, query.kind), query.limit * CANDIDATES_PER_SUGGESTION)


def _suggestion(index: SearchIndex, number: int, typed: Sequence[TypedWord]) -> Suggestion:
    text = _best_text(index, index.hits.names[number], typed)
    kind, _, slug = index.keys[number].partition("/")
    return Suggestion.model_construct(
        text=text,
        kind=kind,
        slug=slug,
        name=index.hits.names[number].name,
        href=f"/v1/{kind}/{slug}",
        ranges=tuple(_spans(index, text, typed)),
    )


def _best_text(index: SearchIndex, names: EntryNames, typed: Sequence[TypedWord]) -> str:
    """Return the name that matches most typed words; ties go to one that starts with them."""
    prefix = " ".join(word.word for word in typed)

    def score(text: str) -> tuple[int, bool]:
        words_of_name = words(text)
        matched = {index.stems.stem(word) for word in words_of_name}
        fits = sum(not matched.isdisjoint(word.stems) for word in typed)
        return fits, " ".join(words_of_name).startswith(prefix)

    return max((names.name, *names.other_names), key=score)


def _spans(index: SearchIndex, text: str, typed: Sequence[TypedWord]) -> list[Span]:
    spans = []
    for token in tokens(text):
        stem = index.stems.stem(token.word)
        fitting = [word.word for word in typed if stem in word.stems]
        if fitting:
            prefix = max((len(word) for word in fitting if token.word.startswith(word)), default=None)
            end = token.end if prefix is None else min(token.start + prefix, token.end)
            spans.append(Span.model_construct(start=token.start, end=end))
    return spans
