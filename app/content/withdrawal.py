"""Withdraw a release: a newer release restores the older text, because clients never go back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.releases import LedgerEntry, fold_ledger
from app.content.git_history import ContentFiles
from app.content.yaml_edit import scalars, set_list
from app.core.canonical_json import digest_of
from app.core.entry_keys import slug_of
from app.features.release_parts import ReleaseParts
from app.icons.icon_files import PREFIX
from app.kinds.sources import retraction_mark

Restored = Mapping[str, bytes | None]
"""The text of each document that changes, by path; None removes it."""


@dataclass(frozen=True)
class Unrestored:
    """The parts of a restored text that differ from the ledger; `icons` are those with another icon only."""

    texts: tuple[str, ...]
    icons: tuple[str, ...]


class WithdrawalConflictError(Exception):
    """Documents that the release changed were changed again since; `paths` has them."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Take the paths of the documents."""
        super().__init__(", ".join(paths))
        self.paths = paths


def restored_documents(before: ContentFiles, release: ContentFiles, now: ContentFiles) -> Restored:
    """Return what takes back the changes of a release: what differs in it from before, as it was before.

    Raises WithdrawalConflictError if one of these documents is neither as in the release nor as before.
    """
    changed = [path for path in sorted(before | release) if before.get(path) != release.get(path)]
    conflicts = [path for path in changed if now.get(path) not in (before.get(path), release.get(path))]
    if conflicts:
        raise WithdrawalConflictError(conflicts)
    return {path: before.get(path) for path in changed if now.get(path) != before.get(path)}


def with_published_slugs(documents: Restored, moved: Mapping[str, str]) -> Restored:
    """Return restored documents that keep, as former slugs, those that a withdrawn renaming had published.

    `moved` has the keys that entries have before the withdrawal, by their former ones.
    """
    kept = dict(documents)
    for former, now in moved.items():
        text = documents.get(f"{former}.yaml")
        if text is not None and documents.get(f"{now}.yaml", text) is None:
            slugs = [value for path, value in scalars(text.decode()) if path[0] == "formerly"]
            kept[f"{former}.yaml"] = set_list(text.decode(), ["formerly"], [*slugs, slug_of(now)]).encode()
    return kept


def write_documents(folder: Path, documents: Restored) -> None:
    """Write and remove documents of the content folder."""
    for path, text in documents.items():
        if text is None:
            (folder / path).unlink()
        else:
            (folder / path).write_bytes(text)


def unreleased_parts(ledger: Sequence[LedgerEntry], parts: ReleaseParts) -> list[str]:
    """Return the parts that are not as the newest release of a ledger has them."""
    released, digests = fold_ledger(ledger), parts.digests()
    return sorted(key for key in released.keys() | digests.keys() if released.get(key) != digests.get(key))


def unrestored_parts(ledger: Sequence[LedgerEntry], withdrawn: int, parts: ReleaseParts) -> Unrestored:
    """Return the parts that a withdrawn release (its position) changed, and that differ from before it.

    Parts that a later release changed are left out: those may differ.
    """
    before = fold_ledger(ledger[:withdrawn])
    later = {key for entry in ledger[withdrawn + 1 :] for key in _changed(entry)}
    differ = {*unreleased_parts(ledger[:withdrawn], parts)} & (_changed(ledger[withdrawn]) - later)
    icons = {key for key in differ if key in before and _differs_by_its_icon(key, parts, before[key])}
    return Unrestored(tuple(sorted(differ - icons)), tuple(sorted(icons)))


def _differs_by_its_icon(key: str, parts: ReleaseParts, digest: str) -> bool:
    """Return whether a part has this digest with another icon: icon files are not in the content folder."""
    record = parts.get(key)
    if not isinstance(record, dict) or "icon" not in record:
        return False
    former = [slug for slug, now in parts.get("moved", {}).items() if now == key]
    icons = (None, *(f"{PREFIX}{name}.svg" for name in (key, *former)))
    return any(digest_of(record | {"icon": icon}) == digest for icon in icons)


def no_longer_retracted(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the sources that are marked as retracted in the parts of one release, and not in another."""
    both = [key for key in before if key.startswith("sources/") and key in after]
    return [key for key in both if retraction_mark(before[key]) and not retraction_mark(after[key])]


def _changed(entry: LedgerEntry) -> set[str]:
    return {*entry.added, *entry.changed, *entry.removed}
