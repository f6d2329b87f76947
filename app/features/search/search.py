"""Search: the entries that answer a question, the best first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import Query

from app.catalog.reference_resolver import closest_matches
from app.features.name_resolution import InvalidParameter, InvalidQueryError
from app.features.search.paging import cursor_of, place_of, seal_of, wrong_cursor
from app.features.search.query_parser import ParsedQuery, parse_query
from app.features.search.ranking import among, holding, ranked
from app.features.search.schemas import SearchQuery
from app.features.search.search_index import KIND, SearchIndex

MAY_MISS = 3
"""One word in so many may be missing from a hit; of two words none."""

FEW = 5
"""Where fewer entries hold so many words, those that hold one word less are found after them."""


@dataclass(frozen=True)
class Found:
    """What answers a question: the engine's query, and how many entries it finds of each kind, in order."""

    query: Query
    counts: dict[str, int]


def search(index: SearchIndex, query: SearchQuery) -> dict[str, bytes]:
    """Return the members of an answer as JSON, the envelope's own apart. Raises InvalidQueryError."""
    seal = seal_of(index.release, query.q, query.kind)
    place = place_of(query.cursor, seal)
    mistakes = wrong_kinds(index, query.kind)
    if query.cursor is not None and place is None:
        mistakes.append(wrong_cursor(query.cursor))
    if mistakes or place is None:
        raise InvalidQueryError(mistakes)
    question = parse_query(index, query.q)
    found = entries_for(index, question)
    total = sum(count for kind, count in found.counts.items() if not query.kind or kind in query.kind)
    page, numbers = _page(index, query, found.query, place, total)
    asked = {stem for word in question.words for stem in word.stems}
    hits = [index.shown.hit(number, asked, len(question.words)) for number in numbers]
    following = cursor_of(page, seal) if page else None
    return {
        "data": b"[" + b",".join(hits) + b"]",
        "page": _json({"total": total, "limit": query.limit, "next": following}),
        "kinds": _json([{"kind": kind, "count": count} for kind, count in found.counts.items()]),
        "did_you_mean": _json(question.did_you_mean),
    }


def entries_for(index: SearchIndex, question: ParsedQuery) -> Found:
    """Return what finds entries that hold all of a few words, or most of many; fewer where few hold them."""
    words = len(question.words)
    held, counts = Query.empty_query(), dict[str, int]()
    for fewest in range(words - words // MAY_MISS, 0, -1):
        held = holding(index, question, fewest)
        counts = index.entries.count(held, KIND)
        if sum(counts.values()) >= FEW:
            break
    in_order = {kind: counts[kind] for kind in index.kinds if kind in counts}
    return Found(ranked(index, question, held), in_order)


def wrong_kinds(index: SearchIndex, kinds: Iterable[str]) -> list[InvalidParameter]:
    """Return a mistake for every kind that there is not."""
    return [
        InvalidParameter("kind", kind, "no such kind of entry", closest_matches(kind, list(index.kinds)))
        for kind in kinds
        if kind not in index.kinds
    ]


def _page(
    index: SearchIndex, query: SearchQuery, found: Query, place: int, total: int
) -> tuple[int, list[int]]:
    """Return where the next page begins, 0 where there is none, and the entries of this one."""
    if place >= total:
        return 0, []
    numbers = index.entries.find(among(index, found, query.kind), query.limit, place)
    following = place + query.limit
    return (following if following < total else 0), numbers


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
