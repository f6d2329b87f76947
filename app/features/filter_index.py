"""Which entries of a kind a query selects, as sets of bits: one bit an entry, none looked at twice."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.schemas.filters import Filter, ListQuery
from app.schemas.kind import Kind

Bits = int
"""A set of entries: bit n is set when the n-th entry of the kind is in it."""


@dataclass(frozen=True)
class Column:
    """What the entries of a kind hold of one filter, by value."""

    held: dict[Any, Bits] = field(default_factory=lambda: defaultdict(int))
    doubts: dict[Any, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True)
class Selection:
    """The entries that meet a query, those of them that may only, and why, by place."""

    admitted: Bits
    doubted: Bits
    reasons: Mapping[int, tuple[str, ...]]


@Memoize
def _columns(catalog: Catalog) -> Callable[[Kind, str], Column]:
    """Return what gives a column of a release, worked out at its first use."""
    return cache(partial(_column, catalog))


def _column(catalog: Catalog, kind: Kind, parameter: str) -> Column:
    column, asked = Column(), kind.filters[parameter]
    for place, entry in enumerate(catalog.kinds[kind.path]):
        for value in asked.values(entry):
            column.held[value] |= 1 << place
        for value, reason in asked.uncertain_values(entry):
            column.doubts[value][place] = reason
    return column


def select_entries(catalog: Catalog, kind: Kind, query: ListQuery) -> Selection:
    """Return the entries that meet every filter of a query."""
    admitted: Bits = (1 << len(catalog.keys(kind.path))) - 1
    doubted: Bits = 0
    reasons: dict[int, tuple[str, ...]] = defaultdict(tuple)
    columns = _columns(catalog)
    for parameter, asked in kind.filters.items():
        wanted = getattr(query, parameter)
        if wanted is None or wanted == ():
            continue
        column = columns(kind, parameter)
        if not asked.match_all:
            admitted &= _any(column, asked, wanted if isinstance(wanted, tuple) else (wanted,))
            continue
        for value in wanted:
            held = column.held.get(value, 0)
            perhaps = {
                place: why for place, why in column.doubts.get(value, {}).items() if not held >> place & 1
            }
            unsure = sum(1 << place for place in perhaps)
            admitted &= held | unsure
            doubted |= unsure
            for place, why in perhaps.items():
                reasons[place] += (why,)
    return Selection(admitted, admitted & doubted, reasons)


def _any(column: Column, asked: Filter, wanted: tuple[Any, ...]) -> Bits:
    found: Bits = 0
    for value, bits in column.held.items():
        if any(asked.matches(value, one) for one in wanted):
            found |= bits
    return found


def places(bits: Bits, start: int) -> Iterator[int]:
    """Yield the places of a set, from a place on, in order."""
    bits = bits >> start << start
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
