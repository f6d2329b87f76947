"""Records: each entry once, with references in place of copies, and the digest of each."""

from typing import Any

from app.catalog import Catalog
from app.entries import Entry
from app.features.facets import facets_of
from app.releases import digest_of

LINKED = {"claims", "cautions", "related"}
"""What a record holds by reference: a client puts the cards back from the claims and cautions."""


REFERENCE = {"kind", "slug", "name", "href"}
"""The members of a reference. A record holds the first two, so that a new name changes one record alone."""


def record_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as the bundle holds it: cards by slug, every other entry by kind and slug."""
    return {
        **_by_key(entry.model_dump(mode="json", exclude=LINKED)),
        "claims": [claim.slug for claim in entry.claims],
        "cautions": [caution.slug for caution in entry.cautions],
        "related": [
            {"relation": other.relation, "kind": other.kind, "slug": other.slug} for other in entry.related
        ],
    }


def _by_key(value: Any) -> Any:
    """Return a JSON value with every reference in it reduced to kind and slug."""
    if isinstance(value, list):
        return [_by_key(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == REFERENCE:
        return {"kind": value["kind"], "slug": value["slug"]}
    return {name: _by_key(item) for name, item in value.items()}


def parts_of(catalog: Catalog) -> dict[str, Any]:
    """Return every part of a release as JSON, by name.

    Records are `<kind>/<slug>`, enumerations `facets/<name>`; `facets` lists these in order. The other two
    are `guide` and `disclaimer`.
    """
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
    return {
        **records,
        **{f"facets/{facet['name']}": facet for facet in facets},
        "facets": [facet["name"] for facet in facets],
        "guide": guide,
        "disclaimer": dict(catalog.disclaimer),
    }


def digests_of(parts: dict[str, Any]) -> dict[str, str]:
    """Return the digest of each part."""
    return {key: digest_of(part) for key, part in parts.items()}
