"""The tables that migrations make are the tables that the code describes, up, down and up again."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from app import migration, schema
from app.database import Base
from app.registry import KINDS
from tests.databases import MakeDatabase, engine_on


@pytest.fixture
def empty(empty_database: MakeDatabase) -> Iterator[Engine]:
    with engine_on(empty_database()) as engine:
        yield engine


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_the_newest_tables_are_those_of_the_code(empty: Engine) -> None:
    assert differences(empty)

    migration.migrate(empty)

    assert differences(empty) == []
    assert {kind.row.__tablename__ for kind in KINDS} <= set(inspect(empty).get_table_names())
    assert schema.current(empty) == schema.newest()


def test_down_to_nothing_and_up_again(empty: Engine) -> None:
    migration.migrate(empty)
    migration.migrate(empty, "base")

    assert inspect(empty).get_table_names() == ["alembic_version"]
    assert schema.current(empty) is None

    migration.migrate(empty)

    assert differences(empty) == []


def test_a_constraint_has_the_name_that_the_convention_gives(empty: Engine) -> None:
    migration.migrate(empty)
    tables = inspect(empty)

    names = {key["name"] for table in Base.metadata.tables for key in tables.get_foreign_keys(table)}
    assert names == {
        key.name for table in Base.metadata.tables.values() for key in table.foreign_key_constraints
    }
