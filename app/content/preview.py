"""Compare the content of a database with what a load would store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.releases import LedgerEntry
from app.features.release_parts import ReleaseParts


@dataclass(frozen=True)
class Preview:
    """What a load would change; for a changed part the members that differ (none: the whole part)."""

    current: str | None
    release: str
    added: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    removed: tuple[str, ...]
    releases: tuple[LedgerEntry, ...]


def preview(current: Catalog | None, new: Catalog) -> Preview:
    """Compare the current content, None for an empty database, with the new content.

    Former slugs and the order within a kind count as members of an entry: `formerly` and `order`.
    """
    old, parts = dict(ReleaseParts(current)) if current else {}, dict(ReleaseParts(new))
    changed = {key: _members(old[key], parts[key]) for key in parts if key in old and old[key] != parts[key]}
    if current:
        _add(changed, "formerly", {key for _, key in current.moved.items() ^ new.moved.items()}, parts)
        _add(changed, "order", _reordered(current, new), parts)
    known = {entry.id for entry in current.history} if current else set()
    return Preview(
        current=current.release if current else None,
        release=new.release,
        added=tuple(sorted(parts.keys() - old.keys())),
        changed=dict(sorted(changed.items())),
        removed=tuple(sorted(old.keys() - parts.keys())),
        releases=tuple(entry for entry in new.history if entry.id not in known),
    )


def _members(old: Any, new: Any) -> tuple[str, ...]:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return ()
    names = dict.fromkeys([*new, *old])
    return tuple(name for name in names if old.get(name) != new.get(name) or (name in old) != (name in new))


def _add(changed: dict[str, tuple[str, ...]], member: str, keys: set[str], parts: Mapping[str, Any]) -> None:
    for key in keys & parts.keys():
        changed[key] = (*changed.get(key, ()), member)


def _reordered(current: Catalog, new: Catalog) -> set[str]:
    """Return the entries whose position changes relative to the entries in both."""
    found: set[str] = set()
    for kind in new.entries_by_kind:
        both = [key for key in new.keys(kind) if current.has(key)]
        before = [key for key in current.keys(kind) if new.has(key)]
        found |= {one for one, other in zip(both, before, strict=True) if one != other}
    return found
