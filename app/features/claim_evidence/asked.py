"""What a reader asks about, looked up in the catalog."""

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.features.name_resolution import InvalidParameter, InvalidQueryError
from app.schemas.entries import Entry


def resolve_entry(catalog: Catalog, given: str) -> Entry:
    """Return the entry that a `<kind>/<slug>` names, by a former slug too. Raises InvalidQueryError."""
    key = catalog.moved.get(given, given)
    kind, _, slug = key.partition("/")
    if catalog.has(key):
        return catalog.entry(kind, slug)
    kinds = [kind] if kind in catalog.kinds else list(catalog.kinds)
    choices = [choice for path in kinds for choice in catalog.keys(path)]
    mistake = InvalidParameter(
        "subject", given, "no such entry; write <kind>/<slug>", closest_matches(given, choices)
    )
    raise InvalidQueryError([mistake])
