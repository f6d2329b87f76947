"""Migrations produce the declared tables: upgrade, downgrade, upgrade."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from app.db import migration, table_revision
from app.db.tables import Base
from app.kinds.kind_tables import TABLES
from tests.fixtures.cli import ROOT, SAMPLE_CONTENT, load_content, run_cli
from tests.fixtures.databases import MakeDatabase, dump, execute, open_engine
from tests.fixtures.deadlines import scaled
from tests.fixtures.postgres import Postgres

pytestmark = pytest.mark.full_suite
MERGED = {
    "0001": "2fa3520228b8181a3177539483c97319751676de40e349d33b7b5c52c26a1d66",
}
"""The SHA-256 of each migration on main: databases were made with them."""


@pytest.fixture
def empty(empty_database: MakeDatabase) -> Iterator[Engine]:
    with open_engine(empty_database()) as engine:
        yield engine


@pytest.fixture
def lint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], str]:
    """Return what lints the statements of all migrations, and one more, for PostgreSQL."""
    monkeypatch.setenv("GUTBONE_DATABASE_URL", "postgresql://nobody@127.0.0.1/nothing")
    written = StringIO()
    config = Config(output_buffer=written)
    config.set_main_option("script_location", str(table_revision.MIGRATIONS))
    command.upgrade(config, "head", sql=True)

    def lint(more: str) -> str:
        file = tmp_path / "all.sql"
        file.write_text(written.getvalue().replace("COMMIT;", f"{more}\nCOMMIT;"), encoding="utf-8")
        parts = (Path(sys.executable).with_name("squawk"), "--config", ROOT / ".squawk.toml", file)
        squawk = [str(part) for part in parts]
        return subprocess.run(squawk, check=False, capture_output=True, text=True).stdout

    return lint


def test_migrations_take_no_lock_that_blocks_readers(lint: Callable[[str], str]) -> None:
    assert "Found 0 issues" in lint("")
    assert "require-concurrent-index-creation" in lint("CREATE INDEX ix_name ON term_of_old (name);")
    assert "adding-required-field" in lint("ALTER TABLE entry_of_old ADD COLUMN size integer NOT NULL;")


def test_a_merged_migration_is_never_edited() -> None:
    migrations = table_revision.read_migrations().by_revision
    assert {revision: migration.checksum for revision, migration in migrations.items()} == MERGED, (
        "undo the edit, and write another migration; add the checksum of that one here"
    )


def test_an_edited_migration_is_noticed(empty_database: MakeDatabase) -> None:
    url = load_content(empty_database())
    recorded = dict(execute(url, "SELECT revision, checksum FROM migration_checksum"))
    assert recorded == MERGED
    execute(url, "UPDATE migration_checksum SET checksum = 'another' WHERE revision = '0001'")
    held = dump(url)

    for name in ("migrate", "load", "serve"):
        ended = run_cli(name, database_url=url, content_dir=SAMPLE_CONTENT, port=0)
        assert (ended.code, ended.out) == (1, "")
        assert "Migration 0001 was edited" in ended.err
        assert len(ended.err.splitlines()) == 1
    assert dump(url) == held


def test_migration_gives_up_on_a_lock_after_five_seconds(postgres: Postgres) -> None:
    url = postgres.create()
    with open_engine(url) as engine:
        migration.migrate(engine)
        held = dump(url)
        with engine.connect() as other:
            other.exec_driver_sql("LOCK TABLE alembic_version")
            began = time.monotonic()
            ended = run_cli("migrate", database_url=url)
            waited = time.monotonic() - began
    assert (ended.code, ended.out) == (1, "")
    assert "has locked the tables" in ended.err
    assert 5 <= waited < 5 + scaled(2)
    assert dump(url) == held
    assert run_cli("migrate", database_url=url).code == 0


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def revision_of(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return table_revision.connection_revision(connection)


def test_the_newest_tables_are_those_of_the_code(empty: Engine) -> None:
    assert differences(empty)

    migration.migrate(empty)

    assert differences(empty) == []
    assert {row.__tablename__ for row in TABLES.values()} <= set(inspect(empty).get_table_names())
    assert revision_of(empty) == table_revision.head_revision()


def test_migrations_downgrade_and_upgrade(empty: Engine) -> None:
    migration.migrate(empty)
    migration.migrate(empty, "base")

    assert inspect(empty).get_table_names() == ["alembic_version"]
    assert revision_of(empty) is None

    migration.migrate(empty)

    assert differences(empty) == []


def test_a_constraint_has_the_name_that_the_convention_gives(empty: Engine) -> None:
    migration.migrate(empty)
    tables = inspect(empty)

    names = {key["name"] for table in Base.metadata.tables for key in tables.get_foreign_keys(table)}
    assert names == {
        key.name for table in Base.metadata.tables.values() for key in table.foreign_key_constraints
    }
