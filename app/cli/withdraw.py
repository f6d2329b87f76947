"""The command `withdraw`."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.catalog.reference_resolver import closest_matches
from app.catalog.registry import KINDS
from app.catalog.releases import LedgerEntry, content_digest, next_entry
from app.cli.bootstrap import fail, load_settings
from app.cli.content_source import read_content_or_fail, release_parts, require_note
from app.content.git_history import ContentFiles, HistoryError, files_in, files_of_release
from app.content.ledger import write_release
from app.content.safety_changes import safety_changes
from app.content.withdrawal import (
    Restored,
    WithdrawalConflictError,
    restored_documents,
    unrestored_parts,
    write_documents,
)
from app.vocabulary.content import ReleaseReason

BY_HAND = "correct the content by hand, then run 'gutbone release --reason safety'"


def withdraw_command(
    release: Annotated[str, typer.Argument(help="Id of the release to withdraw.")],
    reason: Annotated[str, typer.Option(help="What is wrong with it, for people.")],
) -> None:
    """Bring back the text before a release, as a newer release: readers only go forward."""
    folder = load_settings().content_dir
    content = read_content_or_fail(folder)
    ledger = content.ledger
    position = _position(ledger, release)
    note = require_note(f"Withdraws {release}: {reason}")
    if content_digest(release_parts(content).digests()) != ledger[-1].digest:
        fail("The content has changes that are in no release: release them or undo them first.")
    documents = _documents_before(folder, ledger, position)
    with TemporaryDirectory() as name:
        copied = Path(shutil.copytree(folder, Path(name) / "content"))
        write_documents(copied, documents)
        restored = release_parts(read_content_or_fail(copied))
    parts = restored.digests()
    if differ := unrestored_parts(ledger, position, parts):
        fail(f"The git history does not hold the text before {release}, such as {differ[0]}: {BY_HAND}.")
    changes = safety_changes(ledger, restored, KINDS)
    entry = next_entry(
        ledger,
        parts,
        ReleaseReason.SAFETY,
        note,
        datetime.now(UTC),
        lowered_because=reason if changes.lowered else None,
        safety=changes.states,
    )
    if entry is None:
        fail(f"Nothing of {release} is left to withdraw.")
    write_documents(folder, documents)
    path = write_release(folder / "releases", entry)
    for document, text in documents.items():
        typer.echo(f"{'removed' if text is None else 'restored'} {document}")
    typer.echo(f"Wrote {path}. Commit it, then run 'gutbone load'.")


def _position(ledger: Sequence[LedgerEntry], release: str) -> int:
    ids = [entry.id for entry in ledger]
    if release not in ids:
        near = closest_matches(release, ids, limit=1)
        hint = f"; did you mean {near[0]}?" if near else "."
        fail(f"The ledger has no release {release}{hint}")
    if release == ids[0]:
        fail(f"There is no text before {release}, the first release: {BY_HAND}.")
    return ids.index(release)


def _documents_before(folder: Path, ledger: Sequence[LedgerEntry], position: int) -> Restored:
    """Return the documents to restore, from the git history."""
    release, previous = ledger[position].id, ledger[position - 1].id
    now = files_in(folder)
    try:
        before = files_of_release(folder, previous)
        # A release that is not committed yet is the newest one: its text is in the folder.
        changed: ContentFiles = files_of_release(folder, release) or now
        if before is None:
            fail(f"Release {previous} is not in the git history: {BY_HAND}.")
        return restored_documents(before, changed, now)
    except HistoryError as error:
        fail(f"The text before {release} cannot be read, {error}: {BY_HAND}.")
    except WithdrawalConflictError as error:
        fail(f"Later releases changed {', '.join(error.paths[:5])} again: {BY_HAND}.")
