"""Releases: a ledger in git, so that all databases loaded from the same files agree.

The ledger is `seed_data/releases/`, one file for each release. An entry lists the parts of the content
that were added, changed or removed, with their digests; folding the ledger gives the digests of the
newest release.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from app.core.base_model import Model
from app.core.canonical_json import digest_of
from app.core.field_types import ShortText
from app.schemas.safety_rule import SafetyState
from app.vocabulary.content import ReleaseReason

SCHEMA_VERSION = 5
"""Increment when the shape of parts changes, so that the digest of the content changes too."""

ID_DIGEST_LENGTH = 8
"""Digits of the digest at the end of an id."""

NEVER_RELEASED = "unreleased"
"""The id prefix of content before the first release."""

RELEASE_PATTERN = r"^\d{4}-\d{2}-\d{2}\.\d+-[0-9a-f]{8}$"
"""Date, counter of the day, start of the digest: 2026-11-23.1-3fa9c2d1."""

Digest = Annotated[
    str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the canonical JSON, in hexadecimal.")
]
Digests = Annotated[
    dict[str, Digest], Field(default_factory=dict, description="Digest of each part, by `<kind>/<slug>`.")
]


class LedgerEntry(Model):
    """One release: why it was made and what it changed."""

    id: str = Field(pattern=RELEASE_PATTERN, description="Date, counter, start of the digest.")
    reason: ReleaseReason
    note: ShortText = Field(description="What changed, for people.")
    created_at: datetime = Field(description="When it was made, in UTC.")
    schema_version: int = Field(ge=1, description="Version of the shape of entries.")
    digest: Digest
    added: Digests
    changed: Digests
    removed: tuple[str, ...] = Field((), description="Parts that went, by `<kind>/<slug>`.")
    lowered_because: ShortText | None = Field(
        None, description="Why a warning got weaker or went; null where none did. In the ledger alone."
    )
    safety: dict[str, SafetyState] = Field(
        default_factory=dict,
        description="What the next release is compared with, of the parts that were added or changed. "
        "In the ledger alone.",
    )


def content_digest(parts: Mapping[str, str], schema_version: int = SCHEMA_VERSION) -> str:
    """Return the digest of the content, from the digests of its parts and the schema version."""
    return digest_of({"schema_version": schema_version, "parts": dict(parts)})


def fold_ledger(ledger: Iterable[LedgerEntry]) -> dict[str, str]:
    """Return the digests of all parts after the last entry of a ledger."""
    parts: dict[str, str] = {}
    for entry in ledger:
        parts |= entry.added | entry.changed
        for key in entry.removed:
            parts.pop(key, None)
    return parts


def fold_safety(ledger: Iterable[LedgerEntry]) -> dict[str, SafetyState]:
    """Return the safety states of all parts after the last entry of a ledger."""
    states: dict[str, SafetyState] = {}
    for entry in ledger:
        for key in (*entry.changed, *entry.removed):
            states.pop(key, None)
        states |= entry.safety
    return states


def release_order(entry: LedgerEntry) -> tuple[str, int]:
    """Return the sort key of a release: the date, then the counter."""
    return id_order(entry.id)


def id_order(release_id: str) -> tuple[str, int]:
    """Return what release ids are sorted by: the date, then the counter as a number."""
    date, _, rest = release_id.partition(".")
    return date, int(rest.partition("-")[0])


def next_entry(
    ledger: list[LedgerEntry],
    parts: Mapping[str, str],
    reason: ReleaseReason,
    note: str,
    now: datetime,
    *,
    lowered_because: str | None = None,
    safety: Mapping[str, SafetyState] = MappingProxyType({}),
) -> LedgerEntry | None:
    """Return the next entry of a ledger, given the current parts, or None if nothing has changed.

    Its id follows the newest one also where the clock is behind. `safety` has the states of all parts.
    """
    released = fold_ledger(ledger)
    digest = content_digest(parts)
    if ledger and ledger[-1].digest == digest:
        return None
    today = f"{now:%Y-%m-%d}"
    newest_day, newest_counter = release_order(ledger[-1]) if ledger else ("", 0)
    day = max(today, newest_day)
    counter = newest_counter + 1 if day == newest_day else 1
    added = {key: value for key, value in sorted(parts.items()) if key not in released}
    changed = {key: value for key, value in sorted(parts.items()) if released.get(key, value) != value}
    return LedgerEntry(
        id=f"{day}.{counter}-{digest[:ID_DIGEST_LENGTH]}",
        reason=reason,
        note=note,
        created_at=now.replace(microsecond=0),
        schema_version=SCHEMA_VERSION,
        digest=digest,
        added=added,
        changed=changed,
        removed=tuple(sorted(released.keys() - parts.keys())),
        lowered_because=lowered_because,
        safety={key: state for key, state in sorted(safety.items()) if key in added or key in changed},
    )


def served_release_id(ledger: list[LedgerEntry], digest: str) -> str:
    """Return the release id of content: the newest release if equal to it, else `<newest>+dev.<digest>`."""
    newest = ledger[-1] if ledger else None
    if newest is not None and newest.digest == digest:
        return newest.id
    return f"{newest.id if newest else NEVER_RELEASED}+dev.{digest[:ID_DIGEST_LENGTH]}"
