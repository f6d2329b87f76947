"""From tables to entries: linked, whole, and then held as they are served. The load does this once."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.releases import digest_of
from app.catalog.stored_entry import LINKED, StoredEntry
from app.content.linker import Linker, caution_card, claim_card
from app.content.rows import kind_fields, row_class, shared_fields
from app.core.references import Resolver
from app.db.tables import EntryRow, LinkRow, ReadModelRow
from app.schemas.entries import CautionCard, ClaimCard, Entry
from app.schemas.kind import Kind

Fields = dict[str, Any]
Cards = dict[str, ClaimCard | CautionCard]


def build_read_model(session: Session, kinds: Iterable[Kind]) -> Iterator[ReadModelRow]:
    """Yield every entry that a session sees as it is served. Raises SQLAlchemyError."""
    known = {kind.path: kind for kind in kinds}
    links = _links(session)
    fields = _fields(session, known, links)
    names = ReferenceResolver({key: value["name"] for key, value in fields.items()})
    claims = {key: claim_card(value, fields, names) for key, value in _of(fields, "claims")}
    cautions = {key: caution_card(value, names) for key, value in _of(fields, "cautions")}
    linker = Linker(
        (link for group in links.values() for link in group),
        names,
        claims,
        cautions,
        [key for key, value in _of(fields, "cautions") if value["applies_to"]["any_activity"]],
    )
    cards: Cards = {**claims, **cautions}
    for position, entry in enumerate(_entries(known, fields, linker, names)):
        yield _held(entry, position, cards)


def _links(session: Session) -> dict[str, list[LinkRow]]:
    order = (LinkRow.source_id, LinkRow.field, LinkRow.position)
    rows = session.scalars(select(LinkRow).order_by(*order)).all()
    return {key: list(group) for key, group in groupby(rows, key=lambda link: link.source_id)}


def _fields(session: Session, kinds: dict[str, Kind], links: dict[str, list[LinkRow]]) -> dict[str, Fields]:
    fields: dict[str, Fields] = {}
    for kind in kinds.values():
        rows = session.scalars(select(row_class(kind)).order_by(EntryRow.order, EntryRow.slug)).unique().all()
        for row in rows:
            own = kind_fields(kind, row, links.get(row.id, []))
            place = {"kind": kind.path, "slug": row.slug, "href": f"/v1/{row.id}"}
            fields[row.id] = shared_fields(row) | own | place
    return fields


def _of(fields: dict[str, Fields], kind: str) -> list[tuple[str, Fields]]:
    return [(key, value) for key, value in fields.items() if value["kind"] == kind]


def _entries(
    kinds: dict[str, Kind], fields: dict[str, Fields], linker: Linker, names: Resolver
) -> Iterator[Entry]:
    for key, value in fields.items():
        kind = kinds[value["kind"]]
        linked = {
            "claims": linker.claims(key),
            "cautions": linker.cautions(key),
            "related": linker.related(key),
        }
        yield kind.entry.model_validate(value | kind.derive(value) | linked, context=names)


def _held(entry: Entry, position: int, cards: Cards) -> ReadModelRow:
    key = f"{entry.kind}/{entry.slug}"
    shared = set(Entry.model_fields) - LINKED
    card = cards.get(key)
    columns = {
        "shared": entry.model_dump_json(include=shared),
        "own": entry.model_dump_json(exclude=shared | LINKED),
        "claims": " ".join(claim.slug for claim in entry.claims),
        "cautions": " ".join(caution.slug for caution in entry.cautions),
        "related": f"[{','.join(other.model_dump_json() for other in entry.related)}]",
    }
    whole = card.model_dump_json() if card else None
    digest = digest_of(StoredEntry.read(**columns, card=whole, digest="").record())
    return ReadModelRow(id=key, position=position, **columns, card=whole, digest=digest)
