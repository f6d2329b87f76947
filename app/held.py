"""An entry as it is held in memory and in the table of that name: JSON, with what it links to beside it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sys import intern
from typing import Any, Self

LINKED = frozenset({"claims", "cautions", "related"})
"""What an entry holds by reference: cards of claims and cautions, and relatives."""


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """An entry without its cards: `shared` and `own` are JSON objects, to be served before and after them.

    `claims` and `cautions` are slugs, `related` pairs of a relation and a `<kind>/<slug>`. `card` is how a
    claim or a caution is shown on other entries, None for other kinds. `digest` is that of the record.
    """

    shared: bytes
    own: bytes
    claims: tuple[str, ...]
    cautions: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    card: bytes | None
    digest: str

    @classmethod
    def read(cls, shared: str, own: str, links: str, card: str | None, digest: str) -> Self:
        """Return the entry that a row of the table holds."""
        linked = json.loads(links)
        return cls(
            shared.encode(),
            own.encode(),
            _interned(linked["claims"]),
            _interned(linked["cautions"]),
            tuple((intern(relation), intern(key)) for relation, key in linked["related"]),
            card.encode() if card else None,
            digest,
        )

    def fields(self) -> dict[str, Any]:
        """Return all fields but the linked ones, as JSON values."""
        return {**json.loads(self.shared), **json.loads(self.own)}

    def record(self) -> dict[str, Any]:
        """Return the entry as the bundle holds it: cards by slug, relatives by kind and slug."""
        pairs = ((relation, *key.split("/")) for relation, key in self.related)
        related = [{"relation": relation, "kind": kind, "slug": slug} for relation, kind, slug in pairs]
        linked = {"claims": list(self.claims), "cautions": list(self.cautions), "related": related}
        return self.fields() | linked


def _interned(slugs: Iterable[str]) -> tuple[str, ...]:
    """Return slugs as the one copy of each that all entries share."""
    return tuple(intern(slug) for slug in slugs)
