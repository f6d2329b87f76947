"""The commands of editors: check, migrate, load, release."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from alembic.util import CommandError
from rich.progress import Progress
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.catalog import Catalog
from app.catalog.reader import NoContentError, read_catalog
from app.catalog.registry import KINDS
from app.catalog.releases import next_entry
from app.cli.bootstrap import catalog_of, engine_of, ready_engine, settings_of_environment
from app.cli.console import fail_on_database, say
from app.cli.content_source import content_of, memory_engine
from app.cli.terminal import err
from app.content.ledger import write_release
from app.content.loader import Summary, load
from app.content.preview import Preview, preview
from app.db import migration, schema_version
from app.features.release_parts import ReleaseParts
from app.vocabulary.content import ReleaseReason

NAMED = 5
"""Entries that a summary names before it only counts."""


def check_command() -> None:
    """Check the content and list every mistake, by file and field. Exit 1 when there is one."""
    content = content_of(settings_of_environment())
    say(f"{len(content.documents)} entries, no mistakes.")


def migrate_command() -> None:
    """Bring the database's tables up to date."""
    engine = engine_of(settings_of_environment())
    try:
        migration.migrate(engine)
    except (SQLAlchemyError, CommandError) as error:
        fail_on_database(error)
    say(f"Tables are at revision {schema_version.head_revision()}.")


def load_command(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Put the content into the database, in one transaction; nothing is half done."""
    settings = settings_of_environment()
    content = content_of(settings)
    engine = ready_engine(settings)
    try:
        if dry_run:
            _print_preview(preview(_held(engine), catalog_of(memory_engine(content))))
            return
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("Loading", total=len(content.documents))
            summary = load(engine, content, KINDS, lambda done, _total: progress.update(task, completed=done))
    except SQLAlchemyError as error:
        fail_on_database(error)
    _print_summary(summary)


def release_command(
    note: Annotated[str, typer.Option(help="What changed, for people.")],
    reason: Annotated[ReleaseReason, typer.Option(help="Why the release is made.")],
) -> None:
    """Write the next release into the ledger, from the content as it is now."""
    settings = settings_of_environment()
    content = content_of(settings)
    catalog = catalog_of(memory_engine(content))
    entry = next_entry(content.ledger, ReleaseParts(catalog).digests(), reason, note, datetime.now(UTC))
    if entry is None:
        say("Nothing has changed since the newest release.")
        return
    path = write_release(settings.content_dir / "releases", entry)
    say(f"{len(entry.added)} added, {len(entry.changed)} changed, {len(entry.removed)} removed.")
    say(f"Wrote {path}.")


def _held(engine: Engine) -> Catalog | None:
    try:
        return read_catalog(engine, KINDS)
    except NoContentError:
        return None


def _print_preview(shown: Preview) -> None:
    say(f"{len(shown.added)} to add")
    for key in shown.added if shown.held else ():
        say(f"  {key}")
    say(f"{len(shown.changed)} to change")
    for key, members in shown.changed.items():
        say(f"  {key}" + (f": {', '.join(members)}" if members else ""))
    say(f"{len(shown.removed)} to remove")
    for key in shown.removed:
        say(f"  {key}")
    for entry in shown.releases:
        say(f"Release {entry.id} would come, for {entry.reason}: {entry.note}")
    now = f" Now it is {shown.held}." if shown.held else ""
    say(f"It would be served as {shown.release}.{now} Nothing was written.")


def _print_summary(summary: Summary) -> None:
    if not summary.rewritten:
        say(f"Release {summary.release} was loaded already; nothing to do.")
        return
    for word, keys in (("added", summary.added), ("changed", summary.changed), ("removed", summary.removed)):
        shown = ", ".join(keys[:NAMED]) + (" …" if len(keys) > NAMED else "")
        say(f"{len(keys)} {word}" + (f": {shown}" if keys else ""))
    say(f"Loaded release {summary.release}.")
