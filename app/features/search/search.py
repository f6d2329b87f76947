"""Full-text search: parse the query, rank matching entries, return one page of hits."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from tantivy import Query

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.core.compact_json import compact_json
from app.features.entry_cards import cards_json, caution_lines_json
from app.features.name_resolution import InvalidParameter, InvalidQueryError, UnknownPageError
from app.features.pagination import decode_cursor, encode_cursor
from app.features.recognition.name_index import name_index_of
from app.features.recognition.recogniser import Recogniser, Status
from app.features.search.query_parser import ParsedQuery, parse_query
from app.features.search.ranking import containing, ranked, restricted
from app.features.search.schemas import SearchQuery
from app.features.search.search_index import KIND, SearchIndex

WORDS_PER_MISS = 3
"""A hit may miss one query word in three; of two words none."""

MAX_NAME_LENGTH = 80
"""Letters of a query that may be one name."""

MIN_HITS = 5
"""With fewer hits, one more query word may be missing."""

CURSOR = re.compile(r"(?P<offset>[0-9]{1,9})\.(?P<query>[0-9a-f]{8})")
"""Offset into the hits, and the checksum of the search that the cursor belongs to."""


CURSOR_OF_ANOTHER = "this cursor belongs to another search or release; start again without one"


@dataclass(frozen=True)
class Matches:
    """The ranked query for the matching entries, and their number by kind, in catalog order."""

    query: Query
    counts: dict[str, int]


def search(catalog: Catalog, index: SearchIndex, query: SearchQuery) -> dict[str, bytes]:
    """Return the members of the response as JSON, without `meta`.

    Raises UnknownPageError, or InvalidQueryError for kinds that do not exist.
    """
    checksum = query_checksum(index.release, query)
    offset = cursor_offset(query.cursor, checksum)
    invalid = invalid_kinds(index, query.kind)
    if offset is None:
        unknown_page = UnknownPageError(query.cursor or "", CURSOR_OF_ANOTHER)
        if not invalid:
            raise unknown_page
        invalid += unknown_page.invalid_parameters
        raise InvalidQueryError(invalid)
    if invalid:
        raise InvalidQueryError(invalid)
    parsed = parse_query(index, name_index_of(catalog), query.q)
    is_known = any(term.stems for term in parsed.terms)
    matches = find_matches(index, parsed, meant_entries(catalog, query.q, of_items=not is_known))
    total = sum(count for kind, count in matches.counts.items() if not query.kind or kind in query.kind)
    numbers: list[int] = []
    if offset < total:
        numbers = index.entries.find(restricted(index, matches.query, query.kind), query.limit, offset)
    stems = {stem for term in parsed.terms for stem in term.stems}
    keys = [index.keys[number] for number in numbers]
    if query.view == "card":
        data, included = cards_json(catalog, keys), caution_lines_json(catalog, keys)
    else:
        hits = [index.hits.hit(number, stems, len(parsed.terms)) for number in numbers]
        data, included = b"[" + b",".join(hits) + b"]", catalog.included_json(keys)
    end = offset + query.limit
    following = encode_cursor(f"{end}.{checksum}") if end < total else None
    return {
        "data": data,
        "included": included,
        "page": compact_json({"total": total, "limit": query.limit, "next": following}),
        "kinds": compact_json([{"kind": kind, "count": count} for kind, count in matches.counts.items()]),
        "did_you_mean": compact_json(parsed.did_you_mean),
    }


def query_checksum(release: str, query: SearchQuery) -> str:
    """Return a checksum that identifies a search in a release."""
    return f"{crc32(json.dumps([release, query.q, sorted(set(query.kind))]).encode()):08x}"


def cursor_offset(cursor: str | None, checksum: str) -> int | None:
    """Return the offset in a cursor, 0 without one; None if it belongs to another search."""
    if cursor is None:
        return 0
    match = CURSOR.fullmatch(decode_cursor(cursor))
    return int(match["offset"]) if match and match["query"] == checksum else None


def meant_entries(catalog: Catalog, text: str, *, of_items: bool) -> list[str]:
    """Return the entries that a whole query is a name of, as a check would understand it.

    Those that are eaten or done only `of_items`: the words of their own entries find them better.
    """
    found = Recogniser(catalog).recognise("items", text[:MAX_NAME_LENGTH])
    if len(found) != 1 or found[0].status is not Status.CURRENT:
        return []
    fields = {"medicines", "conditions", *(["items"] if of_items else [])}
    return [one.key for one in found[0].taken_for if one.key and one.field in fields]


def find_matches(index: SearchIndex, parsed: ParsedQuery, meant: Sequence[str] = ()) -> Matches:
    """Match entries with all of a few query words or most of many; allow more to be missing if few match.

    The entries that the query is a name of match too, and come first.
    """
    words = len(parsed.terms)
    matching, counts = Query.empty_query(), dict[str, int]()
    for fewest in range(words - words // WORDS_PER_MISS, 0, -1):
        matching = containing(index, parsed, fewest, meant)
        counts = index.entries.count(matching, KIND)
        if sum(counts.values()) >= MIN_HITS:
            break
    in_order = {kind: counts[kind] for kind in index.kinds if kind in counts}
    return Matches(ranked(index, parsed, matching, meant), in_order)


def invalid_kinds(index: SearchIndex, kinds: Iterable[str]) -> list[InvalidParameter]:
    """Return the error for every unknown kind."""
    return [
        InvalidParameter("kind", kind, "no such kind of entry", closest_matches(kind, list(index.kinds)))
        for kind in kinds
        if kind not in index.kinds
    ]
