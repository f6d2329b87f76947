"""What of an entry is searched: the one place that reads entries for the index."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from app.catalog import Catalog
from app.entries import Entry
from app.model import Model
from app.references import Reference

OTHER_NAMES = ("aliases", "synonyms", "examples", "former_names")
"""Fields that hold names which people use for an entry beside its own."""

APART = {"name", "summary", *OTHER_NAMES, "claims", "cautions", "related", "review", "codes"}
"""Fields that are searched in their own right, or say nothing of the subject."""

UNREAD = {"kind", "slug", "href", "url", "nutrients_null_reasons"}
"""Members, at any depth, that no reader would search for."""


@dataclass(frozen=True)
class SearchText:
    """The words of one entry, by how much they tell of what it is about."""

    key: str
    name: str
    other_names: tuple[str, ...]
    summary: str
    about: tuple[str, ...]
    """Names of what it refers to, other names included, and the headings of its cautions."""
    text: str


def search_texts(catalog: Catalog) -> Iterator[SearchText]:
    """Yield the words of every entry, in the order of the catalog."""
    former: dict[str, list[str]] = {}
    for old, key in catalog.moved.items():
        former.setdefault(key, []).append(old.partition("/")[2].replace("-", " "))
    for kind, entries in catalog.kinds.items():
        for entry in entries:
            key = f"{kind}/{entry.slug}"
            read = _Reader(entry)
            yield SearchText(
                key=key,
                name=entry.name,
                other_names=(*other_names(entry), *former.get(key, ())),
                summary=entry.summary,
                about=tuple(_about(catalog, entry, read.references)),
                text="\n".join(read.texts),
            )


def other_names(entry: Entry) -> tuple[str, ...]:
    """Return the names of an entry beside its own, each once."""
    names = (name for field in OTHER_NAMES for name in getattr(entry, field, ()))
    return tuple(dict.fromkeys(names))


def _about(catalog: Catalog, entry: Entry, references: Iterable[tuple[str, str]]) -> Iterator[str]:
    for kind, slug in references:
        if catalog.has(f"{kind}/{slug}") and kind != "sources":
            other = catalog.entry(kind, slug)
            yield from (other.name, *other_names(other))
    for caution in entry.cautions:
        yield caution.title


class _Reader:
    """Gathers the texts of an entry, and what it refers to."""

    def __init__(self, entry: Entry) -> None:
        self.texts: list[str] = []
        self.references: dict[tuple[str, str], None] = {}
        for name in type(entry).model_fields:
            if name not in APART and name not in UNREAD:
                self._read(getattr(entry, name))

    def _read(self, value: Any) -> None:
        match value:
            case Enum():
                pass
            case str():
                self.texts.append(value)
            case Reference():
                self.references[value.kind, value.slug] = None
            case Model():
                self._read({name: getattr(value, name) for name in type(value).model_fields})
            case Mapping():
                for name, member in value.items():
                    if name not in UNREAD:
                        self._read(member)
            case tuple() | list():
                for member in value:
                    self._read(member)
