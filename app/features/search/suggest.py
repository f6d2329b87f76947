"""Suggest: names that go on from what was typed so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from app.features.name_resolution import InvalidQueryError
from app.features.search.ranking import among, kinds_counted
from app.features.search.schemas import Span, Suggestion, SuggestQuery
from app.features.search.search import wrong_kinds
from app.features.search.search_index import SearchIndex
from app.features.search.searchable_text import Names
from app.features.search.stopwords import STOP_WORDS
from app.features.search.tokenizer import tokens, words

MOST_WORDS = 8
LOOKED_AT = 3
"""Entries that are looked at for each name that is offered, before the names are put in order."""

BEGINNINGS, LIKE = 24, 6
NAME_FIELDS = {"name": 1.5, "other_names": 1.0}
AS_TYPED, AS_LIKE = 1.0, 0.5


@dataclass(frozen=True)
class Typed:
    """A word as it was typed, and the stems of words in names that it may be or become."""

    word: str
    stems: Mapping[str, float]


def suggest(index: SearchIndex, query: SuggestQuery) -> bytes:
    """Return suggestions as a list in JSON. Raises InvalidQueryError."""
    mistakes = wrong_kinds(index, query.kind)
    if mistakes:
        raise InvalidQueryError(mistakes)
    typed = words(query.q)[:MOST_WORDS]
    read = [_typed(index, word, unfinished=False) for word in typed[:-1] if word not in STOP_WORDS]
    whole = read + [_typed(index, word, unfinished=True) for word in typed[-1:]]
    numbers = _named(index, query, whole) or _named(index, query, read)
    found = [_suggestion(index, number, whole) for number in numbers]
    begun = " ".join(typed)
    found.sort(key=lambda one: not " ".join(words(one.text)).startswith(begun))
    return b"[" + b",".join(one.model_dump_json().encode() for one in found[: query.limit]) + b"]"


def _typed(index: SearchIndex, word: str, *, unfinished: bool) -> Typed:
    stem = index.stems.stem(word)
    known = any(index.entries.frequency(field, stem) for field in NAME_FIELDS)
    stems = {stem: AS_TYPED} if known else {}
    if unfinished:
        for longer in index.spelling.starting_with(word, BEGINNINGS, in_names=True):
            stems.setdefault(index.stems.stem(longer), AS_TYPED)
    if not stems:
        near = index.spelling.like(word, LIKE, in_names=True)
        near = near or (index.spelling.like(word, LIKE, in_names=True, beginning=True) if unfinished else [])
        stems = dict.fromkeys(map(index.stems.stem, near), AS_LIKE)
    return Typed(word, stems)


def _named(index: SearchIndex, query: SuggestQuery, typed: Sequence[Typed]) -> list[int]:
    """Return entries with a name that holds every word, in the order of the engine."""
    if not typed or not all(word.stems for word in typed):
        return []
    schema = index.entries.schema
    groups = [
        Query.disjunction_max_query(
            [
                Query.boost_query(Query.term_query(schema, field, stem, "freq"), weight * counts)
                for stem, counts in word.stems.items()
                for field, weight in NAME_FIELDS.items()
            ],
            0.0,
        )
        for word in typed
    ]
    held = Query.boolean_query([(Occur.Must, group) for group in groups])
    counted = Query.boolean_query([(Occur.Must, held), (Occur.Should, kinds_counted(index.entries))])
    return index.entries.find(among(index, counted, query.kind), query.limit * LOOKED_AT)


def _suggestion(index: SearchIndex, number: int, typed: Sequence[Typed]) -> Suggestion:
    text = _best_text(index, index.shown.names[number], typed)
    kind, _, slug = index.keys[number].partition("/")
    return Suggestion.model_construct(
        text=text,
        kind=kind,
        slug=slug,
        name=index.shown.names[number].name,
        href=f"/v1/{kind}/{slug}",
        ranges=tuple(_spans(index, text, typed)),
    )


def _best_text(index: SearchIndex, names: Names, typed: Sequence[Typed]) -> str:
    """Return the name that holds most of what was typed; of two, the one that begins with it."""
    begun = " ".join(word.word for word in typed)

    def worth(text: str) -> tuple[int, bool]:
        spoken = words(text)
        held = {index.stems.stem(word) for word in spoken}
        fits = sum(not held.isdisjoint(word.stems) for word in typed)
        return fits, " ".join(spoken).startswith(begun)

    return max((names.name, *names.other_names), key=worth)


def _spans(index: SearchIndex, text: str, typed: Sequence[Typed]) -> list[Span]:
    spans = []
    for token in tokens(text):
        stem = index.stems.stem(token.word)
        fitting = [word.word for word in typed if stem in word.stems]
        if fitting:
            begun = max((len(word) for word in fitting if token.word.startswith(word)), default=None)
            end = token.end if begun is None else min(token.start + begun, token.end)
            spans.append(Span.model_construct(start=token.start, end=end))
    return spans
