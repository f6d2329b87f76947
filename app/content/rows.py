"""The mapping between documents and rows, one for all kinds, checked at import."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic_core import to_jsonable_python
from sqlalchemy import inspect

from app.catalog.registry import KINDS
from app.core.base_model import Model
from app.core.references import Reference, iter_references, to_storable
from app.db.tables import EntryRow, LinkRow
from app.kinds.kind_tables import TABLES
from app.schemas.entries import Document, SharedFields
from app.schemas.kind import Kind, KindDeclarationError

KEY_COLUMNS = frozenset({"id", "kind", "slug", "digest"})
"""Columns that are no field of a document."""


def to_row(kind: Kind, slug: str, document: Document, digest: str) -> EntryRow:
    """Return the row of a document, child rows included, ready to be added to a session."""
    table = TABLES[kind.path]
    values: dict[str, Any] = {}
    for name in kind.document.model_fields:
        value = to_storable(getattr(document, name))
        if is_link(kind.document, name):
            continue
        if name in table.composites:
            parts = {part: _jsonable(item) for part, item in value.items()} if value else {}
            values |= {column: parts.get(part) for part, column in table.composites[name].items()}
        elif child := _child_class(table, name):
            values[name] = [child(position=position, **item) for position, item in enumerate(value)]
        else:
            values[name] = value
    return table(id=f"{kind.path}/{slug}", kind=kind.path, slug=slug, digest=digest, **values)


def _jsonable(value: Any) -> Any:
    """Return a nested value as JSON can hold it; a date of its own column stays one."""
    return to_jsonable_python(value) if isinstance(value, dict | list) else value


def links_of(key: str, document: Document) -> Iterator[LinkRow]:
    """Yield a link for every reference in a document, field by field, in order."""
    for name in type(document).model_fields:
        for position, reference in enumerate(iter_references(getattr(document, name))):
            yield LinkRow(
                source_id=key,
                field=name,
                position=position,
                relation=reference.relation,
                target_id=reference.id,
            )


def from_row(kind: Kind, row: EntryRow, links: Iterable[LinkRow]) -> dict[str, Any]:
    """Return the stored fields of an entry from its columns, child rows and links."""
    names = (*SharedFields.model_fields, *kind.own_fields)
    return {name: _value(kind.document, name, row, links) for name in names}


def _value(schema: type[Model], name: str, row: EntryRow, links: Iterable[LinkRow]) -> Any:
    annotation = schema.model_fields[name].annotation
    if is_link(schema, name):
        targets = [link.target_id for link in links if link.field == name]
        return targets if get_origin(annotation) is tuple else next(iter(targets), None)
    if name in row.composites:
        parts = {part: getattr(row, column) for part, column in row.composites[name].items()}
        is_null = type(None) in get_args(annotation) and set(parts.values()) == {None}
        return None if is_null else parts
    if _child_class(type(row), name):
        columns = _model_in(annotation).model_fields
        return [{column: getattr(child, column) for column in columns} for child in getattr(row, name)]
    return getattr(row, name)


def is_link(schema: type[Model], name: str) -> bool:
    """Return whether a field holds nothing but references, which are rows of the table `link`."""
    annotation = schema.model_fields[name].annotation
    if annotation is Reference:
        return True
    members = get_args(annotation)
    return bool(members) and Reference in get_args(members[0])[:1]


def _child_class(table: type[EntryRow], name: str) -> type[Any] | None:
    relationships = inspect(table).relationships
    return relationships[name].mapper.class_ if name in relationships else None


def _model_in(annotation: Any) -> Any:
    """Return the model of an annotation: `M`, `M | None` or `tuple[M, ...]`."""
    return next(one for one in (annotation, *get_args(annotation)) if hasattr(one, "model_fields"))


def check_table(kind: Kind, tables: Mapping[str, type[EntryRow]] = TABLES) -> None:
    """Compare the document of a kind with its table.

    Raises KindDeclarationError for a field that is neither a reference nor has a column, and for a column
    without a field.
    """
    if (table := tables.get(kind.path)) is None:
        raise KindDeclarationError(kind.path, ["it has no table in app/kinds/kind_tables.py"])
    fields, columns = set(_stored_fields(kind.document, table)), set(_columns(table))
    missing = [f"the field '{name}' has no column in {table.__name__}" for name in sorted(fields - columns)]
    extra = [f"the column '{name}' of {table.__name__} has no field" for name in sorted(columns - fields)]
    if missing or extra:
        raise KindDeclarationError(kind.path, missing + extra)


def _stored_fields(schema: type[Model], table: type[EntryRow]) -> Iterator[str]:
    """Yield the fields that need a column, the parts of composite fields and of child rows with a dot."""
    nested = table.composites.keys() | inspect(table).relationships.keys()
    for name, field in schema.model_fields.items():
        if name in nested:
            yield from (f"{name}.{part}" for part in _model_in(field.annotation).model_fields)
        elif not is_link(schema, name):
            yield name


def _columns(table: type[EntryRow]) -> Iterator[str]:
    """Yield the columns of a table and of its child tables, named as `_stored_fields` names them."""
    parts = {
        column: f"{name}.{part}"
        for name, nested in table.composites.items()
        for part, column in nested.items()
    }
    mapper = inspect(table)
    yield from (parts.get(name, name) for name in set(mapper.column_attrs.keys()) - KEY_COLUMNS)
    for name, child in mapper.relationships.items():
        keys = {child.mapper.get_property_by_column(column).key for column in child.mapper.primary_key}
        yield from (f"{name}.{column}" for column in set(child.mapper.column_attrs.keys()) - keys)


for _kind in KINDS:
    check_table(_kind)
