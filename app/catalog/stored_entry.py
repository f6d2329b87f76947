"""An entry as it is held in memory and in the table of that name: JSON, with what it links to beside it."""

import json
from dataclasses import dataclass
from sys import intern
from typing import Any, Self

LINKED = frozenset({"claims", "cautions", "related"})
"""What an entry holds by reference: cards of claims and cautions, and relatives."""


REFERENCE = {"kind", "slug", "name", "href"}
"""The members of a reference. A record holds the first two, so that a new name changes one record alone."""

RELATED = ("relation", "kind", "slug")
"""What a record keeps of a relative; the rest follows from the kind and the slug."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry without its cards: `shared` and `own` are JSON objects, to be served before and after them.

    `claims` and `cautions` are slugs, `related` is a JSON list as it is served. `card` is how a claim or a
    caution is shown on other entries, None for other kinds. `digest` is that of the record.
    """

    shared: bytes
    own: bytes
    claims: tuple[str, ...]
    cautions: tuple[str, ...]
    related: bytes
    card: bytes | None
    digest: str

    @classmethod
    def read(
        cls, *, shared: str, own: str, claims: str, cautions: str, related: str, card: str | None, digest: str
    ) -> Self:
        """Return the entry that the columns of a row hold."""
        return cls(
            shared.encode(),
            own.encode(),
            _interned(claims),
            _interned(cautions),
            related.encode(),
            card.encode() if card else None,
            digest,
        )

    def fields(self) -> dict[str, Any]:
        """Return all fields but the linked ones, as JSON values."""
        return {**json.loads(self.shared), **json.loads(self.own)}

    def record(self) -> dict[str, Any]:
        """Return the entry as the bundle holds it: cards by slug, every other entry by kind and slug."""
        related = [{name: other[name] for name in RELATED} for other in json.loads(self.related)]
        linked = {"claims": list(self.claims), "cautions": list(self.cautions), "related": related}
        return {**_by_key(self.fields()), **linked}


def _by_key(value: Any) -> Any:
    """Return a JSON value with every reference in it reduced to kind and slug."""
    if isinstance(value, list):
        return [_by_key(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == REFERENCE:
        return {"kind": value["kind"], "slug": value["slug"]}
    return {name: _by_key(item) for name, item in value.items()}


def _interned(slugs: str) -> tuple[str, ...]:
    """Return slugs as the one copy of each that all entries share."""
    return tuple(intern(slug) for slug in slugs.split())
