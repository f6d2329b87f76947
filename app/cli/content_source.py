"""Content and progress output for the commands of editors."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy import Engine

from app.catalog.registry import KINDS
from app.cli.bootstrap import fail, load_catalog, printable
from app.config import Settings
from app.content.content_reader import Content, read_content
from app.content.content_warnings import content_warnings
from app.content.loader import load
from app.content.validation import ContentError, ContentIssue
from app.db import migration
from app.db.engine import make_engine
from app.features.release_parts import ReleaseParts

error_console = Console(stderr=True)
MAX_NOTE_LENGTH = 300
"""Characters of a release's note."""


def in_memory_engine(content: Content) -> Engine:
    """Return an engine on a database in memory that holds the content."""
    engine = make_engine("sqlite://")
    migration.migrate(engine)
    load(engine, content, KINDS, lambda _done, _total: None)
    return engine


def release_parts(content: Content) -> ReleaseParts:
    """Return the parts that a release of the content has."""
    return ReleaseParts(load_catalog(in_memory_engine(content)))


def require_note(note: str) -> str:
    """Return the note of a release, or print what is wrong with it."""
    if not 0 < len(note) <= MAX_NOTE_LENGTH:
        fail(f"The note of a release has 1 to {MAX_NOTE_LENGTH} characters, this one {len(note)}: {note}")
    return note


def load_content(settings: Settings) -> Content:
    """Return the configured content, or print every mistake in it and exit with code 1."""
    return read_content_or_fail(settings.content_dir, drafts=settings.load_drafts)


def read_content_or_fail(folder: Path, *, drafts: bool = False) -> Content:
    """Return the content of a folder, or print every mistake in it and exit with code 1."""
    try:
        return read_content(folder, KINDS, drafts=drafts)
    except ContentError as error:
        error_console.print(f"{error}", style="red")
        print_issues(error.issues)
        raise typer.Exit(1) from error


def print_issues(issues: Iterable[ContentIssue], level: str = "") -> None:
    """Print issues on standard error, one per line: where, and what to do; `level` comes before the text."""
    for issue in issues:
        place = f"{issue.file}: {issue.field}" if issue.field else issue.file
        before = f": {level}: " if level else ": "
        error_console.print(
            Text.assemble((printable(place), "bold"), before, printable(issue.message)), soft_wrap=True
        )


def print_check(content: Content) -> None:
    """Print the warnings of valid content, and how much there is."""
    warnings = content_warnings(
        content.documents, content.guide, datetime.now(UTC).date(), content.retractions
    )
    print_issues(warnings, "warning")
    count = f", {len(warnings)} warning{'s' if len(warnings) != 1 else ''}" if warnings else ""
    typer.echo(f"{len(content.documents)} entries, no errors{count}.")
    if content.drafts:
        typer.echo(f"Drafts, left out: {', '.join(content.drafts)}.")
