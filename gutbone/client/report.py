"""What a sync did."""

from dataclasses import dataclass
from enum import StrEnum

from gutbone.client.stored import ReleaseNote


class Outcome(StrEnum):
    """How a sync ended. Whatever it was, the content that is held is whole."""

    UNCHANGED = "unchanged"
    DELTA = "delta"
    BUNDLE = "bundle"
    OFFLINE = "offline"


@dataclass(frozen=True)
class SyncReport:
    """What a sync did: the releases held before and after it (None: none), and why those in between came.

    `safety` is true when a release in between was made for safety: tell the reader. `problem` says why the
    server was of no use, or why what it sent was not taken; `damage` that the stored file was broken.
    """

    outcome: Outcome
    before: str | None
    after: str | None
    safety: bool = False
    releases: tuple[ReleaseNote, ...] = ()
    problem: str | None = None
    damage: str | None = None

    @property
    def safety_notes(self) -> tuple[str, ...]:
        """Return what the releases made for safety changed, for people, oldest first."""
        return tuple(release.note for release in self.releases if release.safety)
