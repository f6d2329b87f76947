"""The command `withdraw`."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from app.catalog.reference_resolver import closest_matches
from app.catalog.registry import KINDS
from app.catalog.releases import LedgerEntry, next_entry
from app.cli.bootstrap import fail, load_settings
from app.cli.content_source import read_content_or_fail, release_parts, require_note
from app.content.git_history import ContentFiles, HistoryError, files_in, files_of_release
from app.content.ledger import write_release
from app.content.safety_changes import safety_changes
from app.content.withdrawal import (
    Restored,
    WithdrawalConflictError,
    no_longer_retracted,
    restored_documents,
    unreleased_parts,
    unrestored_parts,
    with_published_slugs,
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
    served = release_parts(content)
    if changed := unreleased_parts(ledger, served):
        such = f"such as {changed[0]}: release them or undo them first ('gutbone diff' lists them)"
        fail(f"The content has changes that are in no release, {such}.")
    documents = _documents_before(folder, ledger, position)
    with TemporaryDirectory() as name:
        copied = Path(shutil.copytree(folder, Path(name) / "content"))
        write_documents(copied, documents)
        restored = release_parts(read_content_or_fail(copied))
        differ = unrestored_parts(ledger, position, restored)
        kept = with_published_slugs(documents, served.get("moved", {}))
        if kept != documents:
            write_documents(copied, {path: text for path, text in kept.items() if text != documents[path]})
            documents = kept
            restored = release_parts(read_content_or_fail(copied))
    if differ.texts:
        uncommitted = f"such as {differ.texts[0]}; a release is committed with its content"
        fail(f"The git history does not hold the text before {release}, {uncommitted}: {BY_HAND}.")
    changes = safety_changes(ledger, restored, KINDS)
    entry = next_entry(
        ledger,
        restored.digests(),
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
    _print_remarks(no_longer_retracted(served, restored), differ.icons)
    typer.echo(f"Wrote {path}. Commit it, then run 'gutbone load'.")


def _print_remarks(sources: Iterable[str], icons: Iterable[str]) -> None:
    """Print what the editor has to look at after a withdrawal."""
    for source in sources:
        typer.echo(f"Look at this yourself: {source} is no longer marked as retracted.")
    for key in icons:
        typer.echo(
            f"Look at this yourself: the icon of {key} is not as before. "
            f"If app/icons/svg/{key}.svg was moved, move it back and run 'gutbone release' once more."
        )


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
        fail(f"Later releases changed {', '.join(error.paths)} again: {BY_HAND}.")
