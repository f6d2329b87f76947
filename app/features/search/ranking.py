"""Ranking: tantivy queries that match and score entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tantivy import Occur, Query

from app.core.memoize import Memoize
from app.features.search.query_parser import ParsedQuery, QueryTerm, ngrams
from app.features.search.search_index import BOOST, KEY, KIND, KIND_BOOST, WHOLE, SearchIndex
from app.features.search.tantivy_index import TantivyIndex

NAME_BOOSTS = {"name": 5.0, "other_names": 5.0}
FIELD_BOOSTS = {**NAME_BOOSTS, "summary": 2.0, "about": 1.5, "text": 1.0}
"""Field boosts."""

TIE_BREAKER = 0.1
"""Tie breaker: weight of the other fields beside the best one."""

WHOLE_NAME = 12.0
"""Score of a whole-name match, in proportion to the query words that it covers."""

ALL_TERMS_IN_NAMES = 8.0
"""Score if the names of an entry contain all of several query words."""

INTENT_MATCH = 15.0
"""Score added to cautions if the query asks about safety, to claims if it asks about a
benefit, and to nutrients, which have the daily reference values, if it asks for an amount."""

MEANT = 60.0
"""Score of an entry that the whole query is a name of."""

SAFETY_STEMS, SAFETY_SCORE = ("safe", "safeti", "risk", "harm", "side"), 1.0
"""Stems in the names of entries on safety, and their score if the query asks about safety."""


def containing(index: SearchIndex, parsed: ParsedQuery, fewest: int, meant: Iterable[str]) -> Query:
    """Return a query for entries with at least `fewest` of the terms, and for those that are meant."""
    groups = [(Occur.Should, _term_query(index.entries, term, FIELD_BOOSTS)) for term in parsed.terms]
    matching = Query.boolean_query(groups, minimum_number_should_match=fewest)
    keys = [(Occur.Should, query) for query in _of_keys(index.entries, meant, 0.0)]
    return Query.boolean_query([(Occur.Should, matching), *keys]) if keys else matching


def ranked(index: SearchIndex, parsed: ParsedQuery, matching: Query, meant: Iterable[str]) -> Query:
    """Return a query for the same entries with all scores added."""
    entries = index.entries
    more = [kind_boost_query(entries), *_whole_names(entries, parsed.terms)]
    more += _of_keys(entries, meant, MEANT)
    if len(parsed.terms) > 1:
        more.append(_all_in_names(entries, parsed.terms))
    if parsed.asks_safety:
        more += [_of_kind(entries, "cautions", INTENT_MATCH), _safety_in_name(entries)]
    if parsed.asks_benefit:
        more.append(_of_kind(entries, "claims", INTENT_MATCH))
    if parsed.asks_amount:
        more.append(_of_kind(entries, "nutrients", INTENT_MATCH))
    return Query.boolean_query([(Occur.Must, matching), *((Occur.Should, one) for one in more)])


def restricted(index: SearchIndex, query: Query, kinds: Iterable[str]) -> Query:
    """Return a query restricted to kinds, with unchanged scores; no kinds: unchanged."""
    wanted = [(Occur.Should, _of_kind(index.entries, kind, 0.0)) for kind in kinds]
    if not wanted:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.boolean_query(wanted))])


def _term_query(entries: TantivyIndex, term: QueryTerm, boosts: Mapping[str, float]) -> Query:
    places = [
        Query.boost_query(Query.term_query(entries.schema, field, stem, "freq"), boost * weight)
        for stem, weight in term.stems.items()
        for field, boost in boosts.items()
        if entries.frequency(field, stem)
    ]
    return Query.disjunction_max_query(places, TIE_BREAKER) if places else Query.empty_query()


def _whole_names(entries: TantivyIndex, words: Sequence[QueryTerm]) -> Iterator[Query]:
    """Yield a query for every n-gram that is the whole name of an entry."""
    for name, length in ngrams([term.stem for term in words]):
        if entries.frequency(WHOLE, name):
            yield _constant_score(entries, WHOLE, name, WHOLE_NAME * length / len(words))


def _all_in_names(entries: TantivyIndex, words: Sequence[QueryTerm]) -> Query:
    every = [(Occur.Must, _term_query(entries, term, NAME_BOOSTS)) for term in words]
    return Query.const_score_query(Query.boolean_query(every), ALL_TERMS_IN_NAMES)


@Memoize
def _safety_in_name(entries: TantivyIndex) -> Query:
    terms = [
        Query.boost_query(Query.term_query(entries.schema, field, stem, "freq"), SAFETY_SCORE)
        for stem in SAFETY_STEMS
        for field in NAME_BOOSTS
    ]
    return Query.disjunction_max_query(terms)


@Memoize
def kind_boost_query(entries: TantivyIndex) -> Query:
    """Return a query that matches every entry and scores its kind boost."""
    levels = sorted({score for score in KIND_BOOST.values() if score})
    return Query.boolean_query(
        [(Occur.Should, _constant_score(entries, BOOST, str(score), score)) for score in levels]
    )


def _of_keys(entries: TantivyIndex, keys: Iterable[str], score: float) -> list[Query]:
    return [_constant_score(entries, KEY, key, score) for key in keys]


def _of_kind(entries: TantivyIndex, kind: str, score: float) -> Query:
    return _constant_score(entries, KIND, kind, score)


def _constant_score(entries: TantivyIndex, field: str, term: str, score: float) -> Query:
    return Query.const_score_query(Query.term_query(entries.schema, field, term, "basic"), score)
