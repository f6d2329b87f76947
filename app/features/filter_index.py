"""Bitmap index of filter values: selects the entries of a kind that match a query."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.schemas.filters import Filter, ListQuery
from app.schemas.kind import Kind

Bitmap = int
"""Bitmap of entries: bit n is set if the n-th entry of the kind is a member."""


@dataclass(frozen=True)
class FilterColumn:
    """Bitmap index of one filter of a kind, by value."""

    matches: dict[Any, Bitmap] = field(default_factory=lambda: defaultdict(int))
    uncertain: dict[Any, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    unknown: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Selection:
    """Matching entries, the uncertain ones among them, and why, by position."""

    matching: Bitmap
    uncertain: Bitmap
    reasons: Mapping[int, tuple[str, ...]]


@Memoize
def _columns(catalog: Catalog) -> Callable[[Kind, str], FilterColumn]:
    """Return a memoized function that builds the index of a filter on first use."""
    return cache(partial(_column, catalog))


def _column(catalog: Catalog, kind: Kind, parameter: str) -> FilterColumn:
    column, kind_filter = FilterColumn(), kind.filters[parameter]
    for position, entry in enumerate(catalog.entries_by_kind[kind.path]):
        for value in kind_filter.values(entry):
            column.matches[value] |= 1 << position
        for value, reason in kind_filter.uncertain_values(entry):
            column.uncertain[value][position] = reason
        if (because := kind_filter.unknown_because(entry)) is not None:
            column.unknown[position] = because
    return column


def select_entries(catalog: Catalog, kind: Kind, query: ListQuery) -> Selection:
    """Return the entries that match every filter of a query."""
    matching: Bitmap = (1 << len(catalog.keys(kind.path))) - 1
    uncertain: Bitmap = 0
    reasons: dict[int, tuple[str, ...]] = defaultdict(tuple)
    columns = _columns(catalog)
    for parameter, kind_filter in kind.filters.items():
        wanted = getattr(query, parameter, ())
        if wanted is None or wanted == ():
            continue
        column = columns(kind, parameter)
        if not kind_filter.match_all:
            certain = _matching_any(column, kind_filter, wanted if isinstance(wanted, tuple) else (wanted,))
            unknown = sum(1 << position for position in column.unknown)
            matching &= certain | unknown
            uncertain |= unknown
            for position, because in column.unknown.items():
                reasons[position] += (because,)
            continue
        for value in wanted:
            certain = column.matches.get(value, 0)
            possible = {
                position: why
                for position, why in column.uncertain.get(value, {}).items()
                if not certain >> position & 1
            }
            unsure = sum(1 << position for position in possible)
            matching &= certain | unsure
            uncertain |= unsure
            for position, why in possible.items():
                reasons[position] += (why,)
    return Selection(matching, matching & uncertain, reasons)


def _matching_any(column: FilterColumn, kind_filter: Filter, wanted: tuple[Any, ...]) -> Bitmap:
    found: Bitmap = 0
    for value, bitmap in column.matches.items():
        if any(kind_filter.matches(value, one) for one in wanted):
            found |= bitmap
    return found


def positions(bitmap: Bitmap, start: int) -> Iterator[int]:
    """Yield the set bit positions from `start` on, in order."""
    bitmap = bitmap >> start << start
    while bitmap:
        lowest = bitmap & -bitmap
        yield lowest.bit_length() - 1
        bitmap ^= lowest
