"""Filters of lists: what a query may ask, and what an entry holds of it, for certain or perhaps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import eq
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import RequestModel


def value_alone(schema: dict[str, Any]) -> None:
    """Publish an optional parameter without its null, which no query string can say."""
    members = schema.pop("anyOf")
    schema.update(*(member for member in members if member != {"type": "null"}))


LONGEST = 100
"""Entries on the longest page of a list."""


class ListQuery(RequestModel):
    """What every list accepts."""

    limit: Annotated[int, Field(ge=1, le=LONGEST, description="How many entries a page holds at most.")] = 20
    cursor: Annotated[
        str | None,
        Field(
            max_length=200,
            description="`page.next` of the page before; leave it out for the first page.",
            json_schema_extra=value_alone,
        ),
    ] = None


def no_doubts(_entry: Any) -> Iterable[tuple[object, str]]:
    """Doubt nothing."""
    return ()


@dataclass(frozen=True)
class Filter:
    """What entries hold that a query may ask for.

    An entry is admitted when a value that it holds `admits` one that is asked for; with `every`, each of
    them. `doubts` gives values that it may hold, with the reason: these admit it, but not for certain.
    """

    held: Callable[[Any], Iterable[Any]]
    every: bool = False
    admits: Callable[[Any, Any], bool] = eq
    doubts: Callable[[Any], Iterable[tuple[object, str]]] = no_doubts


def any_of(field: str) -> Filter:
    """Admit entries whose field is one of the values asked for."""
    return Filter(lambda entry: (getattr(entry, field),))


def shares(get: Callable[[Any], Iterable[object]]) -> Filter:
    """Admit entries that have at least one of the values asked for."""
    return Filter(get)


def definitely(field: str, word: str) -> Filter:
    """Admit foods that hold all the codes asked for; a doubt on a missing code makes it uncertain."""
    return Filter(
        held=lambda food: getattr(food, field),
        every=True,
        doubts=lambda food: [
            (doubt.value, f"{word} {doubt.value}: {doubt.because}")
            for doubt in food.doubts
            if doubt.field == field
        ],
    )
