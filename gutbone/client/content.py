"""The content that is held: one release, never changed, readable from any thread."""

from collections.abc import Iterator, Mapping
from typing import Any

from gutbone.client.entries import Entry, entry_of
from gutbone.client.frozen import frozen
from gutbone.client.stored import ReleaseNote, Stored


class Content:
    """One release. A sync makes another Content and leaves this one as it is."""

    def __init__(self, stored: Stored) -> None:
        """Read from checked content."""
        self._stored = stored
        self._keys = [key for key, part in stored.parts.items() if isinstance(part, dict) and "kind" in part]

    @property
    def release(self) -> str:
        """Return the id of the release."""
        return self._stored.release

    @property
    def digest(self) -> str:
        """Return the digest of the whole."""
        return self._stored.digest

    @property
    def releases(self) -> tuple[ReleaseNote, ...]:
        """Return why each release so far was made, oldest first."""
        return tuple(ReleaseNote.model_validate(note) for note in self._stored.releases)

    def __contains__(self, key: str) -> bool:
        """Return whether `<kind>/<slug>` is an entry."""
        return key in self._keys

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._keys)

    def entry(self, key: str) -> Entry:
        """Return the entry `<kind>/<slug>`. Raises UnknownEntryError."""
        return entry_of(key, self._stored.parts)

    def entries(self, kind: str) -> Iterator[Entry]:
        """Yield the entries of a kind, by slug; none for a kind that there is not."""
        return (self.entry(key) for key in sorted(self._keys) if key.startswith(f"{kind}/"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that have an entry."""
        return tuple(sorted({key.partition("/")[0] for key in self._keys}))

    @property
    def guide(self) -> tuple[Mapping[str, Any], ...]:
        """Return the sections of the guide in order, each with `<kind>/<slug>` of its entries."""
        sections: tuple[Mapping[str, Any], ...] = frozen(self._stored.parts["guide"])
        return sections

    @property
    def facets(self) -> Mapping[str, Mapping[str, Any]]:
        """Return every enumeration by name, in order, with the label and meaning of its values."""
        parts = self._stored.parts
        facets: Mapping[str, Mapping[str, Any]] = frozen(
            {name: parts[f"facets/{name}"] for name in parts["facets"]}
        )
        return facets

    @property
    def disclaimer(self) -> Mapping[str, Any]:
        """Return what this guidance is and is not, its licence, and the line to show as the source."""
        disclaimer: Mapping[str, Any] = frozen(self._stored.parts["disclaimer"])
        return disclaimer
