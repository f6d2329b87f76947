"""The parts of a release: each entry once, with references in place of copies, and the digest of each."""

from typing import Any

from app.catalog import Catalog
from app.features.facets import facets_of
from app.releases import digest_of


def parts_of(catalog: Catalog) -> dict[str, Any]:
    """Return every part of a release as JSON: the records by `<kind>/<slug>`, guide, facets, disclaimer."""
    return {key: held.record() for key, held in catalog.held.items()} | _others(catalog)


def digests_of(catalog: Catalog) -> dict[str, str]:
    """Return the digest of each part, in the same order."""
    others = {key: digest_of(part) for key, part in _others(catalog).items()}
    return {key: held.digest for key, held in catalog.held.items()} | others


def _others(catalog: Catalog) -> dict[str, Any]:
    """Return the parts that are not entries."""
    guide = [
        {"slug": section.slug, "title": section.title, "text": section.text, "entries": section.keys}
        for section in catalog.guide
    ]
    facets = facets_of(catalog).model_dump(mode="json")["facets"]
    return {"guide": guide, "facets": facets, "disclaimer": dict(catalog.disclaimer)}
