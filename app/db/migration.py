"""Migrate the tables to a revision with Alembic; a server does not import this."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.db.table_revision import MIGRATIONS, read_migrations


def migrate(engine: Engine, revision: str = "head") -> None:
    """Migrate the tables to a revision, in one transaction.

    Raises SQLAlchemyError, CommandError, MultipleHeadsError, or TableRevisionError if a migration that was
    applied was edited since.
    """
    read_migrations()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
