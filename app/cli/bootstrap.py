"""Create settings, engine and catalog for a command; each failure is one clear line and exit code 1."""

from typing import NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import CorruptContentError, NoContentError, read_catalog
from app.catalog.registry import KINDS
from app.config import Settings
from app.db.engine import make_engine
from app.db.table_revision import TableRevisionError, read_migrations, require_current_tables
from app.db.writer_lock import is_lock_timeout


def load_settings() -> Settings:
    """Return the settings of the environment, or print what is wrong with each."""
    try:
        return Settings()
    except ValidationError as error:
        fail(Settings.describe(error))


def create_engine(settings: Settings) -> Engine:
    """Return an engine for the configured database; it is not connected yet."""
    try:
        return make_engine(settings.database_url)
    except (SQLAlchemyError, ImportError) as error:
        fail(f"GUTBONE_DATABASE_URL cannot be used: {error}")


def require_migrated_engine(settings: Settings) -> Engine:
    """Return an engine whose tables are at the newest revision, or print what to do."""
    engine = create_engine(settings)
    migrations = read_migrations()
    try:
        with engine.connect() as connection:
            require_current_tables(connection, migrations)
    except SQLAlchemyError as error:
        fail_on_database(error)
    except TableRevisionError as error:
        fail(str(error))
    return engine


def load_catalog(engine: Engine) -> Catalog:
    """Return the catalog of the release in the database, or print what to do."""
    try:
        return read_catalog(engine, KINDS)
    except NoContentError:
        fail("The database holds no content: run 'gutbone load' first.")
    except CorruptContentError:
        fail("The content in the database is damaged: run 'gutbone load' to put it there again.")
    except SQLAlchemyError as error:
        fail_on_database(error)


def fail_on_database(error: Exception) -> NoReturn:
    """Print why the database cannot be used, and exit with code 1."""
    if isinstance(error, DBAPIError) and is_lock_timeout(error):
        fail("Another session, such as a load, has locked the tables: try again when it has ended.")
    fail(f"The database cannot be used: {getattr(error, 'orig', None) or error}")


def fail(message: str) -> NoReturn:
    """Print the first line of a message on standard error, and exit with code 1."""
    typer.secho(printable(message.splitlines()[0]), fg="red", err=True)
    raise typer.Exit(1)


def printable(text: str) -> str:
    """Return a text with characters that cannot be printed, line breaks too, as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
