"""Withdraw a release: a newer release brings the older text back, because readers only go forward."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.catalog.releases import LedgerEntry, fold_ledger
from app.content.git_history import ContentFiles

Restored = Mapping[str, bytes | None]
"""The text of each document that changes, by path; None removes it."""


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


def write_documents(folder: Path, documents: Restored) -> None:
    """Write and remove documents of the content folder."""
    for path, text in documents.items():
        if text is None:
            (folder / path).unlink()
        else:
            (folder / path).write_bytes(text)


def unrestored_parts(ledger: Sequence[LedgerEntry], withdrawn: int, parts: Mapping[str, str]) -> list[str]:
    """Return the parts that a withdrawn release (its position) changed, and that differ from before it.

    Parts that a later release changed are left out: those may differ.
    """
    before = fold_ledger(ledger[:withdrawn])
    later = {key for entry in ledger[withdrawn + 1 :] for key in _changed(entry)}
    return sorted(key for key in _changed(ledger[withdrawn]) - later if parts.get(key) != before.get(key))


def _changed(entry: LedgerEntry) -> set[str]:
    return {*entry.added, *entry.changed, *entry.removed}
