"""Releases: an editorial act kept in git, so that every database loaded from the same files agrees.

The ledger is `seed_data/releases/`, one file a release. An entry says which parts of the
content came, changed or went, each with its digest; folding the ledger gives the digests
of the newest release.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

import rfc8785
from pydantic import Field

from app.core.base_model import Model
from app.core.field_types import ShortText
from app.vocabulary.content import ReleaseReason

SCHEMA_VERSION = 2
"""Raised when the shape of parts changes, so that the digest of the whole changes with it."""

ID_DIGEST_LENGTH = 8
"""Digits of a digest that an id ends with."""

NEVER_RELEASED = "unreleased"
"""What stands in an id for the newest release before there is one."""

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

    id: Annotated[str, Field(pattern=RELEASE_PATTERN, description="Date, counter, start of the digest.")]
    reason: ReleaseReason
    note: Annotated[ShortText, Field(description="What changed, for people.")]
    created_at: Annotated[datetime, Field(description="When it was made, in UTC.")]
    schema_version: Annotated[int, Field(ge=1, description="Version of the shape of entries.")]
    digest: Digest
    added: Digests
    changed: Digests
    removed: Annotated[tuple[str, ...], Field(description="Parts that went, by `<kind>/<slug>`.")] = ()


def canonical_json(value: Any) -> bytes:
    """Return a JSON value as bytes that are the same wherever they are made: RFC 8785.

    Raises ValueError for what that form cannot hold: NaN, infinity, integers beyond 2**53.
    """
    return rfc8785.dumps(value)


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def content_digest(parts: Mapping[str, str], schema_version: int = SCHEMA_VERSION) -> str:
    """Return the digest of the whole content: the digests of its parts, and the schema version."""
    return digest_of({"schema_version": schema_version, "parts": dict(parts)})


def fold_ledger(ledger: Iterable[LedgerEntry]) -> dict[str, str]:
    """Return the digests of all parts after the last entry of a ledger."""
    parts: dict[str, str] = {}
    for entry in ledger:
        parts |= entry.added | entry.changed
        for key in entry.removed:
            parts.pop(key, None)
    return parts


def release_order(entry: LedgerEntry) -> tuple[str, int]:
    """Return what releases are sorted by: the date, then the counter as a number."""
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
) -> LedgerEntry | None:
    """Return the entry that brings a ledger up to these parts, or None when nothing changed."""
    held = fold_ledger(ledger)
    digest = content_digest(parts)
    if ledger and ledger[-1].digest == digest:
        return None
    day = f"{now:%Y-%m-%d}"
    counter = sum(1 for entry in ledger if entry.id.startswith(f"{day}.")) + 1
    return LedgerEntry(
        id=f"{day}.{counter}-{digest[:ID_DIGEST_LENGTH]}",
        reason=reason,
        note=note,
        created_at=now.replace(microsecond=0),
        schema_version=SCHEMA_VERSION,
        digest=digest,
        added={key: value for key, value in sorted(parts.items()) if key not in held},
        changed={key: value for key, value in sorted(parts.items()) if held.get(key, value) != value},
        removed=tuple(sorted(held.keys() - parts.keys())),
    )


def served_release_id(ledger: list[LedgerEntry], digest: str) -> str:
    """Return the id that content is served under: the newest release, or `<newest>+dev.<digest>`."""
    newest = ledger[-1] if ledger else None
    if newest is not None and newest.digest == digest:
        return newest.id
    return f"{newest.id if newest else NEVER_RELEASED}+dev.{digest[:ID_DIGEST_LENGTH]}"
