"""Cursor pagination of lists, and the encoding of cursors."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from app.catalog.catalog import Catalog
from app.core.entry_keys import slug_of
from app.features.filter_index import Bitmap, Selection, positions, select_entries
from app.features.name_resolution import UnknownPageError, resolve_names
from app.schemas.envelopes import PageInfo, UncertainMatch
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


@dataclass(frozen=True)
class ListSlice:
    """One page of a list: the keys of its entries and the page information."""

    keys: list[str]
    page: PageInfo


@dataclass(frozen=True)
class _Part:
    """The entries of one kind in a list: all keys, and which of them match."""

    keys: Sequence[str]
    selection: Selection
    matches: Bitmap


def list_page(catalog: Catalog, path: str, kinds: Sequence[Kind], query: ListQuery) -> ListSlice:
    """Return the requested page of a list of these kinds, one after another.

    Raises UnknownPageError, or UnknownNameError for names of no entry.
    """
    given = query
    for kind in kinds:
        named = {name: of for name, of in kind.reference_parameters.items() if getattr(query, name, ())}
        query = query.model_copy(update=resolve_names(catalog, named, query)) if named else query
    parts = [_matching(catalog, kind, query) for kind in kinds]
    on_page = list(islice(_after(catalog, parts, query.cursor), query.limit + 1))
    has_next, on_page = len(on_page) > query.limit, on_page[: query.limit]
    keys = [part.keys[position] for part, position in on_page]
    cursor = encode_cursor(keys[-1]) if has_next else None
    page = PageInfo(
        total=sum(part.matches.bit_count() for part in parts),
        limit=query.limit,
        next=cursor,
        next_href=page_href(path, given, cursor) if cursor else None,
        uncertain=sum(part.selection.uncertain.bit_count() for part in parts),
        uncertain_matches=tuple(
            UncertainMatch(slug=slug_of(key), because=part.selection.because(position))
            for key, (part, position) in zip(keys, on_page, strict=True)
            if part.selection.uncertain >> position & 1
        ),
    )
    return ListSlice(keys, page)


def _matching(catalog: Catalog, kind: Kind, query: ListQuery) -> _Part:
    selection = select_entries(catalog, kind, query)
    uncertain = getattr(query, "include_uncertain", False)
    matches = selection.matching if uncertain else selection.matching & ~selection.uncertain
    return _Part(catalog.keys(kind.path), selection, matches)


def _after(catalog: Catalog, parts: Sequence[_Part], cursor: str | None) -> Iterator[tuple[_Part, int]]:
    """Return the matches after the entry that the cursor names, each with its part."""
    first, start = _beginning(catalog, parts, cursor)
    return (
        (part, position)
        for number, part in enumerate(parts[first:])
        for position in positions(part.matches, 0 if number else start)
    )


def page_href(path: str, query: ListQuery, cursor: str) -> str:
    """Return the address of the page after a cursor, with the parameters that were given, sorted by name."""
    given = query.model_dump(mode="json", exclude_unset=True, exclude_none=True) | {"cursor": cursor}
    parameters = {
        name: json.dumps(value) if isinstance(value, bool) else value for name, value in given.items()
    }
    return f"/v1/{path}?{urlencode(sorted(parameters.items()), doseq=True)}"


def _beginning(catalog: Catalog, parts: Sequence[_Part], cursor: str | None) -> tuple[int, int]:
    """Return the number of the part and the position in it after the entry that the cursor names."""
    if cursor is None:
        return 0, 0
    key = decode_cursor(cursor)
    position = catalog.position(key)
    for number, part in enumerate(parts):
        if (
            position is not None
            and part.keys[position : position + 1] == [key]
            and part.matches >> position & 1
        ):
            return number, position + 1
    message = "this cursor does not belong to this list; start again without one"
    raise UnknownPageError(cursor, message)


def encode_cursor(text: str) -> str:
    """Return an opaque cursor for ASCII text."""
    return urlsafe_b64encode(text.encode("ascii")).decode("ascii")


def decode_cursor(cursor: str) -> str:
    """Return the text of a cursor; empty if it is malformed."""
    try:
        return urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (ValueError, UnicodeError):
        return ""
