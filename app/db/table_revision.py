"""The revision of the tables: which one they are at, and whether the migrations are those that made them.

Read without Alembic: importing it takes longer than a server takes to start.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, String, Table, delete, insert, inspect, select, text

from app.core.errors import InconsistentCodeError
from app.db.read_model import METADATA

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
REVISION = re.compile(r"""^revision\b[^=]*= ["'](\w+)["']""", re.MULTILINE)
DOWN_REVISION = re.compile(r"^down_revision\b[^=]*= (.*)", re.MULTILINE)
MIGRATION_CHECKSUM = Table(
    "migration_checksum",
    METADATA,
    Column("revision", String(32), primary_key=True),
    Column("checksum", String(64), nullable=False),
)
"""The migrations that made the tables; no part of the content."""


class MultipleHeadsError(InconsistentCodeError):
    """Two migrations follow the same one, so that no revision is the newest."""


class TableRevisionError(Exception):
    """The tables are not those that this version reads."""


@dataclass(frozen=True)
class Migration:
    """A file in `migrations/versions`: the revisions before it, and the SHA-256 of its text."""

    parents: tuple[str, ...]
    checksum: str


@dataclass(frozen=True)
class Migrations:
    """All migrations by revision, and the newest revision: None where there are no migrations."""

    by_revision: Mapping[str, Migration]
    head: str | None

    def applied(self, revision: str | None) -> Iterator[str]:
        """Yield a revision and all before it."""
        if revision is not None:
            yield revision
            for parent in self.by_revision[revision].parents:
                yield from self.applied(parent)


def read_migrations(folder: Path = MIGRATIONS) -> Migrations:
    """Read the migrations. Raises MultipleHeadsError."""
    found: dict[str, Migration] = {}
    for path in sorted((folder / "versions").glob("*.py")):
        source = path.read_text("utf-8")
        parents = set(re.findall(r"\w+", " ".join(DOWN_REVISION.findall(source)))) - {"None"}
        checksum = hashlib.sha256(source.encode()).hexdigest()
        found |= {name: Migration(tuple(parents), checksum) for name in REVISION.findall(source)}
    heads = sorted(found.keys() - {parent for one in found.values() for parent in one.parents})
    if len(heads) > 1:
        raise MultipleHeadsError(
            f"The migrations have {len(heads)} heads, {' and '.join(heads)}: run 'alembic merge heads' first."
        )
    return Migrations(found, next(iter(heads), None))


def head_revision(folder: Path = MIGRATIONS) -> str | None:
    """Return the newest revision, None where there are no migrations. Raises MultipleHeadsError."""
    return read_migrations(folder).head


def connection_revision(connection: Connection) -> str | None:
    """Return the revision of the tables in a connection's transaction, or None. Raises SQLAlchemyError."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def require_current_tables(connection: Connection, migrations: Migrations) -> None:
    """Require that the tables were made by these migrations, all of them.

    Raises TableRevisionError, with what to do, or SQLAlchemyError.
    """
    revision = connection_revision(connection)
    if revision is not None and revision not in migrations.by_revision:
        raise TableRevisionError(
            f"The tables are at revision {revision}, which this version does not know: upgrade Gutbone."
        )
    if revision != migrations.head:
        raise TableRevisionError(
            f"The tables are at revision {revision}, not {migrations.head}: run 'gutbone migrate' first."
        )
    require_unedited(connection, migrations)


def require_unedited(connection: Connection, migrations: Migrations) -> None:
    """Require that no migration was edited after the tables were made with it.

    A revision says only which migrations were applied, not what they did. Raises TableRevisionError, with
    what to do, or SQLAlchemyError.
    """
    if not inspect(connection).has_table(MIGRATION_CHECKSUM.name):
        return
    known = {revision: migration.checksum for revision, migration in migrations.by_revision.items()}
    for revision, checksum in sorted(connection.execute(select(MIGRATION_CHECKSUM)).all()):
        if known.get(revision) != checksum:
            raise TableRevisionError(
                f"Migration {revision} was edited after it made these tables, which may differ from those "
                "that this version reads: restore its file, or migrate and load an empty database."
            )


def record_checksums(connection: Connection, migrations: Migrations) -> None:
    """Record the checksum of each applied migration that is not recorded yet. Raises SQLAlchemyError."""
    if inspect(connection).has_table(MIGRATION_CHECKSUM.name):
        recorded = {revision for revision, _ in connection.execute(select(MIGRATION_CHECKSUM))}
        applied = set(migrations.applied(connection_revision(connection)))
        for revision in sorted(recorded - applied):
            connection.execute(delete(MIGRATION_CHECKSUM).where(MIGRATION_CHECKSUM.c.revision == revision))
        for revision in sorted(applied - recorded):
            checksum = migrations.by_revision[revision].checksum
            connection.execute(insert(MIGRATION_CHECKSUM).values(revision=revision, checksum=checksum))
