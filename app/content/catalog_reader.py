"""From tables to the catalog: read once, at start and when a release appears.

Only the few tables that serving needs are read, row by row and without the object mapper: nothing is
validated again that the load has validated.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Engine, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.catalog import Catalog, GuideSection
from app.guide import Disclaimer
from app.held import HeldEntry
from app.kind import Kind
from app.releases import LedgerEntry
from app.tables import (
    ChangeRow,
    DisclaimerRow,
    EntryRow,
    GuideItemRow,
    GuideSectionRow,
    HeldRow,
    ReleaseRow,
    ServedRow,
)

COLUMNS = ("shared", "own", "claims", "cautions", "related", "card", "digest")
HELD = select(HeldRow.id, *(getattr(HeldRow, name) for name in COLUMNS)).order_by(HeldRow.position)


class NothingLoadedError(Exception):
    """The database holds no content; load it first."""


class DamagedError(Exception):
    """What the database holds is not what was loaded; load it again."""


def read_catalog(engine: Engine, kinds: Iterable[Kind]) -> Catalog:
    """Return the release that the tables hold, all of it as it was at one moment.

    Raises NothingLoadedError when they hold none, DamagedError when it is not whole, SQLAlchemyError when
    they cannot be read.
    """
    with Session(engine) as session:
        return read_tables(session, kinds)


def read_tables(session: Session, kinds: Iterable[Kind]) -> Catalog:
    """Return the release that a session sees. Raises as `read_catalog` does."""
    served = session.execute(select(ServedRow.release, ServedRow.checksum)).one_or_none()
    if served is None:
        raise NothingLoadedError
    try:
        catalog = unchecked(session, kinds, served.release, served.checksum)
    except (AttributeError, LookupError, NoResultFound, TypeError, ValueError) as error:
        raise DamagedError from error
    if checksum_of(catalog) != served.checksum:
        raise DamagedError
    return catalog


def unchecked(session: Session, kinds: Iterable[Kind], release: str, checksum: str) -> Catalog:
    """Return what a session sees under the name of a release, whole or not."""
    rows = session.execute(HELD)
    return Catalog(
        release=release,
        types={kind.path: kind.entry for kind in kinds},
        held={row[0]: HeldEntry.read(**dict(zip(COLUMNS, row[1:], strict=True))) for row in rows},
        guide=_guide(session),
        disclaimer=_disclaimer(session),
        history=tuple(_history(session)),
        moved=_moved(session),
        checksum=checksum,
    )


def checksum_of(catalog: Catalog) -> str:
    """Return the SHA-256 over all that was read, in hexadecimal: a changed bit anywhere changes it."""
    digest = hashlib.sha256()
    for key, held in catalog.held.items():
        linked = repr((key, held.claims, held.cautions, held.related, held.digest)).encode()
        digest.update(b"\0".join((linked, held.shared, held.own, held.card or b"")))
    history = [entry.model_dump(mode="json") for entry in catalog.history]
    guide = [(section.slug, section.title, section.text, section.keys) for section in catalog.guide]
    rest = (catalog.release, catalog.disclaimer, guide, history, catalog.moved)
    digest.update(json.dumps(rest, sort_keys=True).encode())
    return digest.hexdigest()


def _disclaimer(session: Session) -> dict[str, object]:
    names = list(Disclaimer.model_fields)
    row = session.execute(select(*(getattr(DisclaimerRow, name) for name in names))).one()
    return dict(zip(names, row, strict=True))


def _history(session: Session) -> Iterator[LedgerEntry]:
    columns = (ChangeRow.release_id, ChangeRow.action, ChangeRow.key, ChangeRow.digest)
    changes = session.execute(select(*columns).order_by(ChangeRow.release_id, ChangeRow.key)).all()
    by_release = {key: list(rows) for key, rows in groupby(changes, key=lambda change: change.release_id)}
    fields = [name for name in LedgerEntry.model_fields if hasattr(ReleaseRow, name)]
    releases = select(*(getattr(ReleaseRow, name) for name in fields)).order_by(ReleaseRow.position)
    for row in session.execute(releases):
        parts: dict[str, dict[str, str | None]] = {"added": {}, "changed": {}, "removed": {}}
        for change in by_release.get(row.id, []):
            parts[change.action][change.key] = change.digest
        values = dict(zip(fields, row, strict=True))
        yield LedgerEntry.model_validate({**values, **parts, "removed": tuple(parts["removed"])})


def _moved(session: Session) -> dict[str, str]:
    rows = session.execute(select(EntryRow.id, EntryRow.kind, EntryRow.formerly)).all()
    return {f"{row.kind}/{slug}": row.id for row in rows for slug in row.formerly}


def _guide(session: Session) -> tuple[GuideSection, ...]:
    columns = (GuideItemRow.section, GuideItemRow.entry_id)
    items = session.execute(select(*columns).order_by(GuideItemRow.section, GuideItemRow.position)).all()
    sections = groupby(items, key=lambda item: item.section)
    keys = {section: [item.entry_id for item in group] for section, group in sections}
    row = (GuideSectionRow.slug, GuideSectionRow.title, GuideSectionRow.text)
    return tuple(
        GuideSection(slug, title, tuple(text), tuple(keys.get(slug, ())))
        for slug, title, text in session.execute(select(*row).order_by(GuideSectionRow.position))
    )
