"""The schema version: which revision the tables are at, and the newest one in `migrations/`.

Read without Alembic: importing it takes longer than a server takes to start.
"""

import re
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from app.core.errors import InconsistentCodeError

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
REVISION = re.compile(r"""^revision\b[^=]*= ["'](\w+)["']""", re.MULTILINE)
DOWN_REVISION = re.compile(r"^down_revision\b[^=]*= (.*)", re.MULTILINE)


class MultipleHeadsError(InconsistentCodeError):
    """Two migrations follow the same one, so that no revision is the newest."""


def head_revision(migrations: Path = MIGRATIONS) -> str | None:
    """Return the newest revision, None where there are no migrations. Raises MultipleHeadsError."""
    texts = [path.read_text("utf-8") for path in sorted((migrations / "versions").glob("*.py"))]
    revisions = {name for source in texts for name in REVISION.findall(source)}
    parents = " ".join(line for source in texts for line in DOWN_REVISION.findall(source))
    heads = sorted(revisions - set(re.findall(r"\w+", parents)))
    if len(heads) > 1:
        raise MultipleHeadsError(
            f"The migrations have {len(heads)} heads, {' and '.join(heads)}: run 'alembic merge heads' first."
        )
    return next(iter(heads), None)


def current_revision(engine: Engine) -> str | None:
    """Return the revision the tables are at, or None. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        return connection_revision(connection)


def connection_revision(connection: Connection) -> str | None:
    """Return the revision of the tables in a connection's transaction, or None. Raises SQLAlchemyError."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
