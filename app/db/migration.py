"""Bringing the tables to a revision, by Alembic: a server never needs it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.db.schema_version import MIGRATIONS


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision, in one transaction. Raises SQLAlchemyError or CommandError."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
