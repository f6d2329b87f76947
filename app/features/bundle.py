"""Offline bundle: the whole content in one document, and deltas between releases.

`docs/offline-sync.md` specifies the protocol: parts, the digest of all, and how a client restores the
embedded cards of claims and cautions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from app.catalog.catalog import Catalog
from app.catalog.releases import (
    ID_DIGEST_LENGTH,
    NEVER_RELEASED,
    SCHEMA_VERSION,
    Digest,
    LedgerEntry,
    content_digest,
    fold_ledger,
)
from app.core.base_model import Model
from app.core.canonical_json import KEY_ORDER_ENCODING, canonical_json, digest_of
from app.core.memoize import Memoize
from app.features.release_parts import ReleaseParts
from app.schemas.envelopes import Envelope
from app.vocabulary.content import ReleaseReason

Parts = Annotated[
    dict[str, Any],
    Field(
        description="Records by `<kind>/<slug>`, enumerations by `facets/<name>`, "
        "and the parts `facets`, `guide` and `disclaimer`."
    ),
]
ContentDigest = Annotated[
    str, Field(description="SHA-256 over the digests of all parts; the digest of a part is not sent.")
]
NotesDigest = Annotated[Digest, Field(description="SHA-256 of the canonical JSON of `releases`.")]
SchemaVersion = Annotated[int, Field(ge=1, description="Version of the shape of parts.")]


class UnknownSinceError(LookupError):
    """The release is not in the ledger, so no delta from it exists; fetch the bundle."""


class ReleaseNote(Model):
    """Why a release was made."""

    id: str = Field(description="Id of the release.")
    reason: ReleaseReason
    note: str = Field(description="What changed, for people.")


class Bundle(Model):
    """Every part of the content once, references in place of copies."""

    release: str = Field(description="Id of the release.")
    schema_version: SchemaVersion
    digest: ContentDigest
    parts: Parts
    releases: tuple[ReleaseNote, ...] = Field(description="All releases so far, oldest first.")
    releases_digest: NotesDigest


class Changes(Model):
    """What changed since a release: apply the removals and the upserts, then check the digest."""

    since: str = Field(description="Id of the release the client has.")
    release: str = Field(description="Id of the release the client has afterwards.")
    schema_version: SchemaVersion
    digest: ContentDigest
    safety: bool = Field(description="True: a release in between was made for safety; tell the reader.")
    releases: tuple[ReleaseNote, ...] = Field(description="The releases in between, oldest first.")
    releases_digest: NotesDigest
    upserts: Parts
    removed: tuple[str, ...] = Field(description="Parts to remove.")


class BundleItem(Envelope[Bundle]):
    """The bundle."""


class ChangesItem(Envelope[Changes]):
    """A delta."""


@dataclass(frozen=True)
class Snapshot:
    """Parts of one release as JSON, their digests, and the release history (oldest first)."""

    release: str
    parts: Mapping[str, Any]
    digests: Mapping[str, str]
    history: Sequence[LedgerEntry]


@Memoize
def snapshot_of(catalog: Catalog) -> Snapshot:
    """Return the snapshot of a catalog (memoized per release)."""
    parts = ReleaseParts(catalog)
    return Snapshot(catalog.release, parts, parts.digests(), catalog.history)


def bundle_of(snapshot: Snapshot) -> bytes:
    """Return the bundle as canonical JSON."""
    members = {**_state(snapshot), **_notes(snapshot.history)}
    return _encode(members, "parts", snapshot.parts, snapshot.parts)


def _encode(members: Mapping[str, Any], name: str, parts: Mapping[str, Any], keys: Iterable[str]) -> bytes:
    """Return an object as canonical JSON, with some parts as one more member.

    The parts are encoded one by one: all of them as objects would take five times the memory of the result.
    """
    encoded = {member: canonical_json(value) for member, value in members.items()}
    return _join(encoded | {name: _join({key: canonical_json(parts[key]) for key in keys})})


def _join(members: Mapping[str, bytes]) -> bytes:
    """Return members that are canonical JSON as one object."""
    names = sorted(members, key=lambda name: name.encode(KEY_ORDER_ENCODING))
    return b"{%b}" % b",".join(b"%b:%b" % (canonical_json(name), members[name]) for name in names)


def changes_of(snapshot: Snapshot, since: str) -> bytes:
    """Return the delta since a release as canonical JSON. Raises UnknownSinceError."""
    known, later = _since(snapshot, since)
    changed = [key for key, digest in snapshot.digests.items() if known.get(key) != digest]
    members = {
        **_state(snapshot),
        **_notes(later),
        "since": since,
        "safety": any(entry.reason is ReleaseReason.SAFETY for entry in later),
        "removed": sorted(known.keys() - snapshot.digests.keys()),
    }
    return _encode(members, "upserts", snapshot.parts, changed)


def _state(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "release": snapshot.release,
        "schema_version": SCHEMA_VERSION,
        "digest": content_digest(snapshot.digests),
    }


def _notes(releases: Sequence[LedgerEntry]) -> dict[str, Any]:
    notes = [{"id": entry.id, "reason": entry.reason.value, "note": entry.note} for entry in releases]
    return {"releases": notes, "releases_digest": digest_of(notes)}


def _since(snapshot: Snapshot, since: str) -> tuple[Mapping[str, str], Sequence[LedgerEntry]]:
    """Return the part digests at release `since`, and the releases made after it.

    An unreleased id, `<newest>+dev.<digest prefix>`, is known once identical content was released. Its
    client has seen release notes up to `<newest>` only, so the notes start there.
    """
    if since == snapshot.release:
        return snapshot.digests, ()
    ids = {entry.id: position for position, entry in enumerate(snapshot.history, start=1)}
    newest, _, unreleased = since.partition("+dev.")
    if not unreleased and since in ids:
        return fold_ledger(snapshot.history[: ids[since]]), snapshot.history[ids[since] :]
    same = {
        entry.digest[:ID_DIGEST_LENGTH]: position for position, entry in enumerate(snapshot.history, start=1)
    }
    noted = (ids | {NEVER_RELEASED: 0}).get(newest)
    if unreleased not in same or noted is None:
        raise UnknownSinceError(since)
    return fold_ledger(snapshot.history[: same[unreleased]]), snapshot.history[noted:]
