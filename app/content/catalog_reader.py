"""From tables to the catalog: read once, at start and when a release appears."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.catalog import Catalog, GuideSection
from app.content.linker import Linker, caution_card, claim_card
from app.content.rows import kind_fields, shared_fields
from app.entries import Entry
from app.guide import Disclaimer
from app.kind import Kind
from app.names import NameBook
from app.releases import LedgerEntry
from app.tables import (
    ChangeRow,
    DisclaimerRow,
    EntryRow,
    GuideItemRow,
    GuideSectionRow,
    LinkRow,
    ReleaseRow,
    ServedRow,
)

Fields = dict[str, Any]


class NothingLoadedError(Exception):
    """The database holds no content; load it first."""


def read_catalog(engine: Engine, kinds: Iterable[Kind]) -> Catalog:
    """Return the release that the tables hold.

    Raises NothingLoadedError when they hold none, SQLAlchemyError when they cannot be read.
    """
    with Session(engine) as session:
        return read_tables(session, kinds)


def read_tables(session: Session, kinds: Iterable[Kind]) -> Catalog:
    """Return the release that a session sees. Raises as `read_catalog` does."""
    known = {kind.path: kind for kind in kinds}
    served = session.get(ServedRow, 1)
    if served is None:
        raise NothingLoadedError
    release = served.release
    history = tuple(_history(session))
    guide = _guide(session)
    row = session.scalars(select(DisclaimerRow)).one()
    disclaimer = {name: getattr(row, name) for name in Disclaimer.model_fields}
    links = _links(session)
    fields = _fields(session, known, links)
    return Catalog(release, _entries(known, fields, links), guide, disclaimer, history, _moved(session))


def _links(session: Session) -> dict[str, list[LinkRow]]:
    order = (LinkRow.source_id, LinkRow.field, LinkRow.position)
    rows = session.scalars(select(LinkRow).order_by(*order)).all()
    return {key: list(group) for key, group in groupby(rows, key=lambda link: link.source_id)}


def _history(session: Session) -> Iterator[LedgerEntry]:
    changes = session.scalars(select(ChangeRow).order_by(ChangeRow.release_id, ChangeRow.key)).all()
    by_release = {key: list(rows) for key, rows in groupby(changes, key=lambda change: change.release_id)}
    for row in session.scalars(select(ReleaseRow).order_by(ReleaseRow.position)):
        parts: dict[str, dict[str, str | None]] = {"added": {}, "changed": {}, "removed": {}}
        for change in by_release.get(row.id, []):
            parts[change.action][change.key] = change.digest
        fields = {name: getattr(row, name) for name in LedgerEntry.model_fields if name not in parts}
        yield LedgerEntry.model_validate({**fields, **parts, "removed": tuple(parts["removed"])})


def _moved(session: Session) -> dict[str, str]:
    rows = session.execute(select(EntryRow.id, EntryRow.kind, EntryRow.formerly)).all()
    return {f"{row.kind}/{slug}": row.id for row in rows for slug in row.formerly}


def _fields(session: Session, kinds: dict[str, Kind], links: dict[str, list[LinkRow]]) -> dict[str, Fields]:
    fields: dict[str, Fields] = {}
    for kind in kinds.values():
        rows = session.scalars(select(kind.row).order_by(EntryRow.order, EntryRow.slug)).unique().all()
        for row in rows:
            own = kind_fields(kind, row, links.get(row.id, []))
            place = {"kind": kind.path, "slug": row.slug, "href": f"/v1/{row.id}"}
            fields[row.id] = shared_fields(row) | own | place
    return fields


def _guide(session: Session) -> tuple[GuideSection, ...]:
    items = session.scalars(select(GuideItemRow).order_by(GuideItemRow.section, GuideItemRow.position)).all()
    sections = groupby(items, key=lambda item: item.section)
    keys = {section: [item.entry_id for item in group] for section, group in sections}
    return tuple(
        GuideSection(row.slug, row.title, tuple(row.text), tuple(keys.get(row.slug, ())))
        for row in session.scalars(select(GuideSectionRow).order_by(GuideSectionRow.position))
    )


def _entries(
    kinds: dict[str, Kind], fields: dict[str, Fields], links: dict[str, list[LinkRow]]
) -> dict[str, tuple[Entry, ...]]:
    names = NameBook({key: value["name"] for key, value in fields.items()})
    claims = {
        key: claim_card(value, fields, names) for key, value in fields.items() if value["kind"] == "claims"
    }
    cautions = {key: value for key, value in fields.items() if value["kind"] == "cautions"}
    linker = Linker(
        (link for group in links.values() for link in group),
        names,
        claims,
        {key: caution_card(value, names) for key, value in cautions.items()},
        [key for key, value in cautions.items() if value["applies_to"]["any_activity"]],
    )
    made: dict[str, list[Entry]] = {path: [] for path in kinds}
    for key, value in fields.items():
        kind = kinds[value["kind"]]
        linked = {
            "claims": linker.claims(key),
            "cautions": linker.cautions(key),
            "related": linker.related(key),
        }
        whole = value | kind.derive(value) | linked
        made[kind.path].append(kind.entry.model_validate(whole, context=names))
    return {path: tuple(entries) for path, entries in made.items()}
