"""The guide as a course: its sections, and the way from one entry to the next."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog, StoredGuideSection
from app.core.memoize import Memoize
from app.schemas.entries import Entry


@dataclass(frozen=True)
class Place:
    """Where an entry stands in the guide: its section, and the entries before and after it, if any."""

    section: StoredGuideSection
    before: Entry | None
    after: Entry | None


@Memoize
def places(catalog: Catalog) -> Mapping[str, Place]:
    """Return the place of every entry of the guide by its key; one that comes twice has its first place."""
    steps: dict[str, StoredGuideSection] = {}
    for section in catalog.guide:
        for key in section.keys:
            steps.setdefault(key, section)
    keys = list(steps)
    around = zip(keys, [None, *keys[:-1]], [*keys[1:], None], strict=True)
    return {
        key: Place(steps[key], entry_at(catalog, one), entry_at(catalog, two)) for key, one, two in around
    }


def entry_at(catalog: Catalog, key: str | None) -> Entry | None:
    """Return the entry with a key; None for None."""
    if key is None:
        return None
    kind, _, slug = key.partition("/")
    return catalog.entry(kind, slug)


def entries_of(catalog: Catalog, section: StoredGuideSection) -> list[Entry]:
    """Return the entries of a section, in order."""
    return [entry for key in section.keys if (entry := entry_at(catalog, key))]
