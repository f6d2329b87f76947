"""Build the read model: every entry as JSON, with its cards and relatives, from the typed tables."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.stored_entry import (
    LINKED_FIELDS,
    StoredEntry,
    without_figure_details,
    without_named,
)
from app.content.answers import answer_of
from app.content.linker import CautionSentences, Linker, caution_card, claim_card, claim_grade
from app.content.rows import from_row
from app.core.base_model import Model
from app.core.canonical_json import digest_of
from app.core.entry_keys import key_of
from app.core.errors import InconsistentCodeError
from app.db.tables import EntryRow, LinkRow
from app.icons.icon_files import icon_href
from app.kinds.cautions import CautionFields
from app.kinds.kind_tables import TABLES
from app.kinds.sentence_words import SENTENCE_KINDS, sentence_words
from app.schemas.entries import CautionCard, ClaimCard, Entry
from app.schemas.kind import Kind

Fields = dict[str, Any]
Cards = dict[str, ClaimCard | CautionCard]


class InvalidEntryError(InconsistentCodeError):
    """The stored and derived fields of an entry do not make a valid answer."""


def build_read_model(session: Session, kinds: Iterable[Kind]) -> Iterator[Fields]:
    """Yield the read model row of every entry in the tables. Raises SQLAlchemyError or InvalidEntryError."""
    known = {kind.path: kind for kind in kinds}
    links = _links(session)
    fields = _fields(session, known, links)
    resolver = ReferenceResolver({key: value["name"] for key, value in fields.items()})
    claims = {key: claim_card(value, fields, resolver) for key, value in _of(fields, "claims")}
    sentences = _sentences(fields, resolver)
    cautions = {
        key: caution_card(value, sentences.sentence(key), resolver) for key, value in _of(fields, "cautions")
    }
    linker = Linker(
        (link for group in links.values() for link in group), resolver, claims, cautions, sentences
    )
    cards: Cards = {**claims, **cautions}
    for position, (key, value) in enumerate(fields.items()):
        kind = known[value["kind"]]
        grades = linker.claims(key)
        shown = [claim_grade(claims[key])] if key in claims else grades
        linked = {
            "answer": answer_of(key, shown, fields),
            "claims": grades,
            "cautions": linker.cautions(key),
            "related": linker.related(key),
        }
        try:
            entry = kind.entry.model_validate(value | kind.derive(value, fields) | linked, context=resolver)
        except ValidationError as error:
            wrong = "; ".join(f"{one['loc']}: {one['msg']}" for one in error.errors(include_url=False))
            raise InvalidEntryError(f"{key} is not a valid {kind.entry.__name__}: {wrong}") from error
        yield _row(entry, position, cards.get(key))


def _sentences(fields: dict[str, Fields], resolver: ReferenceResolver) -> CautionSentences:
    own = set(CautionFields.model_fields)
    return CautionSentences(
        {
            key: CautionFields.model_validate(
                {name: value[name] for name in own & value.keys()}, context=resolver
            )
            for key, value in _of(fields, "cautions")
        },
        sentence_words({key: value for key, value in fields.items() if value["kind"] in SENTENCE_KINDS}),
    )


def _links(session: Session) -> dict[str, list[LinkRow]]:
    order = (LinkRow.source_id, LinkRow.field, LinkRow.position)
    rows = session.scalars(select(LinkRow).order_by(*order)).all()
    return {key: list(group) for key, group in groupby(rows, key=lambda link: link.source_id)}


def _fields(session: Session, kinds: dict[str, Kind], links: dict[str, list[LinkRow]]) -> dict[str, Fields]:
    fields: dict[str, Fields] = {}
    for kind in kinds.values():
        table = TABLES[kind.path]
        for row in session.scalars(select(table).order_by(EntryRow.order, EntryRow.slug)).unique():
            identity = {"kind": kind.path, "slug": row.slug, "href": f"/v1/{row.id}"}
            icon = {"icon": icon_href(kind.path, row.slug, row.formerly)}
            fields[row.id] = from_row(kind, row, links.get(row.id, [])) | identity | icon
    return fields


def _of(fields: dict[str, Fields], kind: str) -> list[tuple[str, Fields]]:
    return [(key, value) for key, value in fields.items() if value["kind"] == kind]


def _row(entry: Entry, position: int, card: ClaimCard | CautionCard | None) -> Fields:
    shared_fields = set(Entry.model_fields) - LINKED_FIELDS
    shared = entry.model_dump_json(include=shared_fields)
    own, figures = without_figure_details(entry.model_dump_json(exclude=shared_fields | LINKED_FIELDS))
    related = _array(entry.related)
    columns: Fields = {
        "shared": shared,
        "own": own,
        "figures": figures,
        "claims": _array(entry.claims),
        "cautions": _array(entry.cautions),
        "related": related,
        "other_related": without_named(related, shared, own),
        "card": card.model_dump_json() if card else None,
    }
    digest = digest_of(StoredEntry.from_columns(**columns, digest="").record())
    return {"id": key_of(entry), "position": position, **columns, "digest": digest}


def _array(models: Iterable[Model]) -> str:
    return f"[{','.join(model.model_dump_json() for model in models)}]"
