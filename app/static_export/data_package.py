"""The analysts' package: each table as CSV and Parquet, all in one SQLite file, and `datapackage.json`."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from pyarrow import parquet

from app.catalog.catalog import Catalog
from app.features.data_tables import TABLES, Row, Table, column_of

BOM = "utf-8-sig"
"""CSV begins with a byte order mark, or a spreadsheet would misread what is not ASCII."""

ARROW_TYPES: Mapping[str, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.string(),
}
SQL_TYPES: Mapping[str, Any] = {
    "string": sa.Text,
    "integer": sa.Integer,
    "number": sa.Float,
    "boolean": sa.Boolean,
    "date": sa.Text,
}


def data_files(catalog: Catalog) -> dict[str, bytes]:
    """Return the files of the package by name; the same content gives the same bytes."""
    rows = {table.name: list(table.rows(catalog)) for table in TABLES}
    files = {f"{table.name}.csv": _csv(table, rows[table.name]) for table in TABLES}
    descriptor = _descriptor(catalog, files)
    files |= {f"{table.name}.parquet": _parquet(table, rows[table.name]) for table in TABLES}
    return {**files, "gutbone.sqlite": _sqlite(rows), "datapackage.json": descriptor}


def _csv(table: Table, rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode(BOM)


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _parquet(table: Table, rows: list[Row]) -> bytes:
    schema = pa.schema([(name, ARROW_TYPES[kind]) for name, kind in table.columns.items()])
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in table.columns]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return sink.getvalue()


def _sqlite(rows: Mapping[str, list[Row]]) -> bytes:
    metadata = sa.MetaData()
    tables = [
        sa.Table(
            table.name,
            metadata,
            *(
                sa.Column(name, SQL_TYPES[kind], primary_key=name in table.key)
                for name, kind in table.columns.items()
            ),
        )
        for table in TABLES
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gutbone.sqlite"
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
        with engine.begin() as connection:
            metadata.create_all(connection)
            for table in tables:
                names = table.columns.keys()
                connection.execute(
                    table.insert(), [dict(zip(names, row, strict=True)) for row in rows[table.name]]
                )
        return path.read_bytes()


def _descriptor(catalog: Catalog, files: Mapping[str, bytes]) -> bytes:
    resources = [_resource(table, catalog, files[f"{table.name}.csv"]) for table in TABLES]
    package = {
        "profile": "tabular-data-package",
        "name": "gutbone",
        "title": "Gutbone: evidence-graded guidance on the gut-bone axis",
        "description": f"{catalog.meta.disclaimer} Show no entry without its cautions, and no claim without "
        "its certainty.",
        "version": catalog.release,
        "licenses": [
            {"name": str(catalog.disclaimer["license"]), "title": str(catalog.disclaimer["attribution"])}
        ],
        "resources": resources,
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _resource(table: Table, catalog: Catalog, data: bytes) -> dict[str, Any]:
    keys = {one.name: one.key for one in TABLES}
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": BOM,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {
            "fields": [_field(table, name, catalog) for name in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [name], "reference": {"resource": other, "fields": list(keys[other])}}
                for name, other in table.references.items()
            ],
        },
    }


def _field(table: Table, name: str, catalog: Catalog) -> dict[str, Any]:
    column = column_of(table, name, catalog)
    described = {"name": name, "type": table.columns[name], "description": column.description}
    return described | ({"constraints": {"enum": list(column.values)}} if column.values else {})
