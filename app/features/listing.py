"""Lists: which entries a query asks for, one page of them, and where the next begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from app.catalog import Catalog
from app.entries import Entry
from app.envelopes import PageInfo, UncertainMatch
from app.features.words import InvalidQueryError, QueryMistake, resolved_words
from app.filters import ListQuery, Verdict, verdict
from app.kind import Kind


@dataclass(frozen=True)
class Listed:
    """One page: the keys of its entries, and where it stands in the list."""

    keys: list[str]
    page: PageInfo


def list_page(catalog: Catalog, kind: Kind, query: ListQuery) -> Listed:
    """Return the page that a query asks for. Raises InvalidQueryError."""
    query = query.model_copy(update=resolved_words(catalog, kind.named_by, query))
    entries = catalog.kinds[kind.path]
    found = [(entry, answer) for entry in entries if (answer := verdict(kind.filters, query, entry)).admitted]
    uncertain = sum(1 for _, answer in found if answer.doubts)
    if not getattr(query, "include_uncertain", False):
        found = [pair for pair in found if not pair[1].doubts]
    start = _start(found, query.cursor)
    shown = found[start : start + query.limit]
    more = start + query.limit < len(found)
    page = PageInfo(
        total=len(found),
        limit=query.limit,
        next=_cursor(shown[-1][0].slug) if more else None,
        uncertain=uncertain,
        uncertain_matches=tuple(
            UncertainMatch(slug=entry.slug, because=answer.doubts) for entry, answer in shown if answer.doubts
        ),
    )
    return Listed([f"{kind.path}/{entry.slug}" for entry, _ in shown], page)


def _start(found: list[tuple[Entry, Verdict]], cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        slug = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (ValueError, UnicodeError):
        slug = ""
    for place, (entry, _) in enumerate(found):
        if entry.slug == slug:
            return place + 1
    message = "this cursor does not belong to this list; start again without one"
    raise InvalidQueryError([QueryMistake("cursor", cursor, message, [])])


def _cursor(slug: str) -> str:
    return urlsafe_b64encode(slug.encode("ascii")).decode("ascii")
