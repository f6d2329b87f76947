"""Between documents and rows: one generic way for every kind."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args

from sqlalchemy import inspect

from app.core.base_model import Model
from app.core.references import Reference, iter_references, to_storable
from app.db.tables import EntryRow, LinkRow
from app.schemas.entries import Document, SharedFields
from app.schemas.kind import Kind

SHARED = frozenset(Document.model_fields)


def row_class(kind: Kind) -> type[EntryRow]:
    """Return the class of a kind's table. It is imported now: who serves needs no tables of kinds."""
    classes = vars(import_module(f"app.kinds.{kind.plural}.table")).values()
    rows = (one for one in classes if isinstance(one, type) and issubclass(one, EntryRow))
    return next(row for row in rows if row.path == kind.path)


def own_fields(schema: type[Model]) -> list[str]:
    """Return the fields of a kind's document beyond those that every document has."""
    return [name for name in schema.model_fields if name not in SHARED]


def is_link(schema: type[Model], name: str) -> bool:
    """Return whether a field holds nothing but references, so that links alone store it."""
    annotation = schema.model_fields[name].annotation
    if annotation is Reference:
        return True
    members = get_args(annotation)
    return bool(members) and Reference in get_args(members[0])[:1]


def to_row(kind: Kind, slug: str, document: Document, digest: str) -> EntryRow:
    """Return the row of a document, child rows included, ready to be added to a session."""
    values: dict[str, Any] = {}
    table = row_class(kind)
    children = inspect(table).relationships
    flattened = getattr(table, "flattened", None)
    for name in own_fields(kind.document):
        value = to_storable(getattr(document, name))
        if is_link(kind.document, name):
            continue
        if name in children:
            child = children[name].mapper.class_
            values[name] = [child(position=place, **item) for place, item in enumerate(value)]
        elif name == flattened:
            values |= value
        else:
            values[name] = value
    return table(
        id=f"{kind.path}/{slug}",
        kind=kind.path,
        slug=slug,
        order=document.order,
        name=document.name,
        summary=document.summary,
        aliases=to_storable(document.aliases),
        origin=document.origin,
        article_section=document.article.section if document.article else None,
        article_note=document.article.note if document.article else None,
        codes=to_storable(document.codes),
        review_status=document.review.status,
        reviewed_on=document.review.reviewed_on,
        next_review_on=document.review.next_review_on,
        cautions_none_known=document.cautions_none_known,
        formerly=to_storable(document.formerly),
        digest=digest,
        **values,
    )


def links_of(key: str, document: Document) -> Iterator[LinkRow]:
    """Yield a link for every reference in a document, field by field, in order."""
    for name in type(document).model_fields:
        for place, reference in enumerate(iter_references(getattr(document, name))):
            yield LinkRow(
                source_id=key,
                field=name,
                position=place,
                relation=reference.role,
                target_id=reference.id,
            )


def shared_fields(row: EntryRow) -> dict[str, Any]:
    """Return the fields that every entry has, as the schema names them."""
    fields = {name: getattr(row, name) for name in SharedFields.model_fields if hasattr(row, name)}
    article = row.article_section and {"section": row.article_section, "note": row.article_note}
    review = {
        "status": row.review_status,
        "reviewed_on": row.reviewed_on,
        "next_review_on": row.next_review_on,
    }
    return fields | {"article": article, "review": review}


def kind_fields(kind: Kind, row: EntryRow, links: list[LinkRow]) -> dict[str, Any]:
    """Return the fields of a kind's own, from its columns, child rows and links."""
    fields: dict[str, Any] = {}
    children = inspect(type(row)).relationships
    flattened = getattr(row, "flattened", None)
    for name in own_fields(kind.document):
        if is_link(kind.document, name):
            fields[name] = [link.target_id for link in links if link.field == name]
        elif name in children:
            fields[name] = [_child_fields(kind, name, child) for child in getattr(row, name)]
        elif name == flattened:
            figures = kind.document.model_fields[name].annotation
            fields[name] = {figure: getattr(row, figure) for figure in getattr(figures, "model_fields", {})}
        else:
            fields[name] = getattr(row, name)
    return fields


def _child_fields(kind: Kind, name: str, child: object) -> dict[str, Any]:
    schema = get_args(kind.document.model_fields[name].annotation)[0]
    return {field: getattr(child, field) for field in schema.model_fields}
