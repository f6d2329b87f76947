"""Content and progress output for the commands of editors."""

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy import Engine

from app.catalog.registry import KINDS
from app.cli.bootstrap import printable
from app.config import Settings
from app.content.content_reader import Content, read_content
from app.content.loader import load
from app.content.validation import ContentError
from app.db import migration
from app.db.engine import make_engine

error_console = Console(stderr=True)


def in_memory_engine(content: Content) -> Engine:
    """Return an engine on a database in memory that holds the content."""
    engine = make_engine("sqlite://")
    migration.migrate(engine)
    load(engine, content, KINDS, lambda _done, _total: None)
    return engine


def load_content(settings: Settings) -> Content:
    """Return the content, or print every mistake in it and exit with code 1."""
    try:
        return read_content(settings.content_dir, KINDS)
    except ContentError as error:
        error_console.print(f"{error}", style="red")
        for issue in error.issues:
            place = f"{issue.file}: {issue.field}" if issue.field else issue.file
            line = Text.assemble((printable(place), "bold"), ": ", printable(issue.message))
            error_console.print(line, soft_wrap=True)
        raise typer.Exit(1) from error
