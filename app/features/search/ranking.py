"""Which entries answer a question, and in which order: rules that hold for every query alike."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tantivy import Occur, Query

from app.features.search.engine import Engine
from app.features.search.index import KIND, WHOLE, SearchIndex
from app.features.search.question import Asked, Question

WEIGHTS = {"name": 5.0, "other_names": 4.0, "summary": 2.0, "about": 1.5, "text": 1.0}
"""What a word counts, by where it stands."""

OTHER_FIELDS = 0.2
"""What a word counts in the fields beside the one where it counts most."""

NAMED = 12.0
"""What it counts that an entry's whole name is asked; less where that is only a part of what is asked."""

LONGEST_NAME = 5
"""Words of the longest name that is looked for as a whole."""

KIND_COUNTS = {
    "food-sources": 3.0,
    "prebiotics": 3.0,
    "supplements": 3.0,
    "conditions": 2.5,
    "medicines": 2.5,
    "nutrients": 2.5,
    "cautions": 2.0,
    "claims": 2.0,
    "compounds": 2.0,
    "microbes": 1.5,
    "mechanisms": 2.0,
    "outcomes": 2.0,
    "activities": 2.0,
    "terms": 2.0,
    "lifestyle-tips": 1.5,
    "daily-actions": 1.5,
    "supplement-guidance": 1.5,
    "articles": 1.0,
    "sources": 0.0,
}
"""What the kind of an entry counts, where all else is equal: what people ask for by name comes first."""

ASKED_FOR_SAFETY = 4.0
"""What a caution counts more where the question is whether something may be done."""


def ranked(index: SearchIndex, question: Question, fewest: int) -> Query:
    """Return the engine's query for entries that hold at least so many of the words asked."""
    groups = [(Occur.Should, _word(index.entries, asked)) for asked in question.words]
    held = Query.boolean_query(groups, minimum_number_should_match=fewest)
    more = [kinds_counted(index.entries), *_names(index.entries, question.words)]
    if question.of_safety:
        more += [_of_kind(index.entries, "cautions", ASKED_FOR_SAFETY)]
    return Query.boolean_query([(Occur.Must, held), *((Occur.Should, one) for one in more)])


def among(index: SearchIndex, query: Query, kinds: Iterable[str]) -> Query:
    """Return a query narrowed to kinds, with the same scores; no kinds: unchanged."""
    wanted = [(Occur.Should, _of_kind(index.entries, kind, 0.0)) for kind in kinds]
    if not wanted:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.boolean_query(wanted))])


def _word(entries: Engine, asked: Asked) -> Query:
    places = [
        Query.boost_query(Query.term_query(entries.schema, field, stem, "freq"), weight * counts)
        for stem, counts in asked.stems.items()
        for field, weight in WEIGHTS.items()
        if entries.frequency(field, stem)
    ]
    return Query.disjunction_max_query(places, OTHER_FIELDS) if places else Query.empty_query()


def _names(entries: Engine, words: Sequence[Asked]) -> Iterator[Query]:
    """Yield a query for every run of words that is the whole name of an entry."""
    stems = [asked.stem for asked in words]
    for start in range(len(stems)):
        for end in range(start + 1, min(len(stems), start + LONGEST_NAME) + 1):
            name = " ".join(stems[start:end])
            if entries.frequency(WHOLE, name):
                term = Query.term_query(entries.schema, WHOLE, name, "basic")
                yield Query.const_score_query(term, NAMED * (end - start) / len(stems))


@lru_cache(maxsize=2)
def kinds_counted(entries: Engine) -> Query:
    """Return a query that finds everything and counts what its kind counts."""
    return Query.boolean_query(
        [(Occur.Should, _of_kind(entries, kind, counts)) for kind, counts in KIND_COUNTS.items()]
    )


def _of_kind(entries: Engine, kind: str, counts: float) -> Query:
    return Query.const_score_query(Query.term_query(entries.schema, KIND, kind, "basic"), counts)
