"""Alembic's entry: the connection comes from the caller, else from GUTBONE_DATABASE_URL."""

from alembic import context
from sqlalchemy import Connection

from app.database import Base, make_engine
from app.registry import KINDS
from app.settings import Settings

TABLES = {kind.row.__tablename__ for kind in KINDS}


def run(connection: Connection) -> None:
    """Run the migrations on a connection."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with make_engine(Settings().database_url).begin() as own:
        run(own)
