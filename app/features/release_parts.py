"""Parts of a release: each entry once, with references instead of embedded copies, and a digest per part."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.catalog import Catalog
from app.core.canonical_json import digest_of
from app.features.facets import facets_of


class ReleaseParts(Mapping[str, Any]):
    """Lazy mapping of part name to JSON value; records are decoded on access and not cached.

    Names: `<kind>/<slug>` for records, `facets/<name>` for enumerations, `facets` for their order,
    `guide` and `disclaimer`, and `moved` where entries have another slug now.
    """

    def __init__(self, catalog: Catalog) -> None:
        """Read the parts of a catalog."""
        self._entries = catalog.stored
        self._other_parts = _other_parts(catalog)

    def __getitem__(self, name: str) -> Any:
        """Return one part. Raises KeyError."""
        return self._other_parts[name] if name in self._other_parts else self._entries[name].record()

    def __iter__(self) -> Iterator[str]:
        """Yield part names: records first, in catalog order."""
        yield from self._entries
        yield from self._other_parts

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self._entries) + len(self._other_parts)

    def digests(self) -> dict[str, str]:
        """Return the digest of each part, in iteration order."""
        others = {name: digest_of(part) for name, part in self._other_parts.items()}
        return {key: entry.digest for key, entry in self._entries.items()} | others


def _other_parts(catalog: Catalog) -> dict[str, Any]:
    """Return the parts that are not entries."""
    guide = [
        {"slug": section.slug, "title": section.title, "text": section.text, "entries": section.keys}
        for section in catalog.guide
    ]
    facets = facets_of(catalog).model_dump(mode="json")["facets"]
    return {
        **{f"facets/{facet['name']}": facet for facet in facets},
        "facets": [facet["name"] for facet in facets],
        "guide": guide,
        "disclaimer": dict(catalog.disclaimer),
        **({"moved": dict(catalog.moved)} if catalog.moved else {}),
    }
