"""The commands `check`, `migrate`, `load` and `release`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Annotated

import typer
from alembic.util import CommandError
from rich.progress import Progress
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import CorruptContentError, NoContentError, read_catalog
from app.catalog.registry import KINDS
from app.catalog.releases import LedgerEntry, fold_ledger, next_entry
from app.cli.bootstrap import (
    create_engine,
    fail,
    fail_on_database,
    load_catalog,
    load_settings,
    require_migrated_engine,
)
from app.cli.content_source import (
    error_console,
    in_memory_engine,
    load_content,
    print_check,
    read_content_or_fail,
    release_parts,
    require_note,
)
from app.content.content_reader import Content
from app.content.ledger import write_release
from app.content.loader import OlderLedgerError, Summary, lacking_releases, load
from app.content.preview import Preview, preview
from app.content.safety_changes import SafetyChanges, safety_changes
from app.db import migration, table_revision
from app.db.writer_lock import WriterLockTimeoutError
from app.features.release_parts import ReleaseParts
from app.vocabulary.content import ReleaseReason

MAX_NAMED = 5
"""Number of entries that a summary names."""


def check_command(
    *,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Check after each change, and serve the pages; Ctrl-C ends it."),
    ] = False,
) -> None:
    """Check the content; list errors and warnings by file and field. Exit 1 when there is an error."""
    settings = load_settings()
    if watch:
        if not find_spec("watchfiles"):
            fail("--watch needs more packages: install gutbone[editor].")
        # Late: only the extra `editor` has the packages.
        from app.cli.watch import watch_content

        watch_content(settings)
        return
    print_check(load_content(settings))


def migrate_command() -> None:
    """Bring the database's tables up to date."""
    engine = create_engine(load_settings())
    try:
        migration.migrate(engine)
    except (SQLAlchemyError, CommandError) as error:
        fail_on_database(error)
    except table_revision.TableRevisionError as error:
        fail(str(error))
    typer.echo(f"Tables are at revision {table_revision.head_revision()}.")


def load_command(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    back: Annotated[bool, typer.Option("--back", help="Go back to older content; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why to go back.")] = None,
) -> None:
    """Put the content into the database, in one transaction; nothing is half done."""
    if back != bool(reason):
        fail("--back and --reason belong together: say why the database goes back to older content.")
    settings = load_settings()
    content = load_content(settings)
    engine = require_migrated_engine(settings)
    try:
        if dry_run:
            current = _loaded_catalog(engine)
            if current and not back:
                _require_newer(current, content)
            _print_preview(preview(current, load_catalog(in_memory_engine(content))))
            return
        with Progress(console=error_console, transient=True) as progress:
            task = progress.add_task("Loading", total=len(content.documents))
            summary = load(
                engine,
                content,
                KINDS,
                lambda done, _total: progress.update(task, completed=done),
                on_wait=_print_wait,
                back_reason=reason,
            )
    except SQLAlchemyError as error:
        fail_on_database(error)
    except (OlderLedgerError, WriterLockTimeoutError) as error:
        fail(str(error))
    _print_summary(summary)


def release_command(
    note: Annotated[str, typer.Option(help="What changed, for people.")],
    reason: Annotated[
        ReleaseReason | None, typer.Option(help="Why the release is made; by default as the changes say.")
    ] = None,
    lowered_because: Annotated[
        str | None, typer.Option(help="Why a warning gets weaker or goes; needed where one does.")
    ] = None,
) -> None:
    """Write the next release into the ledger, from the content as it is now."""
    settings = load_settings()
    content = read_content_or_fail(settings.content_dir)
    parts = release_parts(content)
    changes = safety_changes(content.ledger, parts, KINDS)
    if mistakes := list(_release_mistakes(changes, reason, lowered_because)):
        fail(" ".join(mistakes))
    derived = reason or _derived_reason(content.ledger, parts, changes)
    entry = next_entry(
        content.ledger,
        parts.digests(),
        derived,
        require_note(note),
        datetime.now(UTC),
        lowered_because=lowered_because,
        safety=changes.states,
    )
    if entry is None:
        typer.echo("Nothing has changed since the newest release.")
        return
    path = write_release(settings.content_dir / "releases", entry)
    entries = [
        [key for key in keys if "/" in key and not key.startswith("facets/")]
        for keys in (entry.added, entry.changed, entry.removed)
    ]
    added, changed, removed = map(len, entries)
    typer.echo(f"{added} entries added, {changed} served otherwise, {removed} removed.")
    told = f"readers are told of {_named(changes.changed)}" if changes.changed else "no reader must be told"
    typer.echo(f"The reason is {entry.reason}: {told}.")
    typer.echo(f"Wrote {path}.")


def _release_mistakes(
    changes: SafetyChanges, reason: ReleaseReason | None, lowered_because: str | None
) -> Iterator[str]:
    """Yield what the options of a release leave out or say wrongly about its changes."""
    if changes.changed and reason not in {None, ReleaseReason.SAFETY}:
        yield f"Readers must be told of {_named(changes.changed)}: the reason is safety, not {reason}."
    if changes.lowered and not lowered_because:
        yield f"A warning gets weaker or goes: {_named(changes.lowered)}. Say why with --lowered-because."
    if lowered_because and not changes.lowered:
        yield "No warning gets weaker: leave out --lowered-because."


def _derived_reason(ledger: list[LedgerEntry], parts: ReleaseParts, changes: SafetyChanges) -> ReleaseReason:
    """Return why a release is made, by what it changes."""
    if changes.changed:
        return ReleaseReason.SAFETY
    is_larger = not parts.keys() <= fold_ledger(ledger).keys()
    return ReleaseReason.ADDITION if is_larger else ReleaseReason.CORRECTION


def _named(keys: Sequence[str]) -> str:
    """Return keys for a message: the first few by name, the others by number."""
    rest = len(keys) - MAX_NAMED
    return ", ".join(keys[:MAX_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _print_wait(holder: str) -> None:
    typer.echo(f"Waiting for {holder}.", err=True)


def _require_newer(current: Catalog, content: Content) -> None:
    """Raise OlderLedgerError as the load would."""
    lacking = lacking_releases((entry.id for entry in reversed(current.history)), content.ledger)
    if lacking:
        raise OlderLedgerError(lacking[0])


def _loaded_catalog(engine: Engine) -> Catalog | None:
    """Return the release in the database, None where a load would replace it anyway."""
    try:
        return read_catalog(engine, KINDS)
    except (CorruptContentError, NoContentError):
        return None


def _print_preview(diff: Preview) -> None:
    typer.echo(f"{len(diff.added)} to add")
    for key in diff.added if diff.current else ():
        typer.echo(f"  {key}")
    typer.echo(f"{len(diff.changed)} to change")
    for key, members in diff.changed.items():
        typer.echo(f"  {key}" + (f": {', '.join(members)}" if members else ""))
    typer.echo(f"{len(diff.removed)} to remove")
    for key in diff.removed:
        typer.echo(f"  {key}")
    for entry in diff.releases:
        typer.echo(f"Release {entry.id} would come, for {entry.reason}: {entry.note}")
    now = f" Now it is {diff.current}." if diff.current else ""
    typer.echo(f"It would be served as {diff.release}.{now} Nothing was written.")


def _print_summary(summary: Summary) -> None:
    if not summary.rewritten:
        typer.echo(f"Release {summary.release} was loaded already; nothing to do.")
        return
    for word, keys in (("added", summary.added), ("changed", summary.changed), ("removed", summary.removed)):
        diff = ", ".join(keys[:MAX_NAMED]) + (" …" if len(keys) > MAX_NAMED else "")
        typer.echo(f"{len(keys)} {word}" + (f": {diff}" if keys else ""))
    if summary.back_from:
        typer.echo(f"Went back from release {summary.back_from}; offline clients that have it keep it.")
    typer.echo(f"Loaded release {summary.release}.")
