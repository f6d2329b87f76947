"""The parts of a release: each entry once, with references in place of copies, and the digest of each."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.releases import digest_of
from app.features.facets import facets_of


class ReleaseParts(Mapping[str, Any]):
    """Every part of a release as JSON, by name. A record is read when it is asked for, and not kept.

    Records are `<kind>/<slug>`, enumerations `facets/<name>`; `facets` lists these in order. The other two
    are `guide` and `disclaimer`.
    """

    def __init__(self, catalog: Catalog) -> None:
        """Take a release."""
        self._held = catalog.stored
        self._others = _others(catalog)

    def __getitem__(self, name: str) -> Any:
        """Return a part. Raises KeyError."""
        return self._others[name] if name in self._others else self._held[name].record()

    def __iter__(self) -> Iterator[str]:
        """Yield the names: records first, in the order of the catalog."""
        yield from self._held
        yield from self._others

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._held) + len(self._others)

    def digests(self) -> dict[str, str]:
        """Return the digest of each part, in the same order."""
        others = {name: digest_of(part) for name, part in self._others.items()}
        return {key: held.digest for key, held in self._held.items()} | others


def _others(catalog: Catalog) -> dict[str, Any]:
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
    }
