"""The same content for generic servers: a SQLite file for Datasette, JSON for json-server."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog

TABLES = """
CREATE TABLE food_sources (
    slug TEXT PRIMARY KEY, name TEXT, summary TEXT, diets TEXT, free_from TEXT, body TEXT
);
CREATE TABLE entries (id TEXT PRIMARY KEY, kind TEXT, slug TEXT, name TEXT, summary TEXT, words TEXT);
CREATE VIRTUAL TABLE entries_fts USING fts5 (
    name, summary, words, content='entries', content_rowid='rowid', tokenize='porter unicode61'
);
"""


def entries_of(catalog: Catalog) -> dict[str, list[dict[str, Any]]]:
    """Return every entry as Gutbone serves it, by kind."""
    return {
        kind: [json.loads(catalog.entry_json(key)) for key in catalog.keys(kind)]
        for kind in catalog.entry_types
    }


def write_sqlite(catalog: Catalog, file: Path) -> None:
    """Write the file that Datasette serves: foods as they are served, and all entries with full text."""
    entries = entries_of(catalog)
    with sqlite3.connect(file) as connection:
        connection.executescript(TABLES)
        connection.executemany(
            "INSERT INTO food_sources VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    food["slug"],
                    food["name"],
                    food["summary"],
                    json.dumps(food["diets"]),
                    json.dumps(food["free_from"]),
                    json.dumps(food),
                )
                for food in entries["food-sources"]
            ],
        )
        connection.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    f"{kind}/{one['slug']}",
                    kind,
                    one["slug"],
                    one["name"],
                    one["summary"],
                    " ".join(_texts(one)),
                )
                for kind, group in entries.items()
                for one in group
            ],
        )
        connection.execute("INSERT INTO entries_fts (entries_fts) VALUES ('rebuild')")
    connection.close()


def write_json(catalog: Catalog, file: Path) -> None:
    """Write the file that json-server serves; it calls the key `id`."""
    entries = entries_of(catalog)
    named = {kind: [{"id": one["slug"], **one} for one in group] for kind, group in entries.items()}
    file.write_text(json.dumps(named), encoding="utf-8")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for inner in values for text in _texts(inner)]
