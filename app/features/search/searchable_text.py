"""What of an entry is searched: the one place that reads entries for the index."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.catalog.catalog import Catalog

Fields = Mapping[str, Any]

OTHER_NAMES = ("aliases", "synonyms", "examples", "former_names")
"""Fields that hold names which people use for an entry beside its own."""

APART = {"name", "summary", *OTHER_NAMES}
"""Fields that are searched in their own right."""

ABOUT = {"who", "concerns", "topic", "topics", "allergens", "allergens_possible", "free_from"}
"""Members that tell whom or what an entry is about in single words."""

GRADES = {"certainty", "direction", "directness", "basis", "scope", "verdict", "stance", "severity"}
CHECKS = {"verification", "synonyms_source", "status", "level", "retraction_status", "from_memory", "review"}
NAMELESS = {"kind", "slug", "href", "url", "codes", "origin", "section", "nutrients_null_reasons"}
UNREAD = GRADES | CHECKS | NAMELESS
"""Members, at any depth, whose values are no words of the subject."""

REFERENCE = {"kind", "slug", "name", "href"}


class Names(NamedTuple):
    """What an entry is called, and in short what it is."""

    name: str
    other_names: tuple[str, ...]
    summary: str


class SearchText(NamedTuple):
    """What else is searched of an entry, and all its fields."""

    fields: Fields
    about: tuple[str, ...]
    """Names of what it refers to, whom it is for, headings of its cautions, and the slugs it had before."""
    text: str


def names_of(catalog: Catalog) -> dict[str, Names]:
    """Return the names of every entry by its key, in the order of the catalog."""
    found = {}
    for key, held in catalog.stored.items():
        fields = held.fields()
        other = dict.fromkeys(name for field in OTHER_NAMES for name in fields.get(field, ()))
        found[key] = Names(fields["name"], tuple(other), fields["summary"])
    return found


def texts_of(catalog: Catalog, names: Mapping[str, Names]) -> Iterator[SearchText]:
    """Yield what else is searched of every entry, in the same order."""
    former: dict[str, list[str]] = {}
    for old, key in catalog.moved.items():
        former.setdefault(key, []).append(old.partition("/")[2].replace("-", " "))
    for key, held in catalog.stored.items():
        fields = held.fields()
        read = _Reader(fields)
        referred = (names[other] for other in read.references if other in names)
        about = [name for other in referred for name in (other.name, *other.other_names)]
        warned = [names[f"cautions/{slug}"].name for slug in held.cautions]
        about += [*read.about, *warned, *former.get(key, ())]
        yield SearchText(fields, tuple(about), "\n".join(read.texts))


class _Reader:
    """Gathers the texts of an entry, and what it refers to."""

    def __init__(self, fields: Fields) -> None:
        self.texts: list[str] = []
        self.about: list[str] = []
        self.references: dict[str, None] = {}
        self._read({name: value for name, value in fields.items() if name not in APART}, self.texts)

    def _read(self, value: object, into: list[str]) -> None:
        match value:
            case str():
                into.append(value)
            case dict() if value.keys() >= REFERENCE:
                if value["kind"] != "sources":
                    self.references[f"{value['kind']}/{value['slug']}"] = None
            case dict():
                for name, member in value.items():
                    if name not in UNREAD:
                        self._read(member, self.about if name in ABOUT else into)
            case list():
                for member in value:
                    self._read(member, into)
