"""Extract the searchable text of entries: names, related names and full text."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.catalog.catalog import Catalog
from app.catalog.stored_entry import REFERENCE_MEMBERS
from app.core.entry_keys import slug_of

Fields = Mapping[str, Any]

OTHER_NAMES = ("aliases", "synonyms", "examples", "former_names")
"""Fields with alternative names of an entry."""

SEPARATE_FIELDS = {"name", "summary", *OTHER_NAMES}
"""Fields indexed separately from the full text."""

ABOUT = {"who", "concerns", "topic", "topics", "allergens", "allergens_possible", "free_from"}
"""Members whose values say whom or what an entry is about, in single words."""

GRADES = {
    "certainty",
    "direction",
    "directness",
    "basis",
    "scope",
    "article_verdict",
    "verdict",
    "stance",
    "severity",
}
CHECKS = {"verification", "synonyms_source", "status", "level", "retraction_status", "from_memory", "review"}
IDENTIFIERS = {"kind", "slug", "href", "url", "codes", "origin", "section", "nutrients_null_reasons"}
NOT_INDEXED = GRADES | CHECKS | IDENTIFIERS | {"answer"}
"""Members, at any depth, whose values are not text about the subject and are not indexed."""


class EntryNames(NamedTuple):
    """Name, alternative names and summary of an entry."""

    name: str
    other_names: tuple[str, ...]
    summary: str


class SearchText(NamedTuple):
    """All fields of an entry, names related to it, and its full text."""

    fields: Fields
    about: tuple[str, ...]
    """Names of referenced entries, values of `ABOUT`, titles of cautions, and former slugs."""
    text: str


def names_of(catalog: Catalog) -> dict[str, EntryNames]:
    """Return the names of every entry by key, in catalog order."""
    names = {}
    for key, stored in catalog.stored.items():
        fields = stored.fields()
        other = dict.fromkeys(name for field in OTHER_NAMES for name in fields.get(field, ()))
        names[key] = EntryNames(fields["name"], tuple(other), fields["summary"])
    return names


def texts_of(catalog: Catalog, names: Mapping[str, EntryNames]) -> Iterator[SearchText]:
    """Yield the searchable text of every entry, in catalog order."""
    former: dict[str, list[str]] = {}
    for old, key in catalog.moved.items():
        former.setdefault(key, []).append(slug_of(old).replace("-", " "))
    for key, stored in catalog.stored.items():
        fields = stored.fields()
        read = _FieldWalker(fields)
        referred = (names[other] for other in read.references if other in names)
        about = [name for other in referred for name in (other.name, *other.other_names)]
        warned = [names[f"cautions/{slug}"].name for slug in stored.caution_slugs]
        about += [*read.about, *warned, *former.get(key, ())]
        yield SearchText(fields, tuple(about), "\n".join(read.texts))


class _FieldWalker:
    """Walk the fields of an entry and collect its texts and references."""

    def __init__(self, fields: Fields) -> None:
        self.texts: list[str] = []
        self.about: list[str] = []
        self.references: dict[str, None] = {}
        self._read({name: value for name, value in fields.items() if name not in SEPARATE_FIELDS}, self.texts)

    def _read(self, value: object, into: list[str]) -> None:
        match value:
            case str():
                into.append(value)
            case dict() if value.keys() >= REFERENCE_MEMBERS:
                if value["kind"] != "sources":
                    self.references[f"{value['kind']}/{value['slug']}"] = None
            case dict():
                for name, member in value.items():
                    if name not in NOT_INDEXED:
                        self._read(member, self.about if name in ABOUT else into)
            case list():
                for member in value:
                    self._read(member, into)
