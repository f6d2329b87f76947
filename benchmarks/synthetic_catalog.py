"""Synthetic catalogs: today's content many times over, each copy with names and words of its own.

A copy renames every entry and every reference within it, so that its links lead to itself. One word in
eight of its texts is replaced by a word that no other copy has: as in real collections, the vocabulary
grows with the number of texts, though ever more slowly than they do.
"""

import re
from pathlib import Path
from typing import Any
from zlib import crc32

from app.catalog.reference_resolver import ReferenceResolver
from app.catalog.registry import KINDS, KINDS_BY_PATH
from app.content.content_reader import Content, read_content
from app.content.loader import load
from app.core.references import to_storable
from app.db.engine import make_engine
from app.db.migration import migrate

LONG_WORD = re.compile(r"\b[a-z]{7,}\b")
SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ro", "si", "ta", "ve", "wo", "xi", "zu")
REPLACED_SHARE = 8
ORDER_OFFSET = 900
"""What a copy adds to the place of an entry: today's entries stay on the first page of every list."""
Json = Any


def repeat(content: Content, copies: int) -> Content:
    """Return content many times over; the first copy is the content as it is."""
    documents = dict(content.documents)
    raw = {key: to_storable(document) for key, document in content.documents.items()}
    for number in range(1, copies):
        renamed = {key: f"{key}-x{number}" for key in raw}
        book = ReferenceResolver(
            {renamed[key]: _copy_name(fields["name"], number) for key, fields in raw.items()}
        )
        for key, fields in raw.items():
            copied = _copy_value(fields, renamed, number)
            order = fields["order"] + number * ORDER_OFFSET
            own = {"name": _copy_name(fields["name"], number), "formerly": [], "order": order}
            schema = KINDS_BY_PATH[key.partition("/")[0]].document
            documents[renamed[key]] = schema.model_validate(copied | own, context=book)
    # A repeated catalog is no release of its own; the content as it is stays the one that was released.
    releases = content.ledger if copies == 1 else []
    return Content(documents, content.guide, content.disclaimer, content.plan_rules, releases)


def write(content: Content, copies: int, file: Path) -> str:
    """Load content many times over into a new SQLite file; return its URL."""
    url = url_of(file)
    engine = make_engine(url)
    migrate(engine)
    load(engine, repeat(content, copies), KINDS, lambda _done, _total: None)
    engine.dispose()
    return url


def url_of(file: Path) -> str:
    """Return the URL of the database in a file."""
    return f"sqlite:///{file}"


def read_seed(folder: Path) -> Content:
    """Return the content of a folder."""
    return read_content(folder, KINDS)


def word_of(number: int) -> str:
    """Return a word that stands for a number."""
    return SYLLABLES[number % 16] + SYLLABLES[number // 16 % 16] + SYLLABLES[number // 256 % 16]


def _copy_name(name: str, number: int) -> str:
    """Return a name whose last word is one of the copy: sentences with longer names would be too long."""
    outside = name.partition(" (")[0]
    return f"{outside.rpartition(' ')[0] or outside} {word_of(number)}"


def _copy_value(value: Json, renamed: dict[str, str], number: int) -> Json:
    """Return a JSON value with its references renamed and one long word in eight made the copy's own."""
    if isinstance(value, dict):
        return {name: _copy_value(inner, renamed, number) for name, inner in value.items()}
    if isinstance(value, list):
        return [_copy_value(inner, renamed, number) for inner in value]
    if not isinstance(value, str):
        return value
    if value in renamed:
        return renamed[value]
    if " " not in value or "://" in value:
        return value
    return LONG_WORD.sub(lambda found: _word(found[0], number), value)


def _word(word: str, number: int) -> str:
    chosen = crc32(f"{word} {number}".encode())
    replaced = word[:3] + word_of(chosen >> 8) + word[-2:]
    # No longer than the word: texts have a largest length.
    return word if chosen % REPLACED_SHARE else replaced[: len(word)]
