"""One release in memory: every entry, held as JSON and linked. A request needs nothing else."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from app.catalog.reference_resolver import ReferenceResolver, closest_matches
from app.catalog.releases import LedgerEntry
from app.catalog.stored_entry import StoredEntry
from app.schemas.entries import CautionCard, ClaimCard, Entry, Related
from app.schemas.envelopes import Meta

LANGUAGE = "en"

MOST_ENCODED = 128
"""Entries that are kept as JSON at once, the latest used: lists show the same few in ever new choices."""

MOST_MADE = 2048
"""Entries that are kept as objects at once, the latest used; today's content is a third of it."""


class UnknownEntryError(LookupError):
    """No entry of this kind has this slug; `did_you_mean` holds slugs that look like it.

    `removed_by` is the release that removed the entry, where there was one.
    """

    def __init__(self, kind: str, slug: str, did_you_mean: list[str], removed_by: str | None = None) -> None:
        """Keep what was asked for, what was perhaps meant, and what became of it."""
        super().__init__(f"{kind}/{slug}")
        self.kind = kind
        self.slug = slug
        self.did_you_mean = did_you_mean
        self.removed_by = removed_by


class MovedEntryError(LookupError):
    """The entry has another slug now; `href` is its address."""

    def __init__(self, href: str) -> None:
        """Keep the address."""
        super().__init__(href)
        self.href = href


@dataclass(frozen=True)
class StoredGuideSection:
    """A section of the guide with the keys of its entries."""

    slug: str
    title: str
    text: tuple[str, ...]
    keys: tuple[str, ...]


class Entries:
    """The entries of a kind, in order; each is made when it is looked at."""

    def __init__(self, keys: Sequence[str], make: Callable[[str], Entry]) -> None:
        """Take the keys, `<kind>/<slug>`, and what makes an entry of one."""
        self._keys = keys
        self._make = make

    def __len__(self) -> int:
        """Return how many there are; none is made."""
        return len(self._keys)

    def __iter__(self) -> Iterator[Entry]:
        """Yield every entry."""
        return map(self._make, self._keys)

    def __getitem__(self, place: int) -> Entry:
        """Return the entry at a place."""
        return self._make(self._keys[place])


@dataclass(frozen=True, eq=False)
class Catalog:
    """One release, never changed: kinds in order, their entries in order.

    `types` says what an entry of each kind is made as; `held` has the entries by `<kind>/<slug>`, kind by
    kind; `moved` the key of an entry by each key it had before; `checksum` is what the load noted of it all.
    """

    release: str
    entry_types: Mapping[str, type[Entry]]
    stored: Mapping[str, StoredEntry]
    guide: tuple[StoredGuideSection, ...]
    disclaimer: Mapping[str, object]
    history: tuple[LedgerEntry, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    checksum: str = ""
    _names: dict[str, str] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Note the name of every entry: others show it."""
        self._names.update({key: json.loads(held.shared)["name"] for key, held in self.stored.items()})

    def clear_caches(self) -> None:
        """Let go of all that was worked out of it, which refers back to it: so it goes with its last user.

        Whoever still asks it has it worked out again.
        """
        for name in vars(self).keys() - self.__dataclass_fields__.keys():
            vars(self).pop(name, None)

    @cached_property
    def meta(self) -> Meta:
        """Return what every answer says of itself."""
        return Meta(
            release=self.release,
            language=LANGUAGE,
            disclaimer=str(self.disclaimer["sentence"]),
            license=str(self.disclaimer["license"]),
            clinically_reviewed=False,
        )

    @cached_property
    def meta_json(self) -> bytes:
        """Return what every answer says of itself, as JSON."""
        return self.meta.model_dump_json().encode()

    @cached_property
    def kinds(self) -> Mapping[str, Entries]:
        """Return the entries of each kind, in order."""
        return {kind: Entries(keys, self._made) for kind, keys in self._keys.items()}

    def has(self, key: str) -> bool:
        """Return whether `<kind>/<slug>` is an entry."""
        return key in self.stored

    def keys(self, kind: str) -> Sequence[str]:
        """Return the keys of a kind's entries, in order."""
        return self._keys.get(kind, ())

    def position(self, key: str) -> int | None:
        """Return the place of an entry among those of its kind, from 0, or None where there is no such."""
        return self._places.get(key)

    def slugs(self, kind: str) -> list[str]:
        """Return the slugs of a kind's entries, in order."""
        return [key.partition("/")[2] for key in self.keys(kind)]

    def slugs_by_name(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        """Return every word for entries of a kind, in lower case, and the slugs it stands for.

        A slug stands for its own entry alone; a synonym may stand for more than one.
        """
        return self._words(kind)

    def entry(self, kind: str, slug: str) -> Entry:
        """Return one entry. Raises MovedEntryError or UnknownEntryError."""
        return self._made(self.resolve_key(kind, slug))

    def resolve_key(self, kind: str, slug: str) -> str:
        """Return the key of an entry that there is. Raises MovedEntryError or UnknownEntryError."""
        key = f"{kind}/{slug}"
        if key in self.stored:
            return key
        if key in self.moved:
            raise MovedEntryError(f"/v1/{self.moved[key]}")
        removed_by = next((entry.id for entry in reversed(self.history) if key in entry.removed), None)
        raise UnknownEntryError(kind, slug, closest_matches(slug, self.slugs(kind)), removed_by)

    def entry_json(self, key: str) -> bytes:
        """Return an entry as JSON: its two halves, with its cards and relatives between them."""
        return self._encoded(key)

    @cached_property
    def _encoded(self) -> Callable[[str], bytes]:
        return lru_cache(MOST_ENCODED)(self._encode)

    def _encode(self, key: str) -> bytes:
        held = self.stored[key]
        linked = b'"claims":[%b],"cautions":[%b],"related":%b' % (
            b",".join([self.card_json("claims", slug) for slug in held.claims]),
            b",".join([self.card_json("cautions", slug) for slug in held.cautions]),
            held.related,
        )
        halves = (held.shared[1:-1], linked, held.own[1:-1])
        return b"{" + b",".join(half for half in halves if half) + b"}"

    @cached_property
    def _keys(self) -> Mapping[str, list[str]]:
        keys: dict[str, list[str]] = {kind: [] for kind in self.entry_types}
        for key in self.stored:
            keys[key.partition("/")[0]].append(key)
        return keys

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: place for keys in self._keys.values() for place, key in enumerate(keys)}

    @cached_property
    def _made(self) -> Callable[[str], Entry]:
        return lru_cache(MOST_MADE)(self._make)

    def _make(self, key: str) -> Entry:
        held = self.stored[key]
        linked = {
            "claims": tuple(self._claim_card(slug) for slug in held.claims),
            "cautions": tuple(self._caution_card(slug) for slug in held.cautions),
            "related": tuple(self._related(**other) for other in json.loads(held.related)),
        }
        kind = self.entry_types[key.partition("/")[0]]
        return kind.model_validate(held.fields() | linked, context=self._book)

    @cached_property
    def _book(self) -> ReferenceResolver:
        return ReferenceResolver(self._names)

    @cached_property
    def _claim_card(self) -> Callable[[str], ClaimCard]:
        return lru_cache(MOST_MADE)(
            lambda slug: ClaimCard.model_validate_json(self.card_json("claims", slug), context=self._book)
        )

    @cached_property
    def _caution_card(self) -> Callable[[str], CautionCard]:
        return lru_cache(MOST_MADE)(
            lambda slug: CautionCard.model_validate_json(self.card_json("cautions", slug), context=self._book)
        )

    @cached_property
    def _related(self) -> Callable[..., Related]:
        """Return the one object that all entries with the same relative share."""
        return cache(Related)

    def card_json(self, kind: str, slug: str) -> bytes:
        """Return how a claim or a caution is shown on other entries, as JSON."""
        return self.stored[f"{kind}/{slug}"].card or b"null"

    @cached_property
    def _words(self) -> Callable[[str], Mapping[str, tuple[str, ...]]]:
        return lru_cache(lambda kind: _words(self.kinds[kind]))


def _words(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        other = (*getattr(entry, "synonyms", ()), *getattr(entry, "examples", ()))
        for word in {name.lower(): None for name in (entry.name, *entry.aliases, *other)}:
            words[word] = (*words.get(word, ()), entry.slug)
    return words | {entry.slug: (entry.slug,) for entry in entries}
