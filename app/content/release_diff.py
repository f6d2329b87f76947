"""What changed between two states of the content, in words: for an editor, and for a pull request."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAX_VALUE_LENGTH = 90
"""Characters of a value that is shown before and after."""

DERIVED = frozenset(
    {"related", "claims", "cautions", "answer", "icon", "href", "kind", "slug", "reaches", "may_reach"}
)
"""Members of a record that follow from others; the cautions of other entries are told by themselves."""

KIND_ORDER = ("cautions", "claims", "sources")
"""Kinds whose changes come first: what warns, what is graded, what both rest on."""


@dataclass(frozen=True)
class EntryDiff:
    """What changed in one entry, one line a field. No lines: the entry was added or removed."""

    key: str
    name: str
    change: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContentDiff:
    """All that changed, and which of it readers must be told."""

    since: str
    entries: tuple[EntryDiff, ...]
    safety: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()


def content_diff(
    since: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    safety: Iterable[str] = (),
    lowered: Iterable[str] = (),
) -> ContentDiff:
    """Compare the parts of two releases."""
    found = []
    for key in sorted(before.keys() | after.keys(), key=_order):
        if "/" not in key or key.startswith("facets/"):
            continue
        old, new = before.get(key), after.get(key)
        name = str((new or old or {}).get("name", key))
        if old is None or new is None:
            found.append(EntryDiff(key, name, "added" if old is None else "removed"))
        elif old != new and (lines := tuple(_entry_lines(old, new))):
            found.append(EntryDiff(key, name, "changed", lines))
    found += [
        EntryDiff(key, f"The {key}", "changed", tuple(_lines(key, before.get(key), after.get(key))))
        for key in ("guide", "disclaimer")
        if before.get(key) != after.get(key)
    ]
    return ContentDiff(since, tuple(found), tuple(safety), tuple(lowered))


def _order(key: str) -> tuple[int, str]:
    kind = key.partition("/")[0]
    return KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER), key


def _entry_lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*new, *old]):
        if name not in DERIVED:
            yield from _lines(name, old.get(name), new.get(name))
    yield from _caution_lines(old.get("cautions", ()), new.get("cautions", ()))


def _caution_lines(old: Iterable[Mapping[str, str]], new: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield what a reader of the entry is warned of otherwise than before."""
    before = {caution["slug"]: caution["severity"] for caution in old}
    after = {caution["slug"]: caution["severity"] for caution in new}
    for slug in sorted(before.keys() | after.keys()):
        if slug not in before:
            yield f"caution {slug}: now shown ({after[slug]})"
        elif slug not in after:
            yield f"caution {slug}: no longer shown ({before[slug]})"
        elif before[slug] != after[slug]:
            yield f"caution {slug}: severity {before[slug]} → {after[slug]}"


def _lines(field: str, old: Any, new: Any) -> Iterator[str]:
    """Yield one line for each value that differs, with the path of its field."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_reference(old, new):
        for name in dict.fromkeys([*new, *old]):
            yield from _lines(f"{field}.{name}", old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list):
        gone = [value for value in old if value not in new]
        come = [value for value in new if value not in old]
        if len(gone) == len(come) == 1 and isinstance(gone[0], dict):
            yield from _lines(f"{field}[{old.index(gone[0])}]", gone[0], come[0])
            return
        yield from (f"{field}: without {_shown(value)}" for value in gone)
        yield from (f"{field}: with {_shown(value)}" for value in come)
        if not gone and not come:
            yield f"{field}: in another order"
    else:
        yield f"{field} {_shown(old)} → {_shown(new)}"


def _is_reference(*values: Mapping[str, Any]) -> bool:
    return all(value.keys() == {"kind", "slug"} for value in values)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = f"{value['kind']}/{value['slug']}" if _is_reference(value) else _words_of(value)
    if value is None or value == []:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH].rstrip()} …"


def _words_of(value: Mapping[str, Any]) -> str:
    given = {name: one for name, one in value.items() if one not in (None, [], "")}
    return ", ".join(f"{name} {_shown(one)}" for name, one in given.items())


def as_text(diff: ContentDiff) -> str:
    """Return the changes as plain lines."""
    if not diff.entries:
        return f"Nothing changed since {diff.since}.\n"
    lines = [f"Since {diff.since}:"]
    if diff.safety:
        lines.append(f"Readers must be told of: {', '.join(diff.safety)}")
    if diff.lowered:
        lines.append(f"Warnings that get weaker or go: {', '.join(diff.lowered)}")
    for entry in diff.entries:
        lines += ["", f"{entry.key} ({entry.name}): {entry.change}"]
        lines += [f"  {line}" for line in entry.lines]
    return "\n".join(lines) + "\n"


def as_markdown(diff: ContentDiff) -> str:
    """Return the changes as a comment for a pull request."""
    lines = [f"### What changes for readers since `{diff.since}`", ""]
    if not diff.entries:
        return "\n".join([*lines, "Nothing.", ""])
    if diff.lowered:
        lines += [f"**Warnings get weaker or go:** {_keys(diff.lowered)}. A release needs the reason.", ""]
    if diff.safety:
        lines += [f"**Readers must be told of:** {_keys(diff.safety)}.", ""]
    for entry in diff.entries:
        lines.append(f"* **{_escaped(entry.name)}** (`{entry.key}`): {entry.change}")
        lines += [f"  * {_escaped(line)}" for line in entry.lines]
    return "\n".join([*lines, ""])


def _keys(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _escaped(text: str) -> str:
    """Return a text that Markdown shows as it is: content of a pull request is written by strangers."""
    shown = " ".join(text.split())
    for sign in "\\`*_[]<>|#@":
        shown = shown.replace(sign, f"\\{sign}")
    return shown
