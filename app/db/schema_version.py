"""The state of the tables: which revision they are at, and which is the newest there is.

Read without Alembic, which takes longer to import than a server takes to start.
"""

import re
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
REVISION = re.compile(r"""^revision\b[^=]*= ["'](\w+)["']""", re.MULTILINE)
BEFORE = re.compile(r"""^down_revision\b[^=]*= ["'](\w+)["']""", re.MULTILINE)


def head_revision() -> str | None:
    """Return the newest revision there is: the one that no other follows."""
    texts = [path.read_text("utf-8") for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    followed = {name for written in texts for name in BEFORE.findall(written)}
    names = [name for written in texts for name in REVISION.findall(written)]
    return next((name for name in names if name not in followed), None)


def current_revision(engine: Engine) -> str | None:
    """Return the revision the tables are at, or None. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        return connection_revision(connection)


def connection_revision(connection: Connection) -> str | None:
    """Return the revision of the tables that a connection sees, or None. Raises SQLAlchemyError."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
