"""One release in memory: every entry, linked and frozen. A request needs nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.entries import Entry
from app.envelopes import Meta
from app.names import nearest
from app.releases import LedgerEntry

LANGUAGE = "en"


class UnknownEntryError(LookupError):
    """No entry of this kind has this slug; `near` holds slugs that look like it.

    `removed_by` is the release that removed the entry, where there was one.
    """

    def __init__(self, kind: str, slug: str, near: list[str], removed_by: str | None = None) -> None:
        """Keep what was asked for, what was perhaps meant, and what became of it."""
        super().__init__(f"{kind}/{slug}")
        self.kind = kind
        self.slug = slug
        self.near = near
        self.removed_by = removed_by


class MovedEntryError(LookupError):
    """The entry has another slug now; `href` is its address."""

    def __init__(self, href: str) -> None:
        """Keep the address."""
        super().__init__(href)
        self.href = href


@dataclass(frozen=True)
class GuideSection:
    """A section of the guide with the keys of its entries."""

    slug: str
    title: str
    text: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Catalog:
    """One release, never changed: kinds in order, their entries in order."""

    release: str
    kinds: Mapping[str, tuple[Entry, ...]]
    guide: tuple[GuideSection, ...]
    disclaimer: Mapping[str, object]
    history: tuple[LedgerEntry, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(init=False, default_factory=dict, repr=False)
    _words: dict[str, dict[str, tuple[str, ...]]] = field(init=False, default_factory=dict, repr=False)
    _json: dict[str, bytes] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Index the entries by `<kind>/<slug>`, and by every word for them."""
        for kind, entries in self.kinds.items():
            self._entries.update({f"{kind}/{entry.slug}": entry for entry in entries})
            self._words[kind] = _words(entries)

    @property
    def meta(self) -> Meta:
        """Return what every answer says of itself."""
        return Meta(
            release=self.release,
            language=LANGUAGE,
            disclaimer=str(self.disclaimer["sentence"]),
            license=str(self.disclaimer["license"]),
            clinically_reviewed=False,
        )

    def has(self, key: str) -> bool:
        """Return whether `<kind>/<slug>` is an entry."""
        return key in self._entries

    def keys(self, kind: str) -> list[str]:
        """Return the keys of a kind's entries, in order."""
        return [f"{kind}/{entry.slug}" for entry in self.kinds.get(kind, ())]

    def words(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        """Return every word for entries of a kind, in lower case, and the slugs it stands for.

        A slug stands for its own entry alone; a synonym may stand for more than one.
        """
        return self._words[kind]

    def entry(self, kind: str, slug: str) -> Entry:
        """Return one entry. Raises MovedEntryError or UnknownEntryError."""
        key = f"{kind}/{slug}"
        found = self._entries.get(key)
        if found is not None:
            return found
        if key in self.moved:
            raise MovedEntryError(f"/v1/{self.moved[key]}")
        slugs = [entry.slug for entry in self.kinds.get(kind, ())]
        removed_by = next((entry.id for entry in reversed(self.history) if key in entry.removed), None)
        raise UnknownEntryError(kind, slug, nearest(slug.lower(), slugs), removed_by)

    def encoded(self, key: str) -> bytes:
        """Return an entry as JSON; made on first use, kept as long as the release."""
        if key not in self._json:
            self._json[key] = self._entries[key].model_dump_json().encode()
        return self._json[key]


def _words(entries: tuple[Entry, ...]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        other = (*getattr(entry, "synonyms", ()), *getattr(entry, "examples", ()))
        for word in {name.lower(): None for name in (entry.name, *entry.aliases, *other)}:
            words[word] = (*words.get(word, ()), entry.slug)
    return words | {entry.slug: (entry.slug,) for entry in entries}
