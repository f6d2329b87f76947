"""Resolve references to entries, and find similar names."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from app.core.entry_keys import kind_of, slug_of
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


def closest_keys(word: str, keys: list[str], limit: int = 3) -> list[str]:
    """Return the entries that a wrong `<kind>/<slug>`, or a slug alone, may mean, most likely first.

    Those with the same slug, of whatever kind, stand before similar ones, of the same kind where it exists.
    """
    slug = slug_of(word) or word
    same_slug = [key for key in keys if slug_of(key) == slug]
    same_kind = [key for key in keys if kind_of(key) == kind_of(word)]
    return list(dict.fromkeys([*same_slug, *closest_matches(word, same_kind or keys, limit)]))[:limit]


def closest_key(word: str, keys: list[str]) -> str | None:
    """Return the entry that is most likely meant by a wrong `<kind>/<slug>`, or by a slug alone."""
    return next(iter(closest_keys(word, keys, limit=1)), None)


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
