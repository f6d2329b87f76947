"""Resolve references to entries, and find similar names."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from app.core.entry_keys import slug_of
from app.core.references import RelationReference, make_reference
from app.vocabulary.content import Relation

MIN_SIMILARITY = 60
"""The lowest score, 0 to 100, of a suggested name."""


def closest_matches(word: str, choices: list[str], limit: int = 3) -> list[str]:
    """Return the choices most similar to the word, best first; the case of letters does not count."""
    matches = process.extract(
        word, choices, scorer=fuzz.WRatio, processor=str.lower, limit=limit, score_cutoff=MIN_SIMILARITY
    )
    return [choice for choice, _, _ in matches]


class ReferenceResolver:
    """A resolver of kind and slug to a reference with the name of the entry."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Store the names of all entries by `<kind>/<slug>`."""
        self._names = names
        self._references: dict[tuple[str, Relation], RelationReference] = {}

    def find(self, kind: str, slug: str, relation: Relation) -> RelationReference | None:
        """Return a reference to the entry with this relation, the same object each time, or None."""
        key = f"{kind}/{slug}"
        if key not in self._names:
            return None
        if (key, relation) not in self._references:
            self._references[key, relation] = make_reference(kind, slug, self._names[key], relation)
        return self._references[key, relation]

    def similar_slugs(self, kind: str, slug: str) -> list[str]:
        """Return slugs of this kind that are similar to the given one."""
        return closest_matches(slug, [slug_of(key) for key in self._names if key.startswith(f"{kind}/")])
