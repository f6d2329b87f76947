"""Cursor pagination of lists, and the encoding of cursors."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from itertools import islice

from app.catalog.catalog import Catalog
from app.features.filter_index import Bitmap, positions, select_entries
from app.features.name_resolution import InvalidParameter, InvalidQueryError, resolve_names
from app.schemas.envelopes import PageInfo, UncertainMatch
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


@dataclass(frozen=True)
class ListSlice:
    """One page of a list: the keys of its entries and the page information."""

    keys: list[str]
    page: PageInfo


def list_page(catalog: Catalog, kind: Kind, query: ListQuery) -> ListSlice:
    """Return the requested page of a list. Raises InvalidQueryError."""
    if any(getattr(query, parameter) for parameter in kind.reference_parameters):
        query = query.model_copy(update=resolve_names(catalog, kind.reference_parameters, query))
    selection = select_entries(catalog, kind, query)
    uncertain = getattr(query, "include_uncertain", False)
    matches = selection.admitted if uncertain else selection.admitted & ~selection.doubted
    on_page = list(
        islice(positions(matches, _first_position(catalog, kind, matches, query.cursor)), query.limit + 1)
    )
    has_next, on_page = len(on_page) > query.limit, on_page[: query.limit]
    keys = [catalog.keys(kind.path)[position] for position in on_page]
    page = PageInfo(
        total=matches.bit_count(),
        limit=query.limit,
        next=encode_cursor(_slug(keys[-1])) if has_next else None,
        uncertain=selection.doubted.bit_count(),
        uncertain_matches=tuple(
            UncertainMatch(slug=_slug(key), because=selection.reasons[position])
            for key, position in zip(keys, on_page, strict=True)
            if selection.doubted >> position & 1
        ),
    )
    return ListSlice(keys, page)


def _first_position(catalog: Catalog, kind: Kind, matches: Bitmap, cursor: str | None) -> int:
    """Return the position after the entry that the cursor names."""
    if cursor is None:
        return 0
    position = catalog.position(f"{kind.path}/{decode_cursor(cursor)}")
    if position is None or not matches >> position & 1:
        message = "this cursor does not belong to this list; start again without one"
        raise InvalidQueryError([InvalidParameter("cursor", cursor, message, [])])
    return position + 1


def encode_cursor(text: str) -> str:
    """Return an opaque cursor for ASCII text."""
    return urlsafe_b64encode(text.encode("ascii")).decode("ascii")


def decode_cursor(cursor: str) -> str:
    """Return the text of a cursor; empty if it is malformed."""
    try:
        return urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def _slug(key: str) -> str:
    return key.partition("/")[2]
