"""Lists: which entries a query asks for, one page of them, and where the next begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog import Catalog
from app.entries import Entry
from app.envelopes import PageInfo, UncertainMatch
from app.filters import ListQuery, Verdict, verdict
from app.kind import Kind
from app.model import Model
from app.names import nearest


@dataclass(frozen=True)
class QueryMistake:
    """A query parameter that names something that does not exist."""

    parameter: str
    given: str
    message: str
    near: list[str]


class InvalidQueryError(ValueError):
    """The query is well formed, but names entries that do not exist."""

    def __init__(self, mistakes: list[QueryMistake]) -> None:
        """Keep all mistakes."""
        super().__init__(f"{len(mistakes)} mistakes in the query")
        self.mistakes = mistakes


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


def resolved_words(
    catalog: Catalog, named_by: Mapping[str, tuple[str, ...]], query: Model
) -> dict[str, tuple[str, ...]]:
    """Return the slugs that the words of a query stand for, by parameter. Raises InvalidQueryError."""
    mistakes: list[QueryMistake] = []
    named: dict[str, tuple[str, ...]] = {}
    for parameter, kinds in named_by.items():
        values = getattr(query, parameter)
        named[parameter] = tuple(
            name for value in values for name in _names(catalog, parameter, kinds, value, mistakes)
        )
    if mistakes:
        raise InvalidQueryError(mistakes)
    return named


def _names(
    catalog: Catalog, parameter: str, kinds: tuple[str, ...], value: str, mistakes: list[QueryMistake]
) -> tuple[str, ...]:
    if "/" in value:
        if catalog.has(value) and (not kinds or value.partition("/")[0] in kinds):
            return (value,)
        choices = [key for path in kinds or tuple(catalog.kinds) for key in catalog.keys(path)]
        mistakes.append(QueryMistake(parameter, value, "no such entry", nearest(value, choices)))
        return ()
    words = {word: slugs for kind in kinds for word, slugs in catalog.words(kind).items()}
    if value.lower() in words:
        return words[value.lower()]
    message = f"not one of the {', '.join(kinds)} of this release"
    mistakes.append(QueryMistake(parameter, value, message, nearest(value, list(words))))
    return ()


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
