"""Index the names of a release: those of its entries, and those of the folder `names/`."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any
from weakref import proxy

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import GRAMMAR_FILE, NAME_FIELDS, NameField
from app.core.memoize import Memoize
from app.core.references import USABLE_KINDS
from app.features.recognition.normalization import key_of, letters_of
from app.vocabulary.safety import Allergen, LifeStage

KINDS: Mapping[NameField, tuple[str, ...]] = {
    "items": tuple(USABLE_KINDS),
    "medicines": ("medicines",),
    "conditions": ("conditions",),
}
"""The kinds of the entries that a field names."""

VALUES: Mapping[NameField, Mapping[str, str]] = {
    "allergies": {one.value: one.label for one in Allergen},
    "life_stages": {one.value: one.label for one in LifeStage},
}
"""The values of the fields that name no entry, with their labels."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for in this release: an entry, or a value of an enumeration.

    `certain` is false where the name may mean something else, or where this only follows from it.
    """

    field: NameField
    slug: str
    name: str
    key: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names that mean the same; `names` lacks further spellings, which are never offered as a correction."""

    field: NameField
    names: tuple[str, ...]
    means: tuple[str, ...]
    ask: str | None = None
    lay: bool = False
    implies: tuple[str, ...] = ()
    may_imply: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name to show."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Concept:
    """What names stand for, with what it is a kind of."""

    slug: str
    name: str
    broader: tuple[str, ...] = ()
    possibly: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    may_imply: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    forms: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = ()
    after_stopping: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A name that may be offered as a correction; without a group it only rivals others."""

    name: str | None
    key: str
    group: NameGroup | None


MAX_CACHED_SHAPES = 2048
"""First letters and lengths for which the names that may be offered are kept."""

MIN_LENGTH = 5
"""Letters from which a name may be offered as a correction."""

NO_CONCEPT = Concept("", "")


@dataclass(frozen=True)
class Words:
    """The words around names, as keys."""

    units: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    salts: frozenset[str] = frozenset()
    salts_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    none: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    allergic: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    capitals_only: frozenset[str] = frozenset()
    whole_entry_only: frozenset[str] = frozenset()
    real_words: frozenset[str] = frozenset()
    look_alikes: frozenset[frozenset[str]] = frozenset()


class NameIndex:
    """The names of a release by field and key."""

    def __init__(self, catalog: Catalog) -> None:
        """Index the names of a catalog; a name of an entry is its own, even where a file differs."""
        self._catalog = catalog
        files: dict[str, dict[str, Any]] = {
            name: json.loads(text) for name, text in catalog.name_files.items()
        }
        self.words = _words(files.pop(GRAMMAR_FILE, {}))
        self._concepts: dict[NameField, dict[str, Concept]] = {name: {} for name in NAME_FIELDS}
        for names in files.values():
            concepts = self._concepts[names["field"]]
            concepts |= {raw["slug"]: _concept(raw) for raw in names.get("concepts", ())}
        self._misspelt = {
            (names["field"], key_of(error)): name
            for names in files.values()
            for error, name in names.get("misspelt", {}).items()
        }
        self._keys: dict[NameField, dict[str, NameGroup]] = {name: {} for name in NAME_FIELDS}
        groups = [*_groups(files.values())]
        recorded = [(group, keys) for group, keys in groups if any(self.meanings(group))]
        for group, keys in groups:
            self._add(group, keys)
        for group, names_of_entry in self._entry_names():
            self._add(group, map(key_of, names_of_entry))
        for group, keys in recorded:
            self._add(group, keys)
        for group, names_of_entry in self._entry_names(own=True):
            for key in map(key_of, names_of_entry):
                self._add(self._merged(group, key), (key,))

    def _add(self, group: NameGroup, keys: Iterable[str]) -> None:
        self._keys[group.field].update((key, group) for key in keys if key)

    def _merged(self, group: NameGroup, key: str) -> NameGroup:
        """Return the group of an entry's own name with what people mean by it: `anticoagulants` is vague."""
        known = self._keys[group.field].get(key)
        if known is None or not known.means or known.means == group.means:
            return group
        return replace(known, means=tuple(dict.fromkeys((*known.means, *group.means))))

    def _entry_names(self, *, own: bool = False) -> Iterator[tuple[NameGroup, Iterable[str]]]:
        """Yield the names of the entries of this release; `own`: name and slug only."""
        for name_field, kinds in KINDS.items():
            for name, slugs in self._slugs_by_name(kinds).items():
                is_own = any(name in (slug, self._name_of(name_field, slug).lower()) for slug in slugs)
                if is_own or not own:
                    yield NameGroup(name_field, (name,), slugs), (name,)
        for name_field, values in VALUES.items():
            for value, label in values.items():
                yield NameGroup(name_field, (label, value), (value,)), (value, label)

    def _slugs_by_name(self, kinds: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the slugs of some kinds by name, former slugs included."""
        moved = (
            (*former.split("/"), current.partition("/")[2]) for former, current in self._catalog.moved.items()
        )
        slugs = {former: (slug,) for kind, former, slug in moved if kind in kinds}
        for kind in kinds:
            for name, found in self._catalog.slugs_by_name(kind).items():
                slugs[name] = (*slugs.get(name, ()), *found)
        return slugs

    def find(self, name_field: NameField, key: str) -> NameGroup | None:
        """Return the group of a name of a field."""
        return self._keys[name_field].get(key)

    def misspelt(self, name_field: NameField, key: str) -> str | None:
        """Return the name that a listed typing error is offered as."""
        return self._misspelt.get((name_field, key))

    def are_look_alikes(self, key: str, other: str) -> bool:
        """Return whether two names are known to be confused."""
        return frozenset((key, other)) in self.words.look_alikes

    def groups(self, name_field: NameField) -> Mapping[str, NameGroup]:
        """Return the groups of a field by the key of each of their names."""
        return self._keys[name_field]

    def is_known(self, key: str) -> bool:
        """Return whether a key is a name of any field."""
        return any(key in keys for keys in self._keys.values())

    @cached_property
    def offers(self) -> Mapping[NameField, Mapping[str, Offer]]:
        """Return the names that may be offered, by field and by their letters."""
        found: dict[NameField, dict[str, Offer]] = {name_field: {} for name_field in NAME_FIELDS}
        for name_field, keys in self._keys.items():
            groups = {id(group): group for group in keys.values() if not group.lay}
            for letters in dict.fromkeys(letters_of(name) for one in groups.values() for name in one.names):
                if len(letters) >= MIN_LENGTH and letters.isalpha():
                    found[name_field][letters] = self._offer(name_field, letters)
        return found

    @cached_property
    def offered_within(self) -> Callable[[NameField, str, int, int], Sequence[str]]:
        """Return the function that gives the letters of the names which an error may have made a word of.

        It takes field, first letter and length of the word, and how many edits may be wrong: none in the
        first letter.
        """
        by_shape: dict[tuple[NameField, str, int], list[str]] = {}
        for name_field, offers in self.offers.items():
            for letters in offers:
                by_shape.setdefault((name_field, letters[0], len(letters)), []).append(letters)

        @lru_cache(MAX_CACHED_SHAPES)
        def within(name_field: NameField, first: str, length: int, edits: int) -> Sequence[str]:
            lengths = range(length - edits, length + edits + 1)
            return [letters for one in lengths for letters in by_shape.get((name_field, first, one), ())]

        return within

    def _offer(self, name_field: NameField, letters: str) -> Offer:
        key = key_of(letters)
        group = self.find(name_field, key)
        names = group.names if group else ()
        labels = [self.concept_name(name_field, slug) for slug in group.means] if group else []
        found = [name for name in (*names, *labels) if letters_of(name) == letters]
        return Offer(min(found, key=_is_slug, default=None), key, group)

    def concept(self, name_field: NameField, slug: str) -> Concept:
        """Return what is known of a concept beyond its entry."""
        return self._concepts[name_field].get(slug, NO_CONCEPT)

    def concept_name(self, name_field: NameField, slug: str) -> str:
        """Return the name of a concept, whether it has an entry or not."""
        return self._name_of(name_field, slug) or self.concept(name_field, slug).name

    def meaning(self, name_field: NameField, slug: str, *, certain: bool = True) -> Meaning | None:
        """Return what a slug is in this release; None where it has no entry and no value."""
        if slug in VALUES.get(name_field, ()):
            return Meaning(name_field, slug, VALUES[name_field][slug], certain=certain)
        for kind in KINDS.get(name_field, ()):
            key = f"{kind}/{slug}"
            if self._catalog.has(key):
                return Meaning(name_field, slug, self._name_of(name_field, slug), key, certain)
        return None

    @cached_property
    def _known_meaning(self) -> Callable[[NameField, str, bool], Meaning | None]:
        """Return the cached function that gives what a slug of this release is, and whether for certain."""
        return cache(lambda name_field, slug, certain: self.meaning(name_field, slug, certain=certain))

    def meanings(self, group: NameGroup, slugs: tuple[str, ...] | None = None) -> list[Meaning]:
        """Return what a group stands for: for a concept without an entry, what it is a kind of."""
        certain = group.ask is None
        found: dict[tuple[str, str], Meaning] = {}
        for slug in group.means if slugs is None else slugs:
            for meaning in self._nearest(group.field, slug, certain=certain):
                found.setdefault((meaning.field, meaning.slug), meaning)
        items = [
            *group.items,
            *(item for slug in group.means for item in self.concept(group.field, slug).items),
        ]
        for item in items:
            for meaning in self._nearest("items", item, certain=certain):
                found.setdefault((meaning.field, meaning.slug), meaning)
        return list(found.values())

    def _nearest(self, name_field: NameField, slug: str, *, certain: bool) -> Iterator[Meaning]:
        meaning = self._known_meaning(name_field, slug, certain)
        if meaning:
            yield meaning
            return
        concept = self.concept(name_field, slug)
        for broader in (*concept.broader, *concept.like):
            yield from self._nearest(name_field, broader, certain=certain)
        for broader in concept.possibly:
            yield from self._nearest(name_field, broader, certain=False)

    def closure(self, group: NameGroup, slugs: tuple[str, ...]) -> list[Meaning]:
        """Return what a group stands for and what follows from it, where no entry says so itself."""
        found: dict[tuple[NameField, str], bool] = {}
        certain = group.ask is None
        for slug in slugs:
            self._follow(found, group.field, slug, certain=certain)
        for item in group.items:
            self._follow(found, "items", item, certain=certain)
        for condition in group.implies:
            self._follow(found, "conditions", condition, certain=certain)
        for condition in group.may_imply:
            self._follow(found, "conditions", condition, certain=False)
        meanings = (self._known_meaning(name_field, slug, sure) for (name_field, slug), sure in found.items())
        return [meaning for meaning in meanings if meaning]

    def _follow(
        self, found: dict[tuple[NameField, str], bool], name_field: NameField, slug: str, *, certain: bool
    ) -> None:
        if found.get((name_field, slug), False) >= certain and (name_field, slug) in found:
            return
        found[name_field, slug] = certain
        concept, meaning = self.concept(name_field, slug), self._known_meaning(name_field, slug, certain)
        for item in concept.items:
            self._follow(found, "items", item, certain=certain)
        if meaning and meaning.key:
            return  # a caution that holds for a wider entry says itself that it reaches this one
        for broader in (*concept.broader, *(() if meaning else concept.like)):
            self._follow(found, name_field, broader, certain=certain)
        for broader in concept.possibly:
            self._follow(found, name_field, broader, certain=False)
        for condition in concept.implies:
            self._follow(found, "conditions", condition, certain=certain)
        for condition in concept.may_imply:
            self._follow(found, "conditions", condition, certain=False)

    def _name_of(self, name_field: NameField, slug: str) -> str:
        for kind in KINDS.get(name_field, ()):
            name = self._catalog.name_of(f"{kind}/{slug}")
            if name is not None:
                return name
        return VALUES.get(name_field, {}).get(slug, "")


@Memoize
def name_index_of(catalog: Catalog) -> NameIndex:
    """Return the names of a release, indexed at the first use."""
    # A strong reference would be a cycle, which keeps a replaced release until the next collection.
    return NameIndex(proxy(catalog))


def _is_slug(name: str) -> bool:
    return not {"-", "_"}.isdisjoint(name)


def _concept(raw: Mapping[str, Any]) -> Concept:
    names = ("broader", "possibly", "like", "implies", "may_imply", "items")
    forms = ((frozenset(map(key_of, form["words"])), tuple(form["means"])) for form in raw.get("forms", ()))
    lists: dict[str, Any] = {name: tuple(raw.get(name, ())) for name in names}
    lists |= {"forms": tuple(forms), "after_stopping": raw.get("after_stopping")}
    return Concept(raw["slug"], raw["name"], **lists)


def _groups(files: Iterable[Mapping[str, Any]]) -> Iterator[tuple[NameGroup, list[str]]]:
    more: dict[tuple[str, str], list[str]] = {}
    for names in files:
        for raw in names.get("more", ()):
            more[names["field"], raw["of"]] = raw["names"]
    for names in files:
        for raw in names.get("groups", ()):
            lists = {name: tuple(raw.get(name, ())) for name in ("means", "implies", "may_imply", "items")}
            name_field, written = names["field"], raw["names"]
            further = [name for one in written for name in more.get((name_field, one), ())]
            sets = [(tuple(written), [*written, *further])]
            if not any(lists.values()):
                sets = [((name,), [name]) for name in written]
            for names_of_group, all_names in sets:
                group = NameGroup(
                    name_field, names_of_group, ask=raw.get("ask"), lay=raw.get("lay", False), **lists
                )
                yield group, list(map(key_of, all_names))


def _words(raw: Mapping[str, Any]) -> Words:
    if not raw:
        return Words()
    sets = {name: _keys(raw[name]) for name in ("units", "salts", "none", "denied", "past", "family")}
    sets |= {
        name: _keys(raw[name])
        for name in ("relatives", "allergic", "ignored", "capitals_only", "whole_entry_only", "real_words")
    }
    left_out = (*raw["units"], *raw["frequencies"], *raw["forms"], *raw["makers"], *raw["fillers"])
    return Words(
        **sets,
        left_out=_keys(left_out),
        salts_of={key_of(salt): _keys(names) for salt, names in raw["salts_of"].items()},
        look_alikes=frozenset(frozenset(map(key_of, pair)) for pair in raw["look_alikes"]),
    )


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key_of, names))
