"""Records: each entry once, with references in place of copies, and the digest of each."""

from typing import Any

from app.catalog import Catalog
from app.entries import Entry
from app.features.facets import facets_of
from app.releases import digest_of

LINKED = {"claims", "cautions", "related"}
"""What a record holds by reference: a client puts the cards back from the claims and cautions."""


def record_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as the bundle holds it: cards by slug, relatives by kind and slug."""
    return {
        **entry.model_dump(mode="json", exclude=LINKED),
        "claims": [claim.slug for claim in entry.claims],
        "cautions": [caution.slug for caution in entry.cautions],
        "related": [
            {"relation": other.relation, "kind": other.kind, "slug": other.slug} for other in entry.related
        ],
    }


def parts_of(catalog: Catalog) -> dict[str, Any]:
    """Return every part of a release as JSON: the records by `<kind>/<slug>`, guide, facets, disclaimer."""
    records = {
        f"{kind}/{entry.slug}": record_of(entry)
        for kind, entries in catalog.kinds.items()
        for entry in entries
    }
    guide = [
        {"slug": section.slug, "title": section.title, "text": section.text, "entries": section.keys}
        for section in catalog.guide
    ]
    facets = facets_of(catalog).model_dump(mode="json")["facets"]
    return {**records, "guide": guide, "facets": facets, "disclaimer": dict(catalog.disclaimer)}


def digests_of(parts: dict[str, Any]) -> dict[str, str]:
    """Return the digest of each part."""
    return {key: digest_of(part) for key, part in parts.items()}
