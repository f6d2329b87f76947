"""The commands `check`, `migrate`, `load` and `release`."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from alembic.util import CommandError
from rich.progress import Progress
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import CorruptContentError, NoContentError, read_catalog
from app.catalog.registry import KINDS
from app.catalog.releases import next_entry
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
    part_digests,
    print_issues,
    require_note,
)
from app.content.content_reader import Content
from app.content.content_warnings import content_warnings
from app.content.ledger import write_release
from app.content.loader import OlderLedgerError, Summary, lacking_releases, load
from app.content.preview import Preview, preview
from app.db import migration, table_revision
from app.db.writer_lock import WriterLockTimeoutError
from app.vocabulary.content import ReleaseReason

MAX_NAMED = 5
"""Number of entries that a summary names."""


def check_command() -> None:
    """Check the content; list errors and warnings by file and field. Exit 1 when there is an error."""
    content = load_content(load_settings())
    warnings = content_warnings(content.documents, datetime.now(UTC).date())
    print_issues(warnings, "warning")
    count = f", {len(warnings)} warning{'s' if len(warnings) != 1 else ''}" if warnings else ""
    typer.echo(f"{len(content.documents)} entries, no errors{count}.")


def migrate_command() -> None:
    """Bring the database's tables up to date."""
    engine = create_engine(load_settings())
    try:
        migration.migrate(engine)
    except (SQLAlchemyError, CommandError) as error:
        fail_on_database(error)
    except table_revision.SchemaMismatchError as error:
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
    reason: Annotated[ReleaseReason, typer.Option(help="Why the release is made.")],
) -> None:
    """Write the next release into the ledger, from the content as it is now."""
    settings = load_settings()
    content = load_content(settings)
    entry = next_entry(content.ledger, part_digests(content), reason, require_note(note), datetime.now(UTC))
    if entry is None:
        typer.echo("Nothing has changed since the newest release.")
        return
    path = write_release(settings.content_dir / "releases", entry)
    typer.echo(f"{len(entry.added)} added, {len(entry.changed)} changed, {len(entry.removed)} removed.")
    typer.echo(f"Wrote {path}.")


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
