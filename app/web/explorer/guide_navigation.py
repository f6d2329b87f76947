"""Navigation through the guide: the section, previous and next entry of each entry."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog, StoredGuideSection
from app.core.memoize import Memoize
from app.schemas.entries import Entry


@dataclass(frozen=True)
class GuidePosition:
    """The position of an entry in the guide: its section, and the entries around it, if any."""

    section: StoredGuideSection
    previous: Entry | None
    next: Entry | None


@Memoize
def guide_positions(catalog: Catalog) -> Mapping[str, GuidePosition]:
    """Return the position of each entry of the guide by key; an entry that is listed twice has the first."""
    sections: dict[str, StoredGuideSection] = {}
    for section in catalog.guide:
        for key in section.keys:
            sections.setdefault(key, section)
    keys = list(sections)
    neighbours = zip(keys, [None, *keys[:-1]], [*keys[1:], None], strict=True)
    return {
        key: GuidePosition(sections[key], entry_at(catalog, previous), entry_at(catalog, following))
        for key, previous, following in neighbours
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
