"""The Alembic environment; the connection comes from the caller, else from GUTBONE_DATABASE_URL."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from app.config import Settings
from app.db.engine import make_engine
from app.db.table_revision import read_migrations, record_checksums, require_unedited
from app.kinds.kind_tables import METADATA


def render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Render enumerations as plain text columns, because they are open."""
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


def migrate() -> None:
    """Run the migrations; on PostgreSQL with a lock timeout, because readers queue behind a waiting lock."""
    with context.begin_transaction():
        if context.get_context().dialect.name == "postgresql":
            context.execute("SET LOCAL lock_timeout = '5s'")
            context.execute("SET LOCAL statement_timeout = '5min'")
        context.run_migrations()


def run(connection: Connection) -> None:
    """Run the migrations on a connection, unless applied ones were edited, and record their checksums."""
    migrations = read_migrations()
    require_unedited(connection, migrations)
    context.configure(
        connection=connection, target_metadata=METADATA, render_as_batch=True, render_item=render
    )
    migrate()
    record_checksums(connection, migrations)


def write() -> None:
    """Print the SQL statements of the migrations (offline mode)."""
    context.configure(url=Settings().database_url, target_metadata=METADATA, literal_binds=True)
    migrate()


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    write()
elif given is not None:
    run(given)
else:
    with make_engine(Settings().database_url).begin() as own:
        run(own)
