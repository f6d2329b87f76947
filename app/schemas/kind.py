"""What makes a kind: its schemas, its table, its filters and the rules its content keeps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.schemas.entries import Document, Entry
from app.schemas.filters import Filter, ListQuery

Documents = Mapping[str, Document]
"""Every document of the content, by `<kind>/<slug>`."""

Problem = tuple[str, str]
"""The field that is wrong, and a sentence that says what to do."""

Rule = Callable[[str, Any, Documents], Iterable[Problem]]
"""A check of one document, given its `<kind>/<slug>` and the rest of the content."""

Derive = Callable[[Mapping[str, Any]], dict[str, Any]]
"""What answers add to the stored fields of an entry, worked out from them."""


def no_derived_fields(_fields: Mapping[str, Any]) -> dict[str, Any]:
    """Add nothing to the stored fields."""
    return {}


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of entry. `KINDS` in the registry lists them all.

    `reference_parameters` says which query parameters name entries, and of which kinds.
    """

    path: str
    singular: str
    title: str
    document: type[Document]
    entry: type[Entry]
    item: type[Any]
    page: type[Any]
    query: type[ListQuery]
    filters: Mapping[str, Filter] = field(default_factory=dict)
    reference_parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    derive: Derive = no_derived_fields

    @property
    def plural(self) -> str:
        """Return the path as a Python name: `food_sources`."""
        return self.path.replace("-", "_")
