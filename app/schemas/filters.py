"""Query parameters of lists, and the filters behind them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import eq
from typing import Any

from pydantic import Field

from app.core.base_model import RequestModel


def without_null(schema: dict[str, Any]) -> None:
    """Remove null from the JSON schema of an optional parameter: a query string cannot express it."""
    members = schema.pop("anyOf")
    schema.update(*(member for member in members if member != {"type": "null"}))


MAX_PAGE_SIZE = 100
"""Entries on the longest page of a list."""


class ListQuery(RequestModel):
    """What every list accepts."""

    limit: int = Field(20, ge=1, le=MAX_PAGE_SIZE, description="How many entries a page holds at most.")
    cursor: str | None = Field(
        None,
        max_length=200,
        description="`page.next` of the page before; leave it out for the first page.",
        json_schema_extra=without_null,
    )


NOT_FILTERS = frozenset({*ListQuery.model_fields, "include_uncertain"})
"""Query parameters of lists that select no entries by their fields."""


def no_uncertain_values(_entry: Any) -> Iterable[tuple[object, str]]:
    """Return no values: the default of `Filter.uncertain_values`."""
    return ()


def nothing_unknown(_entry: Any) -> str | None:
    """Return None: the default of `Filter.unknown_because`."""
    return None


@dataclass(frozen=True)
class Filter:
    """How a query parameter selects entries.

    `values` returns the values of an entry. The entry matches when one of them `matches` a requested value;
    with `match_all`, every requested value must be among them. `uncertain_values` returns values that the
    entry may have, each with the reason: an entry that matches by them alone is an uncertain match.
    `unknown_because` returns why the values of an entry are not known at all, or None where they are: such
    an entry is an uncertain match of any requested value.
    """

    values: Callable[[Any], Iterable[Any]]
    match_all: bool = False
    matches: Callable[[Any, Any], bool] = eq
    uncertain_values: Callable[[Any], Iterable[tuple[object, str]]] = no_uncertain_values
    unknown_because: Callable[[Any], str | None] = nothing_unknown

    def __post_init__(self) -> None:
        """Raise TypeError for a function that the kind of match would never call."""
        if self.match_all:
            unused = self.matches is not eq or self.unknown_because is not nothing_unknown
        else:
            unused = self.uncertain_values is not no_uncertain_values
        if unused:
            raise TypeError(
                "with match_all a filter takes uncertain_values, without it matches and unknown_because"
            )


def field_in(field: str) -> Filter:
    """Match entries whose field is one of the requested values."""
    return Filter(lambda entry: (getattr(entry, field),))


def overlaps(get_values: Callable[[Any], Iterable[object]]) -> Filter:
    """Match entries that have at least one of the requested values."""
    return Filter(get_values)


def contains_all(field: str, label: str) -> Filter:
    """Match foods that have all the requested codes; doubt about a missing code makes a match uncertain."""
    return Filter(
        values=lambda food: getattr(food, field),
        match_all=True,
        uncertain_values=lambda food: [
            (doubt.value, f"{label} {doubt.value}: {doubt.because}")
            for doubt in food.doubts
            if doubt.field == field
        ],
    )
