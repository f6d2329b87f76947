"""What changed between two states of the content, in words: for an editor, and for a pull request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.content.safety_changes import SafetyChanges
from app.core.entry_keys import kind_of

MAX_VALUE_LENGTH = 90
"""Characters of a value that is shown before and after."""

MAX_NAMED = 10
"""Keys that are named of a list; the software may change what is served of every entry."""

SERVED_OTHERWISE = "Served otherwise though no text changed, such as an icon"

DERIVED = frozenset(
    {"related", "claims", "cautions", "answer", "icon", "href", "kind", "slug", "reaches", "may_reach"}
)
"""Members of a record that follow from others; the cautions of other entries are told by themselves."""

KIND_ORDER = ("cautions", "claims", "sources")
"""Kinds whose changes come first: what warns, what is graded, what both rest on."""


@dataclass(frozen=True)
class EntryDiff:
    """What changed in one entry, one line a field. No lines: it was added, removed, or renamed alone."""

    key: str
    name: str
    change: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContentDiff:
    """All that changed, and which of it readers must be told.

    `served` are parts whose text is the same and that are served otherwise: an icon, the software.
    """

    since: str
    entries: tuple[EntryDiff, ...]
    safety: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()
    served: tuple[str, ...] = ()


def content_diff(
    since: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    safety: SafetyChanges,
    *,
    renamed: Mapping[str, str],
    served: Iterable[str] = (),
    longest: int = MAX_VALUE_LENGTH,
) -> ContentDiff:
    """Compare the parts of two releases, those of the older one under the slugs of the newer one.

    `renamed` has the keys of the newer release by those of the older one. Values of more than `longest`
    characters are cut around what differs.
    """
    found = []
    former = {now: key for key, now in renamed.items()}
    for key in sorted(before.keys() | after.keys(), key=_order):
        if "/" not in key or key.startswith("facets/"):
            continue
        old, new = before.get(key), after.get(key)
        name = str((new or old or {}).get("name", key))
        if old is None or new is None:
            found.append(EntryDiff(key, name, "added" if old is None else "removed"))
        elif key in former:
            found.append(
                EntryDiff(former[key], name, f"renamed to {key}", tuple(_entry_lines(old, new, longest)))
            )
        elif old != new and (lines := tuple(_entry_lines(old, new, longest))):
            found.append(EntryDiff(key, name, "changed", lines))
    found += [
        EntryDiff(key, f"The {key}", "changed", tuple(_lines(key, before.get(key), after.get(key), longest)))
        for key in ("guide", "disclaimer")
        if before.get(key) != after.get(key)
    ]
    return ContentDiff(since, tuple(found), safety.changed, safety.lowered, tuple(served))


def _order(key: str) -> tuple[int, str]:
    kind = kind_of(key)
    return KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER), key


def _entry_lines(old: Mapping[str, Any], new: Mapping[str, Any], longest: int) -> Iterator[str]:
    for name in dict.fromkeys([*new, *old]):
        if name not in DERIVED:
            yield from _lines(name, old.get(name), new.get(name), longest)
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


def _lines(field: str, old: Any, new: Any, longest: int) -> Iterator[str]:
    """Yield one line for each value that differs, with the path of its field."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_reference(old, new):
        for name in dict.fromkeys([*new, *old]):
            yield from _lines(f"{field}.{name}", old.get(name), new.get(name), longest)
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        gone = [value for value in old if value not in new]
        come = [value for value in new if value not in old]
        if len(gone) == len(come) == 1 and _is_same_item(gone[0], come[0]):
            yield from _lines(f"{field}[{old.index(gone[0])}]", gone[0], come[0], longest)
            return
        yield from (f"{field}: without {_cut(_shown(value), 0, longest)}" for value in gone)
        yield from (f"{field}: with {_cut(_shown(value), 0, longest)}" for value in come)
        if not gone and not come:
            yield f"{field}: in another order"
    else:
        before, after = _shown(old), _shown(new)
        pairs = enumerate(zip(before, after, strict=False))
        place = next((at for at, (one, other) in pairs if one != other), 0)
        yield f"{field} {_cut(before, place, longest)} → {_cut(after, place, longest)}"


def _is_same_item(old: Any, new: Any) -> bool:
    """Return whether an item that went and one that came are one that was edited: fields, or a sentence."""
    if isinstance(old, dict):
        return not _is_reference(old, new)
    return isinstance(old, str) and " " in old and isinstance(new, str)


def _is_reference(*values: Mapping[str, Any]) -> bool:
    return all(value.keys() == {"kind", "slug"} for value in values)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = f"{value['kind']}/{value['slug']}" if _is_reference(value) else _words_of(value)
    if value is None or value in ([], ()):
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cut(text: str, place: int, longest: int) -> str:
    """Return the words of a text around a place; a text that is short enough is whole."""
    if len(text) <= longest:
        return text
    start = max(0, min(place - longest // 3, len(text) - longest))
    end = start + longest
    start = text.rfind(" ", 0, start) + 1 if start else 0
    return f"{'… ' if start else ''}{text[start:end].rstrip()}{' …' if end < len(text) else ''}"


def _words_of(value: Mapping[str, Any]) -> str:
    given = {name: one for name, one in value.items() if one not in (None, [], (), "")}
    return ", ".join(f"{name} {_shown(one)}" for name, one in given.items())


def as_text(diff: ContentDiff) -> str:
    """Return the changes as plain lines."""
    if not diff.entries and not diff.served:
        return f"Nothing changed since {diff.since}.\n"
    lines = [f"Since {diff.since}:"]
    if diff.served:
        lines.append(f"{SERVED_OTHERWISE}: {', '.join(_some(diff.served))}")
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
    if not diff.entries and not diff.served:
        return "\n".join([*lines, "Nothing.", ""])
    if diff.served:
        lines += [f"**{SERVED_OTHERWISE}:** {', '.join(f'`{key}`' for key in _some(diff.served))}.", ""]
    if diff.lowered:
        lines += [f"**Warnings get weaker or go:** {_keys(diff.lowered)}. A release needs the reason.", ""]
    if diff.safety:
        lines += [f"**Readers must be told of:** {_keys(diff.safety)}.", ""]
    for entry in diff.entries:
        lines.append(f"* **{_escaped(entry.name)}** (`{entry.key}`): {entry.change}")
        lines += [f"  * {_escaped(line)}" for line in entry.lines]
    return "\n".join([*lines, ""])


def _some(keys: Sequence[str]) -> Iterator[str]:
    yield from keys[:MAX_NAMED]
    if len(keys) > MAX_NAMED:
        yield f"{len(keys) - MAX_NAMED} more"


def _keys(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _escaped(text: str) -> str:
    """Return a text that Markdown shows as it is: the content of a pull request is untrusted."""
    shown = " ".join(text.split())
    for sign in "\\`*_[]<>|#@":
        shown = shown.replace(sign, f"\\{sign}")
    return shown
