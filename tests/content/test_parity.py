"""Every field of a document is stored in its table and served by the API."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from sqlalchemy import JSON, String, TableClause, inspect

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.content.content_reader import Content, read_content
from app.content.rows import is_link
from app.db.read_model import TABLES
from app.db.tables import Base, EntryRow
from app.kinds.kind_tables import TABLES as TABLES_OF_KINDS
from app.schemas.entries import Document
from app.schemas.kind import Kind
from tests.fixtures.cli import SAMPLE_CONTENT, load_content
from tests.fixtures.databases import catalog_of

pytestmark = pytest.mark.full_suite

BY_HAND = {"order", "formerly", "cautions", "see_also"}
"""Fields of a document that answers show in another way: a place, redirects, cards, relatives."""

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)


def documents(content: Content, kind: Kind) -> Iterator[tuple[str, Document]]:
    for key, document in content.documents.items():
        if key.startswith(f"{kind.path}/"):
            yield key, document


def served(catalog: Catalog, key: str) -> dict[str, Any]:
    """Return the fields of an entry, those at the address of its figures too."""
    return {**json.loads(catalog.entry_json(key)), **catalog.stored[key].fields()}


@pytest.fixture(
    scope="session", params=["the real content", "the sample content", "the sample content on PostgreSQL"]
)
def both(request: pytest.FixtureRequest) -> tuple[Content, Catalog]:
    if request.param == "the real content":
        return request.getfixturevalue("content"), request.getfixturevalue("catalog")
    if request.param == "the sample content":
        return read_content(SAMPLE_CONTENT, KINDS), request.getfixturevalue("sample_catalog")
    return read_content(SAMPLE_CONTENT, KINDS), catalog_of(
        load_content(request.getfixturevalue("postgres").create())
    )


@each_kind
def test_every_field_of_a_document_is_served_as_it_was_written(
    kind: Kind, both: tuple[Content, Catalog]
) -> None:
    content, catalog = both
    count = 0
    for key, document in documents(content, kind):
        written = json.loads(document.model_dump_json(exclude=BY_HAND))
        assert {name: served(catalog, key).get(name, "absent") for name in written} == written, key
        count += 1
    assert count == len(catalog.entries_by_kind[kind.path]) > 0


@each_kind
def test_rows_added_by_hand_are_served(kind: Kind, both: tuple[Content, Catalog]) -> None:
    content, catalog = both
    for key, document in documents(content, kind):
        entry = served(catalog, key)
        cautions = {caution["slug"] for caution in entry["cautions"]}
        related = {(one.relation, one.href) for one in catalog.entry(kind.path, entry["slug"]).related}
        assert key.startswith("cautions/") or {caution.slug for caution in document.cautions} <= cautions
        assert {("see_also", other.href) for other in document.see_also} <= related
        assert all(catalog.moved.get(f"{kind.path}/{slug}") == key for slug in document.formerly)


@each_kind
def test_entries_are_in_the_order_that_was_written(kind: Kind, both: tuple[Content, Catalog]) -> None:
    content, catalog = both
    written = sorted((document.order, key) for key, document in documents(content, kind))

    assert catalog.keys(kind.path) == [key for _, key in written]


@each_kind
def test_every_field_of_a_document_has_one_place_in_the_tables(kind: Kind) -> None:
    table = inspect(TABLES_OF_KINDS[kind.path])
    composites = TABLES_OF_KINDS[kind.path].composites
    columns = set(table.columns.keys())
    for name in kind.own_fields:
        places = {
            "column": name in columns,
            "child table": name in table.relationships,
            "columns of its own": name in composites,
            "links": is_link(kind.document, name),
        }
        assert sum(places.values()) == 1, (name, places)


@each_kind
def test_every_column_of_a_kind_holds_a_field(kind: Kind) -> None:
    columns = {
        name
        for name, column in inspect(TABLES_OF_KINDS[kind.path]).columns.items()
        if column.table is TABLES_OF_KINDS[kind.path].__table__
    }
    fields = set(kind.own_fields)
    for name in fields & TABLES_OF_KINDS[kind.path].composites.keys():
        fields |= set(getattr(kind.document.model_fields[name].annotation, "model_fields", {}))

    assert columns - {"id"} <= fields


@each_kind
def test_every_child_table_holds_the_fields_of_its_items(kind: Kind) -> None:
    for name, relationship in inspect(TABLES_OF_KINDS[kind.path]).relationships.items():
        item = get_args(kind.document.model_fields[name].annotation)[0]
        columns = {column.key for column in relationship.mapper.columns}
        assert columns - {"position"} - set(item.model_fields) == {f"{kind.singular}_id"}


@each_kind
def test_column_nullability_and_length_match_the_field(kind: Kind) -> None:
    schema = kind.document.model_json_schema(by_alias=False)["properties"]
    columns = inspect(TABLES_OF_KINDS[kind.path]).columns
    for name in {*kind.own_fields, "name", "summary"} & set(columns.keys()):
        column, field = columns[name], schema[name]
        choices = field.get("anyOf", [field])
        if isinstance(column.type, JSON):
            continue
        assert column.nullable is ({"type": "null"} in choices), name
        if isinstance(column.type, String) and column.type.length and "maxLength" in choices[0]:
            assert column.type.length == choices[0]["maxLength"], name


@each_kind
def test_an_answer_has_every_field_of_its_document(kind: Kind) -> None:
    assert set(kind.document.model_fields) - BY_HAND <= set(kind.entry.model_fields) | {"cautions"}
    for name in kind.own_fields:
        assert kind.entry.model_fields[name].annotation == kind.document.model_fields[name].annotation


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_server_reads_columns_as_they_are_in_the_tables(table: TableClause) -> None:
    held = Base.metadata.tables[table.name].columns
    for column in table.columns:
        assert isinstance(column.type, JSON) is isinstance(held[column.name].type, JSON), column.name


def test_the_shared_table_holds_the_shared_fields() -> None:
    flat = {
        "article": {"article_section", "article_note"},
        "review": {
            *("review_status", "reviewed_on", "next_review_on"),
            *("review_authors", "review_conflicts", "second_read", "clinical_reviews"),
        },
    }
    links = {name for name in Document.model_fields if is_link(Document, name)}
    expected = set(Document.model_fields) - links - set(flat) | set().union(*flat.values())

    assert set(inspect(EntryRow).columns.keys()) == expected | {"id", "kind", "slug", "digest"}
