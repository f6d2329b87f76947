"""Filters of lists: what a query asks, and whether an entry meets it, perhaps or not."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from app.entries import Entry
from app.model import Model


def value_alone(schema: dict[str, Any]) -> None:
    """Publish an optional parameter without its null, which no query string can say."""
    members = schema.pop("anyOf")
    schema.update(*(member for member in members if member != {"type": "null"}))


LONGEST = 100
"""Entries on the longest page of a list."""


class ListQuery(Model):
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


class Verdict(NamedTuple):
    """Whether an entry meets a filter; doubts say why it may meet it only."""

    admitted: bool
    doubts: tuple[str, ...] = ()


YES = Verdict(admitted=True)
NO = Verdict(admitted=False)

Filter = Callable[[Any, Any], Verdict]
"""Takes an entry and the value of the query parameter; the parameter is never None or empty."""


def any_of(field: str) -> Filter:
    """Admit entries whose field is one of the values asked for."""

    def admit(entry: Entry, wanted: Iterable[object]) -> Verdict:
        return YES if getattr(entry, field) in wanted else NO

    return admit


def shares(get: Callable[[Any], Iterable[object]]) -> Filter:
    """Admit entries that have at least one of the values asked for."""

    def admit(entry: Entry, wanted: Iterable[object]) -> Verdict:
        held = set(get(entry))
        return YES if any(value in held for value in wanted) else NO

    return admit


def definitely(field: str, word: str) -> Filter:
    """Admit foods that hold all the codes asked for; a doubt on a missing code makes it uncertain."""

    def admit(entry: Any, wanted: Iterable[str]) -> Verdict:
        missing = [value for value in wanted if value not in getattr(entry, field)]
        reasons = {doubt.value: doubt.because for doubt in entry.doubts if doubt.field == field}
        if any(value not in reasons for value in missing):
            return NO
        return Verdict(admitted=True, doubts=tuple(f"{word} {value}: {reasons[value]}" for value in missing))

    return admit


def verdict(filters: Mapping[str, Filter], query: ListQuery, entry: Entry) -> Verdict:
    """Return whether an entry meets every filter of the query, with all doubts together."""
    doubts: tuple[str, ...] = ()
    for parameter, admit in filters.items():
        wanted = getattr(query, parameter)
        if wanted is None or wanted == ():
            continue
        answer = admit(entry, wanted)
        if not answer.admitted:
            return NO
        doubts += answer.doubts
    return Verdict(admitted=True, doubts=doubts)
