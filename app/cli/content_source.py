"""What the commands of editors start from: the content, and a database in memory that holds it."""

import typer
from rich.text import Text
from sqlalchemy import Engine

from app.catalog.registry import KINDS
from app.cli.console import plain
from app.cli.terminal import err
from app.config import Settings
from app.content.loader import load
from app.content.reader import Content, read_content
from app.content.validation import ContentError
from app.db import migration
from app.db.engine import make_engine


def memory_engine(content: Content) -> Engine:
    """Return an engine on a database in memory that holds the content."""
    engine = make_engine("sqlite://")
    migration.migrate(engine)
    load(engine, content, KINDS, lambda _done, _total: None)
    return engine


def content_of(settings: Settings) -> Content:
    """Return the content, or list every mistake in it and end with code 1."""
    try:
        return read_content(settings.content_dir, KINDS)
    except ContentError as error:
        err.print(f"{error}", style="red")
        for issue in error.issues:
            place = f"{issue.file}: {issue.field}" if issue.field else issue.file
            err.print(Text.assemble((plain(place), "bold"), ": ", plain(issue.message)), soft_wrap=True)
        raise typer.Exit(1) from error
