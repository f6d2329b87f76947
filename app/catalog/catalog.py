"""`Catalog`: one immutable release in memory, all that a request needs."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

from app.catalog.reference_resolver import ReferenceResolver, closest_matches
from app.catalog.releases import LedgerEntry
from app.catalog.stored_entry import StoredEntry
from app.core.base_model import share_field_names
from app.core.entry_keys import kind_of, slug_of
from app.core.references import Reference
from app.schemas.entries import CautionCard, CautionLine, ClaimCard, ClaimGrade, Entry, Related
from app.schemas.envelopes import Meta

LANGUAGE = "en"

ENTRY_CACHE_SIZE = 256
"""Entries in the LRU cache of model instances: all of the largest kind."""


class UnknownEntryError(LookupError):
    """No entry of this kind has this slug; `did_you_mean` lists similar slugs.

    `removed_by` is the release that removed the entry, or None if there was no such entry.
    """

    def __init__(self, kind: str, slug: str, did_you_mean: list[str], removed_by: str | None = None) -> None:
        """Store the request and the suggestions."""
        super().__init__(f"{kind}/{slug}")
        self.kind = kind
        self.slug = slug
        self.did_you_mean = did_you_mean
        self.removed_by = removed_by


class MovedEntryError(LookupError):
    """The entry has a new slug; `href` is its new URL."""

    def __init__(self, href: str) -> None:
        """Store the URL."""
        super().__init__(href)
        self.href = href


@dataclass(frozen=True)
class StoredGuideSection:
    """A section of the guide with the keys of its entries."""

    slug: str
    title: str
    text: tuple[str, ...]
    keys: tuple[str, ...]


class EntrySequence:
    """The entries of a kind, in order; each is built on access."""

    def __init__(self, keys: Sequence[str], make: Callable[[str], Entry]) -> None:
        """Store the keys, `<kind>/<slug>`, and the function that builds an entry."""
        self._keys = keys
        self._make = make

    def __len__(self) -> int:
        """Return the number of entries, without building any."""
        return len(self._keys)

    def __iter__(self) -> Iterator[Entry]:
        """Yield all entries."""
        return map(self._make, self._keys)

    def __getitem__(self, position: int) -> Entry:
        """Return the entry at a position."""
        return self._make(self._keys[position])


@dataclass(frozen=True, eq=False)
class Catalog:
    """One immutable release: kinds in order, the entries of each in order.

    `entry_types` is the model of each kind, `stored` the entries by `<kind>/<slug>`, `moved` the current key
    by each former key, `plan_rules` the rules of plans, `name_files` the files of names as JSON by file name,
    `checksum` the checksum that the load stored.
    """

    release: str
    entry_types: Mapping[str, type[Entry]]
    stored: Mapping[str, StoredEntry]
    guide: tuple[StoredGuideSection, ...]
    disclaimer: Mapping[str, object]
    plan_rules: Mapping[str, Any]
    history: tuple[LedgerEntry, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    name_files: Mapping[str, str] = field(default_factory=dict)
    checksum: str = ""
    _entry_names: dict[str, str] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Index the names of all entries, which references show."""
        self._entry_names.update({key: stored.name for key, stored in self.stored.items()})

    def clear_caches(self) -> None:
        """Drop cached properties to break reference cycles; they are recomputed on next access."""
        for name in vars(self).keys() - self.__dataclass_fields__.keys():
            vars(self).pop(name, None)

    @cached_property
    def meta(self) -> Meta:
        """Return the `meta` member of every answer."""
        return Meta(
            release=self.release,
            language=LANGUAGE,
            disclaimer=str(self.disclaimer["sentence"]),
            license=str(self.disclaimer["license"]),
            clinically_reviewed=False,
        )

    @cached_property
    def meta_json(self) -> bytes:
        """Return the `meta` member of every answer, as JSON."""
        return self.meta.model_dump_json().encode()

    @cached_property
    def entries_by_kind(self) -> Mapping[str, EntrySequence]:
        """Return the entries of each kind, in order."""
        return {kind: EntrySequence(keys, self._cached_entry) for kind, keys in self._keys.items()}

    @property
    def guide_keys(self) -> Sequence[str]:
        """Return the keys of the entries in the guide, each once."""
        return list(dict.fromkeys(key for section in self.guide for key in section.keys))

    def has(self, key: str) -> bool:
        """Return whether the key `<kind>/<slug>` exists."""
        return key in self.stored

    def name_of(self, key: str) -> str | None:
        """Return the name of an entry without building it; None where there is none."""
        return self._entry_names.get(key)

    def reference(self, key: str) -> Reference:
        """Return a reference to an entry without building it. Raises KeyError."""
        name = self._entry_names[key]
        return Reference.model_construct(kind=kind_of(key), slug=slug_of(key), name=name, href=f"/v1/{key}")

    def keys(self, kind: str) -> Sequence[str]:
        """Return the keys of a kind's entries, in order."""
        return self._keys.get(kind, ())

    def position(self, key: str) -> int | None:
        """Return the position of an entry among those of its kind, from 0, or None if it is unknown."""
        return self._positions.get(key)

    def slugs(self, kind: str) -> list[str]:
        """Return the slugs of a kind's entries, in order."""
        return [slug_of(key) for key in self.keys(kind)]

    @cached_property
    def slugs_by_name(self) -> Callable[[str], Mapping[str, tuple[str, ...]]]:
        """Return the function that gives the slugs of a kind by slug, name and synonym, in lower case.

        A slug maps to its own entry only; a synonym may map to several.
        """
        return cache(lambda kind: _slugs_by_name(self.entries_by_kind[kind]))

    def entry(self, kind: str, slug: str) -> Entry:
        """Return one entry. Raises MovedEntryError or UnknownEntryError."""
        return self._cached_entry(self.resolve_key(kind, slug))

    def resolve_key(self, kind: str, slug: str) -> str:
        """Return the key of an existing entry. Raises MovedEntryError or UnknownEntryError."""
        key = f"{kind}/{slug}"
        if key in self.stored:
            return key
        if key in self.moved:
            raise MovedEntryError(f"/v1/{self.moved[key]}")
        removed_by = next((entry.id for entry in reversed(self.history) if key in entry.removed), None)
        raise UnknownEntryError(kind, slug, closest_matches(slug, self.slugs(kind)), removed_by)

    def entry_json(self, key: str) -> bytes:
        """Return an entry as JSON, with the grades of its claims and the sentences of its cautions."""
        return self.stored[key].json

    @cached_property
    def _keys(self) -> Mapping[str, list[str]]:
        keys: dict[str, list[str]] = {kind: [] for kind in self.entry_types}
        for key in self.stored:
            keys[kind_of(key)].append(key)
        return keys

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {key: position for keys in self._keys.values() for position, key in enumerate(keys)}

    @cached_property
    def _cached_entry(self) -> Callable[[str], Entry]:
        return lru_cache(ENTRY_CACHE_SIZE)(self._build)

    def _build(self, key: str) -> Entry:
        stored = self.stored[key]
        linked = {
            "claims": tuple(self._claim_grade(**claim) for claim in json.loads(stored.claims)),
            "cautions": tuple(self._caution_line(**caution) for caution in json.loads(stored.cautions)),
            "related": tuple(self._related(**other) for other in json.loads(stored.related)),
        }
        kind = self.entry_types[kind_of(key)]
        entry = kind.model_validate(stored.fields() | linked, context=self._resolver)
        share_field_names(entry)
        return entry

    @cached_property
    def _resolver(self) -> ReferenceResolver:
        return ReferenceResolver(self._entry_names)

    @cached_property
    def claim_card(self) -> Callable[[str], ClaimCard]:
        """Return the function that gives the card of a claim by slug."""
        return cache(
            lambda slug: ClaimCard.model_validate_json(self.card_json("claims", slug), context=self._resolver)
        )

    @cached_property
    def caution_card(self) -> Callable[[str], CautionCard]:
        """Return the function that gives the card of a caution by slug."""
        return cache(
            lambda slug: CautionCard.model_validate_json(
                self.card_json("cautions", slug), context=self._resolver
            )
        )

    @cached_property
    def _claim_grade(self) -> Callable[..., ClaimGrade]:
        """Return a constructor that shares one object among entries with the same claim."""
        return lru_cache(ENTRY_CACHE_SIZE)(ClaimGrade)

    @cached_property
    def _caution_line(self) -> Callable[..., CautionLine]:
        """Return a constructor that shares one object among entries with the same sentence."""
        return lru_cache(ENTRY_CACHE_SIZE)(CautionLine)

    @cached_property
    def _related(self) -> Callable[..., Related]:
        """Return a constructor that shares one object among entries with the same related entry."""
        return lru_cache(ENTRY_CACHE_SIZE)(Related)

    def card_json(self, kind: str, slug: str) -> bytes:
        """Return a whole claim or caution as JSON."""
        return self.stored[f"{kind}/{slug}"].card or b"null"

    def included_json(self, keys: Iterable[str]) -> bytes:
        """Return every claim and caution that the entries with these keys name, whole and once, as JSON.

        A claim or caution among the entries is included itself.
        """
        entries = {key: self.stored[key] for key in keys}
        whole = [key for key, stored in entries.items() if stored.card]
        cautions, claims = (
            [slug_of(key) for key in whole if kind_of(key) == kind] for kind in ("cautions", "claims")
        )
        return self.cards_json(
            dict.fromkeys(chain(cautions, *[stored.caution_slugs for stored in entries.values()])),
            dict.fromkeys(chain(claims, *[stored.claim_slugs for stored in entries.values()])),
        )

    def cards_json(self, cautions: Iterable[str], claims: Iterable[str]) -> bytes:
        """Return whole cautions and claims by slug, as the member `included` of a body."""
        member = self._included_member
        return b'{"cautions":{%b},"claims":{%b}}' % (
            b",".join([member("cautions", slug) for slug in cautions]),
            b",".join([member("claims", slug) for slug in claims]),
        )

    @cached_property
    def _included_member(self) -> Callable[[str, str], bytes]:
        """Return the function that gives a whole claim or caution as a member of `included`."""
        return cache(lambda kind, slug: b'"%b":%b' % (slug.encode(), self.card_json(kind, slug)))


def _slugs_by_name(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    slugs: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        other = (*getattr(entry, "synonyms", ()), *getattr(entry, "examples", ()))
        for name in {name.lower(): None for name in (entry.name, *entry.aliases, *other)}:
            slugs[name] = (*slugs.get(name, ()), entry.slug)
    return slugs | {entry.slug: (entry.slug,) for entry in entries}
