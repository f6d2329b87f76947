"""What commands start from: settings, database, catalog; each fails with one clear line."""

from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.catalog import Catalog
from app.catalog.reader import CorruptContentError, NoContentError, read_catalog
from app.catalog.registry import KINDS
from app.cli.console import fail, fail_on_database
from app.config import Settings
from app.db import schema_version
from app.db.engine import make_engine


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
        current = schema_version.current_revision(engine)
    except SQLAlchemyError as error:
        fail_on_database(error)
    head = schema_version.head_revision()
    if current != head:
        fail(f"The tables are at revision {current}, not {head}: run 'gutbone migrate' first.")
    return engine


def catalog_of(engine: Engine) -> Catalog:
    """Return the release that the database holds, or say what to do and end with code 1."""
    try:
        return read_catalog(engine, KINDS)
    except NoContentError:
        fail("The database holds no content: run 'gutbone load' first.")
    except CorruptContentError:
        fail("The content in the database is damaged: run 'gutbone load' to put it there again.")
    except SQLAlchemyError as error:
        fail_on_database(error)
