"""The names of all entries: what references in content and in tables are resolved against."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from app.core.references import RoleReference, make_reference
from app.vocabulary.content import Relation

SIMILAR = 60
"""Least similarity, 0 to 100, at which a name is offered as the one that was meant."""


def closest_matches(word: str, choices: list[str], limit: int = 3) -> list[str]:
    """Return the choices that look most like the word, best first."""
    found = process.extract(word, choices, scorer=fuzz.WRatio, limit=limit, score_cutoff=SIMILAR)
    return [choice for choice, _, _ in found]


class ReferenceResolver:
    """Resolves `<kind>/<slug>` to a reference that carries the entry's name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take the names of all entries by `<kind>/<slug>`."""
        self._names = names
        self._made: dict[tuple[str, Relation], RoleReference] = {}

    def find(self, kind: str, slug: str, role: Relation) -> RoleReference | None:
        """Return a reference to the entry in this role, the same object each time, or None."""
        key = f"{kind}/{slug}"
        if key not in self._names:
            return None
        if (key, role) not in self._made:
            self._made[key, role] = make_reference(kind, slug, self._names[key], role)
        return self._made[key, role]

    def similar_slugs(self, kind: str, slug: str) -> list[str]:
        """Return slugs of this kind that look like the one given."""
        return closest_matches(
            slug, [key.partition("/")[2] for key in self._names if key.startswith(f"{kind}/")]
        )
