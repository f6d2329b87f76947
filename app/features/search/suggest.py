"""Suggest: autocompletion of entry names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from app.features.name_resolution import InvalidQueryError
from app.features.search.ranking import kind_boost_query, restricted
from app.features.search.schemas import Span, Suggestion, SuggestQuery
from app.features.search.search import invalid_kinds
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


def suggest(index: SearchIndex, query: SuggestQuery) -> bytes:
    """Return suggestions as a JSON array. Raises InvalidQueryError."""
    invalid = invalid_kinds(index, query.kind)
    if invalid:
        raise InvalidQueryError(invalid)
    typed = words(query.q)[:MAX_WORDS]
    finished = [_typed_word(index, word, unfinished=False) for word in typed[:-1] if word not in STOP_WORDS]
    all_typed = finished + [_typed_word(index, word, unfinished=True) for word in typed[-1:]]
    numbers = _matching_entries(index, query, all_typed) or _matching_entries(index, query, finished)
    found = [_suggestion(index, number, all_typed) for number in numbers]
    prefix = " ".join(typed)
    found.sort(key=lambda one: not " ".join(words(one.text)).startswith(prefix))
    return b"[" + b",".join(one.model_dump_json().encode() for one in found[: query.limit]) + b"]"


def _typed_word(index: SearchIndex, word: str, *, unfinished: bool) -> TypedWord:
    stem = index.stems.stem(word)
    known = any(index.entries.frequency(field, stem) for field in NAME_BOOSTS)
    stems = {stem: EXACT} if known else {}
    if unfinished:
        for longer in index.spelling.completions(word, MAX_COMPLETIONS, in_names=True):
            stems.setdefault(index.stems.stem(longer), EXACT)
    if not stems:
        corrections = index.spelling.corrections(word, MAX_CORRECTIONS, in_names=True, unfinished=unfinished)
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
