"""Query parameters of lists, and the filters behind them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import eq
from typing import Any, Literal

from pydantic import Field

from app.core.base_model import RequestModel
from app.core.field_types import REFERENCE_PATTERN

CURSOR_PATTERN = r"^[A-Za-z0-9_-]{1,200}={0,2}$"
REFERENCE: dict[str, Any] = {"pattern": REFERENCE_PATTERN}
"""For a parameter that takes any text: a text of another form gets suggestions, as one that names nothing."""


NOT_IN_OPENAPI: dict[str, Any] = {"x-in-openapi": False}
"""For a parameter that changes the type of the response: the description of the operation names it instead.

One operation with two types would give every generated client a union to take apart.
"""


COMMA_SEPARATED = "x-comma-separated"
"""Marks the schema of a parameter that the contract shows with commas; given repeatedly it means the same."""


def cursor_schema(schema: dict[str, Any]) -> None:
    """Describe a cursor; one of another form names no page either."""
    without_null(schema)
    schema["pattern"] = CURSOR_PATTERN


def without_null(schema: dict[str, Any]) -> None:
    """Remove null from the JSON schema of an optional parameter: a query string cannot express it."""
    members = schema.pop("anyOf")
    schema.update(*(member for member in members if member != {"type": "null"}))


MAX_PAGE_SIZE = 100
"""Entries on the longest page of a list."""


View = Literal["full", "card"]
"""How entries are shown in a list: whole, or as cards."""


class ListQuery(RequestModel):
    """What every list accepts."""

    limit: int = Field(20, ge=1, le=MAX_PAGE_SIZE, description="Most entries on a page.")
    cursor: str | None = Field(
        None,
        max_length=200,
        description="`page.next` of the page before.",
        json_schema_extra=cursor_schema,
    )
    view: View = Field(
        "full",
        description="`card`: name, short answer, picture and cautions only, as `Card` says.",
        json_schema_extra=NOT_IN_OPENAPI,
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
