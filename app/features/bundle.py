"""Everything in one body, and then only what changed: for clients that work offline.

The protocol is in `docs/offline-sync.md`: what a part is, how its digest is made, and how
a client puts the cards of claims and cautions back on entries.
"""

from collections.abc import Mapping, Sequence
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
    canonical_json,
    content_digest,
    digest_of,
    fold_ledger,
)
from app.core.base_model import Model
from app.core.memoize import Memoize
from app.features.release_parts import ReleaseParts
from app.schemas.envelopes import Item
from app.vocabulary.content import ReleaseReason

Parts = Annotated[
    dict[str, Any],
    Field(
        description="Records by `<kind>/<slug>`, enumerations by `facets/<name>`, "
        "and the parts `facets`, `guide` and `disclaimer`."
    ),
]
PartDigests = Annotated[dict[str, Digest], Field(description="SHA-256 of each part's canonical JSON.")]
NotesDigest = Annotated[Digest, Field(description="SHA-256 of the canonical JSON of `releases`.")]
SchemaVersion = Annotated[int, Field(ge=1, description="Version of the shape of parts.")]


class UnknownSinceError(LookupError):
    """The ledger does not hold this release, so there is no delta from it: fetch the bundle."""


class ReleaseNote(Model):
    """Why a release was made."""

    id: Annotated[str, Field(description="Id of the release.")]
    reason: ReleaseReason
    note: Annotated[str, Field(description="What changed, for people.")]


class Bundle(Model):
    """Every part of the content once, references in place of copies."""

    release: Annotated[str, Field(description="Id of the release.")]
    schema_version: SchemaVersion
    digest: Annotated[str, Field(description="SHA-256 over the digests of all parts.")]
    digests: PartDigests
    parts: Parts
    releases: Annotated[tuple[ReleaseNote, ...], Field(description="All releases so far, oldest first.")]
    releases_digest: NotesDigest


class Changes(Model):
    """What changed since a release: apply the removals and the upserts, then check the digest."""

    since: Annotated[str, Field(description="Id of the release the client has.")]
    release: Annotated[str, Field(description="Id of the release the client has afterwards.")]
    schema_version: SchemaVersion
    digest: Annotated[str, Field(description="SHA-256 over the digests of all parts, afterwards.")]
    safety: Annotated[
        bool, Field(description="True: a release in between was made for safety; tell the reader.")
    ]
    releases: Annotated[tuple[ReleaseNote, ...], Field(description="The releases in between, oldest first.")]
    releases_digest: NotesDigest
    upserts: Parts
    digests: Annotated[dict[str, Digest], Field(description="SHA-256 of each upsert's canonical JSON.")]
    removed: Annotated[tuple[str, ...], Field(description="Parts to remove.")]


class BundleItem(Item[Bundle]):
    """The bundle."""


class ChangesItem(Item[Changes]):
    """A delta."""


@dataclass(frozen=True)
class Snapshot:
    """The parts of one release as JSON, their digests, and the releases so far, oldest first."""

    release: str
    parts: Mapping[str, Any]
    digests: Mapping[str, str]
    history: Sequence[LedgerEntry]


@Memoize
def snapshot_of(catalog: Catalog) -> Snapshot:
    """Return what a catalog gives to offline clients; worked out once a release."""
    parts = ReleaseParts(catalog)
    return Snapshot(catalog.release, parts, parts.digests(), catalog.history)


def bundle_of(held: Snapshot) -> bytes:
    """Return the bundle as canonical JSON."""
    return canonical_json(
        {
            **_state(held),
            **_notes(held.history),
            "digests": held.digests,
            "parts": dict(held.parts),
        }
    )


def changes_of(held: Snapshot, since: str) -> bytes:
    """Return what changed since a release as canonical JSON. Raises UnknownSinceError."""
    known, later = _known(held, since)
    changed = {key: digest for key, digest in held.digests.items() if known.get(key) != digest}
    return canonical_json(
        {
            **_state(held),
            **_notes(later),
            "since": since,
            "safety": any(entry.reason is ReleaseReason.SAFETY for entry in later),
            "upserts": {key: held.parts[key] for key in changed},
            "digests": changed,
            "removed": sorted(known.keys() - held.digests.keys()),
        }
    )


def _state(held: Snapshot) -> dict[str, Any]:
    return {
        "release": held.release,
        "schema_version": SCHEMA_VERSION,
        "digest": content_digest(held.digests),
    }


def _notes(releases: Sequence[LedgerEntry]) -> dict[str, Any]:
    notes = [{"id": entry.id, "reason": entry.reason.value, "note": entry.note} for entry in releases]
    return {"releases": notes, "releases_digest": digest_of(notes)}


def _known(held: Snapshot, since: str) -> tuple[Mapping[str, str], Sequence[LedgerEntry]]:
    """Return the digests a client of this release has, and the releases made after it.

    Content that was not released, `<newest>+dev.<start of its digest>`, is known once it was released as
    it was; its reader has not been told why.
    """
    if since == held.release:
        return held.digests, ()
    ids = {entry.id: place for place, entry in enumerate(held.history, start=1)}
    newest, _, unreleased = since.partition("+dev.")
    if not unreleased and since in ids:
        return fold_ledger(held.history[: ids[since]]), held.history[ids[since] :]
    same = {entry.digest[:ID_DIGEST_LENGTH]: place for place, entry in enumerate(held.history, start=1)}
    told = (ids | {NEVER_RELEASED: 0}).get(newest)
    if unreleased not in same or told is None:
        raise UnknownSinceError(since)
    return fold_ledger(held.history[: same[unreleased]]), held.history[told:]
