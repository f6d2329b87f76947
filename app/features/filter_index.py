"""Bitmap index of filter values: selects the entries of a kind that match a query."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from operator import eq, or_
from typing import Any, Self

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.schemas.filters import Filter, ListQuery
from app.schemas.kind import Kind

Bitmap = int
"""Bitmap of entries: bit n is set if the n-th entry of the kind is a member."""


@dataclass(frozen=True)
class Doubts:
    """Entries that may match, and why, by position."""

    entries: Bitmap
    because: Mapping[int, str]

    @classmethod
    def of(cls, because: Mapping[int, str]) -> Self:
        """Return the doubts with these reasons."""
        return cls(sum(1 << position for position in because), because)


@dataclass(frozen=True)
class FilterColumn:
    """Bitmap index of one filter of a kind: certain and possible matches by value, and entries unknown."""

    matches: Mapping[Any, Bitmap]
    uncertain: Mapping[Any, Doubts]
    unknown: Doubts


@dataclass(frozen=True)
class Selection:
    """Matching entries, the uncertain ones among them, and the doubts of each filter."""

    matching: Bitmap
    uncertain: Bitmap
    doubts: Sequence[Doubts]

    def because(self, position: int) -> tuple[str, ...]:
        """Return why the entry at a position may not match."""
        return tuple(doubts.because[position] for doubts in self.doubts if doubts.entries >> position & 1)


NO_DOUBTS = Doubts.of({})


@Memoize
def _columns(catalog: Catalog) -> Callable[[Kind, str], FilterColumn]:
    """Return a memoized function that builds the index of a filter on first use."""
    return cache(partial(_column, catalog))


def _column(catalog: Catalog, kind: Kind, parameter: str) -> FilterColumn:
    kind_filter = kind.filters[parameter]
    matches, unknown = defaultdict[Any, Bitmap](int), dict[int, str]()
    uncertain = defaultdict[Any, dict[int, str]](dict)
    for position, entry in enumerate(catalog.entries_by_kind[kind.path]):
        for value in kind_filter.values(entry):
            matches[value] |= 1 << position
        for value, reason in kind_filter.uncertain_values(entry):
            uncertain[value][position] = reason
        if (because := kind_filter.unknown_because(entry)) is not None:
            unknown[position] = because
    doubts = {value: Doubts.of(reasons) for value, reasons in uncertain.items()}
    return FilterColumn(dict(matches), doubts, Doubts.of(unknown))


def select_entries(catalog: Catalog, kind: Kind, query: ListQuery) -> Selection:
    """Return the entries that match every filter of a query."""
    matching: Bitmap = (1 << len(catalog.keys(kind.path))) - 1
    uncertain: Bitmap = 0
    doubts: list[Doubts] = []
    columns = _columns(catalog)
    for parameter, kind_filter in kind.filters.items():
        wanted = getattr(query, parameter, ())
        if wanted is None or wanted == ():
            continue
        for certain, possible in _matches(columns(kind, parameter), kind_filter, wanted):
            unsure = possible.entries & ~certain
            matching &= certain | unsure
            uncertain |= unsure
            doubts.append(Doubts(unsure, possible.because))
    return Selection(matching, matching & uncertain, doubts)


def _matches(column: FilterColumn, kind_filter: Filter, wanted: Any) -> Iterator[tuple[Bitmap, Doubts]]:
    """Yield the certain and the possible matches of each condition that a filter makes of its values."""
    if kind_filter.match_all:
        for value in wanted:
            yield column.matches.get(value, 0), column.uncertain.get(value, NO_DOUBTS)
    else:
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        yield _matching_any(column, kind_filter, values), column.unknown


def _matching_any(column: FilterColumn, kind_filter: Filter, wanted: tuple[Any, ...]) -> Bitmap:
    if kind_filter.matches is eq:
        return reduce(or_, (column.matches.get(value, 0) for value in wanted))
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
