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

CHECKED_FIELDS = ("json", "figures", "claims", "cautions", "related", "card")
"""The fields of a stored entry that the checksum is of, beside its key and digest."""


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
        values = [getattr(entry, name) or b"" for name in CHECKED_FIELDS]
        digest.update(b"\0".join((key.encode(), entry.digest.encode(), *values, b"")))
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
    columns = [RELEASE.c[name] for name in RELEASE_COLUMNS]
    for row in connection.execute(select(*columns).order_by(RELEASE.c.position)).mappings():
        yield LedgerEntry.model_validate(row)


def _moved(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(ENTRY.c.id, ENTRY.c.kind, ENTRY.c.formerly))
    return {f"{kind}/{slug}": key for key, kind, formerly in rows for slug in formerly}


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
