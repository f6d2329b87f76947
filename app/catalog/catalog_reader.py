"""Read the catalog from the read model, at start and for each new release.

The rows are not validated again: the load has validated them, and a checksum detects changes since.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import NoResultFound

from app.catalog.catalog import Catalog, StoredGuideSection
from app.catalog.releases import LedgerEntry
from app.catalog.stored_entry import StoredEntry
from app.db.read_model import (
    CHANGE,
    CURRENT_RELEASE,
    DISCLAIMER,
    ENTRY,
    GUIDE_ITEM,
    GUIDE_SECTION,
    NAME_FILE,
    PLAN_RULES,
    READ_MODEL,
    READ_MODEL_COLUMNS,
    RELEASE,
    RELEASE_COLUMNS,
)
from app.schemas.kind import Kind


class NoContentError(Exception):
    """The database has no content; load it first."""


class CorruptContentError(Exception):
    """The content in the database is not what was loaded; load it again."""


def read_catalog(engine: Engine, kinds: Iterable[Kind]) -> Catalog:
    """Return the release in the database, read in one transaction.

    Raises NoContentError, CorruptContentError if the checksum does not match, or SQLAlchemyError.
    """
    with engine.connect() as connection:
        return read_catalog_from(connection, kinds)


def read_catalog_from(connection: Connection, kinds: Iterable[Kind]) -> Catalog:
    """Return the release in a connection's transaction. Raises as `read_catalog` does."""
    current = connection.execute(select(CURRENT_RELEASE.c.release, CURRENT_RELEASE.c.checksum)).one_or_none()
    if current is None:
        raise NoContentError
    try:
        catalog = read_unverified(connection, kinds, current.release, current.checksum)
    except (AttributeError, LookupError, NoResultFound, TypeError, ValueError) as error:
        raise CorruptContentError from error
    if catalog_checksum(catalog) != current.checksum:
        raise CorruptContentError
    return catalog


def read_unverified(connection: Connection, kinds: Iterable[Kind], release: str, checksum: str) -> Catalog:
    """Return the content in a connection's transaction as a release, without checking the checksum."""
    columns = [READ_MODEL.c[name] for name in ("id", *READ_MODEL_COLUMNS)]
    rows = connection.execute(select(*columns).order_by(READ_MODEL.c.position))
    return Catalog(
        release=release,
        entry_types={kind.path: kind.entry for kind in kinds},
        stored={
            row[0]: StoredEntry.from_columns(**dict(zip(READ_MODEL_COLUMNS, row[1:], strict=True)))
            for row in rows
        },
        guide=_guide(connection),
        disclaimer=_disclaimer(connection),
        plan_rules=_plan_rules(connection),
        history=tuple(_history(connection)),
        moved=_moved(connection),
        name_files=_name_files(connection),
        checksum=checksum,
    )


def catalog_checksum(catalog: Catalog) -> str:
    """Return the SHA-256 of all that was read, in hexadecimal."""
    digest = hashlib.sha256()
    for key, entry in catalog.stored.items():
        linked = repr((key, entry.claims, entry.cautions, entry.related, entry.digest)).encode()
        digest.update(b"\0".join((linked, entry.shared, entry.own, entry.figures or b"", entry.card or b"")))
    history = [release.model_dump(mode="json") for release in catalog.history]
    guide = [(section.slug, section.title, section.text, section.keys) for section in catalog.guide]
    rest = (
        catalog.release,
        catalog.disclaimer,
        catalog.plan_rules,
        guide,
        history,
        catalog.moved,
        catalog.name_files,
    )
    digest.update(json.dumps(rest, sort_keys=True).encode())
    return digest.hexdigest()


def _disclaimer(connection: Connection) -> dict[str, object]:
    row = connection.execute(select(DISCLAIMER)).mappings().one()
    return {name: value for name, value in row.items() if name != "id"}


def _plan_rules(connection: Connection) -> dict[str, Any]:
    rules: dict[str, Any] = connection.execute(select(PLAN_RULES.c.rules)).scalar_one()
    return rules


def _history(connection: Connection) -> Iterator[LedgerEntry]:
    changes = connection.execute(select(CHANGE).order_by(CHANGE.c.release_id, CHANGE.c.key)).all()
    by_release = {key: list(rows) for key, rows in groupby(changes, key=lambda change: change.release_id)}
    columns = [RELEASE.c[name] for name in RELEASE_COLUMNS]
    for row in connection.execute(select(*columns).order_by(RELEASE.c.position)):
        parts: dict[str, dict[str, str | None]] = {"added": {}, "changed": {}, "removed": {}}
        for change in by_release.get(row.id, []):
            parts[change.action][change.key] = change.digest
        values = dict(zip(RELEASE_COLUMNS, row, strict=True))
        yield LedgerEntry.model_validate({**values, **parts, "removed": tuple(parts["removed"])})


def _moved(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(ENTRY)).all()
    return {f"{row.kind}/{slug}": row.id for row in rows for slug in row.formerly}


def _name_files(connection: Connection) -> dict[str, str]:
    return {row.file: row.text for row in connection.execute(select(NAME_FILE).order_by(NAME_FILE.c.file))}


def _guide(connection: Connection) -> tuple[StoredGuideSection, ...]:
    order = (GUIDE_ITEM.c.section, GUIDE_ITEM.c.position)
    items = connection.execute(select(GUIDE_ITEM).order_by(*order)).all()
    sections = groupby(items, key=lambda item: item.section)
    keys = {section: [item.entry_id for item in group] for section, group in sections}
    return tuple(
        StoredGuideSection(row.slug, row.title, tuple(row.text), tuple(keys.get(row.slug, ())))
        for row in connection.execute(select(GUIDE_SECTION).order_by(GUIDE_SECTION.c.position))
    )
