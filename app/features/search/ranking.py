"""Which entries answer a question, and in which order: rules that hold for every query alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tantivy import Occur, Query

from app.core.memoize import Memoize
from app.features.search.kind_boost import KIND_COUNTS
from app.features.search.query_parser import ParsedQuery, QueryTerm, runs
from app.features.search.search_index import KIND, STANDING, WHOLE, SearchIndex
from app.features.search.tantivy_index import TantivyIndex

NAME_WEIGHTS = {"name": 5.0, "other_names": 5.0}
WEIGHTS = {**NAME_WEIGHTS, "summary": 2.0, "about": 1.5, "text": 1.0}
"""What a word counts, by where it stands."""

OTHER_FIELDS = 0.1
"""What a word counts in the fields beside the one where it counts most."""

NAMED = 12.0
"""What it counts that an entry's whole name is asked; less where that is only a part of what is asked."""

ALL_IN_NAMES = 8.0
"""What it counts that the names of an entry hold every word of several."""

INTENDED = 15.0
"""What a caution counts more where the question is whether something may be done, a claim where it is whether
something is of use."""

SAFE, SAFE_COUNTS = ("safe", "safeti", "risk", "harm", "side"), 1.0
"""Stems that an entry on safety has in its name, and what each counts where safety is asked for."""


def holding(index: SearchIndex, question: ParsedQuery, fewest: int) -> Query:
    """Return the engine's query for entries that hold at least so many of the words asked."""
    groups = [(Occur.Should, _word(index.entries, asked, WEIGHTS)) for asked in question.words]
    return Query.boolean_query(groups, minimum_number_should_match=fewest)


def ranked(index: SearchIndex, question: ParsedQuery, held: Query) -> Query:
    """Return the query for the same entries, which counts all that is known of the question."""
    entries = index.entries
    more = [kinds_counted(entries), *_names(entries, question.words)]
    if len(question.words) > 1:
        more.append(_all_in_names(entries, question.words))
    if question.of_safety:
        more += [_of_kind(entries, "cautions", INTENDED), _safe(entries)]
    if question.of_benefit:
        more.append(_of_kind(entries, "claims", INTENDED))
    return Query.boolean_query([(Occur.Must, held), *((Occur.Should, one) for one in more)])


def among(index: SearchIndex, query: Query, kinds: Iterable[str]) -> Query:
    """Return a query narrowed to kinds, with the same scores; no kinds: unchanged."""
    wanted = [(Occur.Should, _of_kind(index.entries, kind, 0.0)) for kind in kinds]
    if not wanted:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.boolean_query(wanted))])


def _word(entries: TantivyIndex, asked: QueryTerm, weights: Mapping[str, float]) -> Query:
    places = [
        Query.boost_query(Query.term_query(entries.schema, field, stem, "freq"), weight * counts)
        for stem, counts in asked.stems.items()
        for field, weight in weights.items()
        if entries.frequency(field, stem)
    ]
    return Query.disjunction_max_query(places, OTHER_FIELDS) if places else Query.empty_query()


def _names(entries: TantivyIndex, words: Sequence[QueryTerm]) -> Iterator[Query]:
    """Yield a query for every run of words that is the whole name of an entry."""
    for name, length in runs([asked.stem for asked in words]):
        if entries.frequency(WHOLE, name):
            yield _exactly(entries, WHOLE, name, NAMED * length / len(words))


def _all_in_names(entries: TantivyIndex, words: Sequence[QueryTerm]) -> Query:
    every = [(Occur.Must, _word(entries, asked, NAME_WEIGHTS)) for asked in words]
    return Query.const_score_query(Query.boolean_query(every), ALL_IN_NAMES)


@Memoize
def _safe(entries: TantivyIndex) -> Query:
    terms = [
        Query.boost_query(Query.term_query(entries.schema, field, stem, "freq"), SAFE_COUNTS)
        for stem in SAFE
        for field in NAME_WEIGHTS
    ]
    return Query.disjunction_max_query(terms)


@Memoize
def kinds_counted(entries: TantivyIndex) -> Query:
    """Return a query that finds everything and counts what its kind counts."""
    levels = sorted({counts for counts in KIND_COUNTS.values() if counts})
    return Query.boolean_query(
        [(Occur.Should, _exactly(entries, STANDING, str(counts), counts)) for counts in levels]
    )


def _of_kind(entries: TantivyIndex, kind: str, counts: float) -> Query:
    return _exactly(entries, KIND, kind, counts)


def _exactly(entries: TantivyIndex, field: str, term: str, counts: float) -> Query:
    return Query.const_score_query(Query.term_query(entries.schema, field, term, "basic"), counts)
