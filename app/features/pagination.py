"""Lists: which entries a query asks for, one page of them, and where the next begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from itertools import islice

from app.catalog.catalog import Catalog
from app.features.filter_index import Bits, places, select_entries
from app.features.name_resolution import InvalidParameter, InvalidQueryError, resolve_names
from app.schemas.envelopes import PageInfo, UncertainMatch
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


@dataclass(frozen=True)
class Listed:
    """One page: the keys of its entries, and where it stands in the list."""

    keys: list[str]
    page: PageInfo


def list_page(catalog: Catalog, kind: Kind, query: ListQuery) -> Listed:
    """Return the page that a query asks for. Raises InvalidQueryError."""
    query = query.model_copy(update=resolve_names(catalog, kind.reference_parameters, query))
    selection = select_entries(catalog, kind, query)
    uncertain = getattr(query, "include_uncertain", False)
    found = selection.admitted if uncertain else selection.admitted & ~selection.doubted
    shown = list(islice(places(found, _start(catalog, kind, found, query.cursor)), query.limit + 1))
    more, shown = len(shown) > query.limit, shown[: query.limit]
    keys = [catalog.keys(kind.path)[place] for place in shown]
    page = PageInfo(
        total=found.bit_count(),
        limit=query.limit,
        next=_cursor(keys[-1]) if more else None,
        uncertain=selection.doubted.bit_count(),
        uncertain_matches=tuple(
            UncertainMatch(slug=_slug(key), because=selection.reasons[place])
            for key, place in zip(keys, shown, strict=True)
            if selection.doubted >> place & 1
        ),
    )
    return Listed(keys, page)


def _start(catalog: Catalog, kind: Kind, found: Bits, cursor: str | None) -> int:
    """Return the place at which a page begins: behind the entry that its cursor names."""
    if cursor is None:
        return 0
    try:
        slug = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (ValueError, UnicodeError):
        slug = ""
    place = catalog.position(f"{kind.path}/{slug}")
    if place is None or not found >> place & 1:
        message = "this cursor does not belong to this list; start again without one"
        raise InvalidQueryError([InvalidParameter("cursor", cursor, message, [])])
    return place + 1


def _cursor(key: str) -> str:
    return urlsafe_b64encode(_slug(key).encode("ascii")).decode("ascii")


def _slug(key: str) -> str:
    return key.partition("/")[2]
