"""Classify objects in responses: references, search hits, and records of the bundle."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

REFERENCE = {"kind", "slug", "name", "href", "relation"}
"""An object with nothing else, marks apart, is a reference: it names an entry and shows nothing of it."""

MARKS = {"stance", "certainty", "direction", "severity", "no_source_found"}
"""What may stand on a reference: a grade or a severity, which must be the entry's, or why it is named."""

TYPED = {"text", "ranges"}
"""What a suggestion adds to a reference: one of the entry's own names, and which characters were typed."""
TAKEN_FOR = {"field", "certain"}
"""What says to a reference that something typed was taken for it."""


def objects(value: Any) -> Iterator[Json]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(member)


def is_reference(value: Json) -> bool:
    """Return whether an object names an entry and shows nothing of it."""
    return value.keys() <= REFERENCE | MARKS | TYPED | TAKEN_FOR


def is_hit(value: Json) -> bool:
    """Return whether an object is a hit of a search: its summary, with short cards."""
    return {"ranges", "summary"} <= value.keys()


def is_card(value: Json) -> bool:
    """Return whether an object is an entry as a card shows it."""
    return {"name", "answer", "emoji", "href"} <= value.keys() and "summary" not in value


def by_key(value: Any) -> Any:
    """Return a value as a record of the bundle has it: the entries it names by kind and slug alone."""
    if isinstance(value, list):
        return [by_key(member) for member in value]
    if not isinstance(value, dict):
        return value
    names = {"kind", "slug"} if value.keys() == REFERENCE - {"relation"} else value.keys()
    return {name: by_key(member) for name, member in value.items() if name in names}


def slug_of(card: Json | str) -> str:
    """Return the slug of a card, whole or by reference."""
    return card if isinstance(card, str) else str(card["slug"])


def words(text: str) -> str:
    """Return a text as it compares: in small letters, without the full stop."""
    return text.casefold().rstrip(".")
