"""Databases to test on: a SQLite file or a database of a real PostgreSQL, each named by its URL."""

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, make_url, text

from app.catalog.catalog import Catalog
from app.catalog.reader import read_catalog
from app.catalog.registry import KINDS
from app.db.engine import make_engine

NAMES = ("sqlite", "postgresql")
MakeDatabase = Callable[[], str]
"""Makes an empty database and returns its URL."""


@contextmanager
def engine_on(url: str) -> Any:
    """Yield an engine on a database, disposed of at the end."""
    engine: Engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def execute(url: str, *statements: str, **values: object) -> list[tuple[Any, ...]]:
    """Execute statements in one transaction; return the rows of the last."""
    with engine_on(url) as engine, engine.begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


def dump(url: str) -> dict[str, list[str]]:
    """Return every row of every table, by table, in an order of its own."""
    with engine_on(url) as engine, engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        return {
            name: sorted(map(repr, connection.execute(table.select())))
            for name, table in tables.tables.items()
        }


def catalog_of(url: str) -> Catalog:
    """Return the release that a database holds."""
    with engine_on(url) as engine:
        return read_catalog(engine, KINDS)


def served(url: str) -> dict[str, bytes]:
    """Return everything that a database has served: each entry's bytes, the guide and the disclaimer."""
    catalog = catalog_of(url)
    entries = {key: catalog.encoded(key) for key in catalog.held}
    rest = {"release": catalog.release, "guide": catalog.guide, "disclaimer": catalog.disclaimer}
    return entries | {name: repr(value).encode() for name, value in rest.items()}


def file_of(url: str) -> Path | None:
    """Return the file of a database that is one."""
    parsed = make_url(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


def refusing(url: str, table: str) -> tuple[list[str], list[str]]:
    """Return the statements that make a database refuse every new row of a table, and those that undo it."""
    if file_of(url):
        body = "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        return [f"CREATE TRIGGER refuses BEFORE INSERT ON {table} {body}"], ["DROP TRIGGER refuses"]
    body = "$$BEGIN RAISE EXCEPTION 'refused'; END$$"
    return (
        [
            f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS {body}",
            f"CREATE TRIGGER refuses BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()",
        ],
        [f"DROP TRIGGER refuses ON {table}", "DROP FUNCTION refuse()"],
    )
