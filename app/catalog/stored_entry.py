"""`StoredEntry`: an entry in memory, as JSON with the slugs of what it links to."""

import json
from dataclasses import dataclass
from sys import intern
from typing import Any, Self

LINKED_FIELDS = frozenset({"claims", "cautions", "related"})
"""Fields of an entry that are stored as references: cards of claims and cautions, and related entries."""


REFERENCE = {"kind", "slug", "name", "href"}
"""The members of a reference. A record has the first two only, so that a new name changes one record."""

RELATED = ("relation", "kind", "slug")
"""The members of a related entry in a record; the others follow from them."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A row of the read model.

    `shared` and `own` are JSON objects: the fields of all kinds and those of its kind. `claims` and
    `cautions` are slugs, `related` is a JSON array. `card` is the JSON of a claim or a caution embedded in
    other entries, None for other kinds. `digest` is the digest of the record.
    """

    shared: bytes
    own: bytes
    claims: tuple[str, ...]
    cautions: tuple[str, ...]
    related: bytes
    card: bytes | None
    digest: str

    @classmethod
    def from_columns(
        cls, *, shared: str, own: str, claims: str, cautions: str, related: str, card: str | None, digest: str
    ) -> Self:
        """Return the entry in the columns of a row."""
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
        """Return all fields except the linked ones, as JSON values."""
        return {**json.loads(self.shared), **json.loads(self.own)}

    def record(self) -> dict[str, Any]:
        """Return the entry as in the bundle: cards by slug, other entries by kind and slug."""
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
    """Split slugs, sharing one string object for equal slugs."""
    return tuple(intern(slug) for slug in slugs.split())
