"""Make parts of two releases comparable, so that a renaming is told from a change."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from app.core.canonical_json import digest_of
from app.core.entry_keys import slug_of

LINKS = frozenset({"claims", "cautions"})
"""Members of a record that list entries of the kind of this name by their slug alone."""

KEY = re.compile(r"[a-z-]+/[a-z0-9-]+")


def renamed_entries(before: Collection[str], after: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys that entries have now by the keys they had in the parts of an earlier release."""
    moved: Mapping[str, str] = after.get("moved", {})
    return {
        former: now
        for former, now in moved.items()
        if former in before and former not in after and now in after and now not in before
    }


def under_new_slugs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parts of an earlier release as if its entries had had the slugs of today.

    A part that differs then by the order of references alone, which follows the slugs, is as today.
    """
    renamed = renamed_entries(before, after)
    if not renamed:
        return before
    parts = {}
    for key, part in before.items():
        now = renamed.get(key, key)
        moved = under_slugs(part, renamed)
        is_as_today = moved != part and _without_order(moved) == _without_order(after.get(now))
        parts[now] = after[now] if is_as_today else moved
    return parts


def without_references(value: Any, keys: Collection[str]) -> Any:
    """Return a JSON value whose lists have lost the references to some entries."""
    if isinstance(value, dict):
        return {name: without_references(item, keys) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(without_references(item, keys) for item in value if _key_of(item) not in keys)
    return value


def _key_of(item: Any) -> str | None:
    if isinstance(item, dict) and "slug" in item:
        return f"{item.get('kind')}/{item['slug']}"
    return item if isinstance(item, str) else None


def under_slugs(value: Any, renamed: Mapping[str, str], kind: str | None = None) -> Any:
    """Return a JSON value whose references have other slugs; `kind` is that of references without one."""
    if isinstance(value, list | tuple):
        return type(value)(under_slugs(item, renamed, kind) for item in value)
    if isinstance(value, dict):
        members = {
            name: under_slugs(item, renamed, name if name in LINKS else None) for name, item in value.items()
        }
        now = renamed.get(f"{value.get('kind', kind)}/{value.get('slug')}")
        return members | {"slug": slug_of(now)} if now else members
    return renamed.get(value, value) if isinstance(value, str) else value


def _without_order(value: Any) -> Any:
    """Return a JSON value with its lists of references sorted."""
    if isinstance(value, dict):
        return {name: _without_order(item) for name, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [_without_order(item) for item in value]
    return sorted(items, key=digest_of) if all(map(_is_reference, items)) else items


def _is_reference(item: Any) -> bool:
    if isinstance(item, str):
        return KEY.fullmatch(item) is not None
    return isinstance(item, dict) and "slug" in item
