"""What a load would change, told before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.releases import LedgerEntry
from app.features.release_parts import ReleaseParts


@dataclass(frozen=True)
class Preview:
    """What a load would change, part by part; for a changed part, which members of it (none: the whole)."""

    held: str | None
    release: str
    added: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    removed: tuple[str, ...]
    releases: tuple[LedgerEntry, ...]


def preview(held: Catalog | None, new: Catalog) -> Preview:
    """Compare what a database holds, None for nothing, with what it would hold.

    Former slugs and the order within a kind count as members of an entry: `formerly` and `order`.
    """
    old, parts = dict(ReleaseParts(held)) if held else {}, dict(ReleaseParts(new))
    changed = {key: _members(old[key], parts[key]) for key in parts if key in old and old[key] != parts[key]}
    if held:
        _add(changed, "formerly", {key for _, key in held.moved.items() ^ new.moved.items()}, parts)
        _add(changed, "order", _reordered(held, new), parts)
    known = {entry.id for entry in held.history} if held else set()
    return Preview(
        held=held.release if held else None,
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


def _reordered(held: Catalog, new: Catalog) -> set[str]:
    """Return the entries whose place among those that stay is another."""
    found: set[str] = set()
    for kind in new.kinds:
        both = [key for key in new.keys(kind) if held.has(key)]
        before = [key for key in held.keys(kind) if new.has(key)]
        found |= {one for one, other in zip(both, before, strict=True) if one != other}
    return found
