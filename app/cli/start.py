"""What every command starts from: settings, content, database, catalog; each fails with one clear line."""

import typer
from pydantic import ValidationError
from rich.text import Text
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import schema
from app.catalog import Catalog
from app.cli.console import err, fail, fail_on_database, plain
from app.content.catalog_reader import DamagedError, NothingLoadedError, read_catalog
from app.content.loader import load
from app.content.mistakes import ContentError
from app.content.reader import Content, read_content
from app.database import make_engine
from app.registry import KINDS
from app.settings import Settings


def memory_engine(content: Content) -> Engine:
    """Return an engine on a database in memory that holds the content."""
    engine = make_engine("sqlite://")
    schema.migrate(engine)
    load(engine, content, KINDS, lambda _done, _total: None)
    return engine


def content_of(settings: Settings) -> Content:
    """Return the content, or list every mistake in it and end with code 1."""
    try:
        return read_content(settings.content, KINDS)
    except ContentError as error:
        err.print(f"{error}", style="red")
        for mistake in error.mistakes:
            place = f"{mistake.file}: {mistake.field}" if mistake.field else mistake.file
            err.print(Text.assemble((plain(place), "bold"), ": ", plain(mistake.message)), soft_wrap=True)
        raise typer.Exit(1) from error


def settings_of_environment() -> Settings:
    """Return the settings, or say what is wrong with each and end with code 1."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (f"GUTBONE_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
        fail("; ".join(wrong))


def engine_of(settings: Settings) -> Engine:
    """Return an engine for the database of the settings; nothing is connected yet."""
    try:
        return make_engine(settings.database_url)
    except (SQLAlchemyError, ImportError) as error:
        fail(f"GUTBONE_DATABASE_URL cannot be used: {error}")


def ready_engine(settings: Settings) -> Engine:
    """Return an engine whose tables are at the newest revision, or say what to do and end with code 1."""
    engine = engine_of(settings)
    try:
        held = schema.current(engine)
    except SQLAlchemyError as error:
        fail_on_database(error)
    if held != schema.newest():
        fail(f"The tables are at revision {held}, not {schema.newest()}: run 'gutbone migrate' first.")
    return engine


def catalog_of(engine: Engine) -> Catalog:
    """Return the release that the database holds, or say what to do and end with code 1."""
    try:
        return read_catalog(engine, KINDS)
    except NothingLoadedError:
        fail("The database holds no content: run 'gutbone load' first.")
    except DamagedError:
        fail("The content in the database is damaged: run 'gutbone load' to put it there again.")
    except SQLAlchemyError as error:
        fail_on_database(error)
