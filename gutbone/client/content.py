"""The content of one release: immutable, readable from any thread."""

from collections.abc import Iterator, Mapping
from typing import Any

from gutbone.client.errors import InvalidContentError, UnknownEntryError
from gutbone.client.models import Entry, deep_freeze, entry_of
from gutbone.client.storage import ReleaseNote, Snapshot


class Content:
    """One release. A sync creates another Content and never changes this one."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Wrap a verified snapshot."""
        self._snapshot = snapshot
        self._keys = [
            key for key, part in snapshot.parts.items() if isinstance(part, dict) and "kind" in part
        ]

    @property
    def release(self) -> str:
        """Return the id of the release."""
        return self._snapshot.release

    @property
    def digest(self) -> str:
        """Return the digest of all content."""
        return self._snapshot.digest

    @property
    def releases(self) -> tuple[ReleaseNote, ...]:
        """Return why each release so far was made, oldest first."""
        return self._snapshot.notes

    def __contains__(self, key: str) -> bool:
        """Return whether `<kind>/<slug>` is an entry, by its slug of today or a former one."""
        return self._current(key) in self._keys

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._keys)

    def entry(self, key: str) -> Entry:
        """Return the entry `<kind>/<slug>`, former slugs included. Raises UnknownEntryError."""
        return entry_of(self._current(key), self._snapshot.parts)

    def _current(self, key: str) -> str:
        moved = self._snapshot.parts.get("moved")
        current = moved.get(key) if isinstance(moved, dict) and key not in self._keys else None
        return current if isinstance(current, str) else key

    def require_whole(self) -> None:
        """Put every entry back. Raises InvalidContentError if one cannot be."""
        for key in self._keys:
            try:
                self.entry(key)
            except UnknownEntryError as error:
                raise InvalidContentError(f"{key} is a part of another entry") from error

    def entries(self, kind: str) -> Iterator[Entry]:
        """Yield the entries of a kind, by slug; none for an unknown kind."""
        return (self.entry(key) for key in sorted(self._keys) if key.startswith(f"{kind}/"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that have an entry."""
        return tuple(sorted({key.partition("/")[0] for key in self._keys}))

    @property
    def guide(self) -> tuple[Mapping[str, Any], ...]:
        """Return the sections of the guide in order, each with `<kind>/<slug>` of its entries."""
        sections: tuple[Mapping[str, Any], ...] = deep_freeze(self._snapshot.parts["guide"])
        return sections

    @property
    def facets(self) -> Mapping[str, Mapping[str, Any]]:
        """Return every enumeration by name, in order, with the label and meaning of its values."""
        parts = self._snapshot.parts
        facets: Mapping[str, Mapping[str, Any]] = deep_freeze(
            {name: parts[f"facets/{name}"] for name in parts["facets"]}
        )
        return facets

    @property
    def disclaimer(self) -> Mapping[str, Any]:
        """Return the disclaimer: scope, licence, and the attribution line to show."""
        disclaimer: Mapping[str, Any] = deep_freeze(self._snapshot.parts["disclaimer"])
        return disclaimer
