"""Everything in one body, and then only what changed: for clients that work offline.

The protocol is in `docs/offline-sync.md`: what a part is, how its digest is made, and how
a client puts the cards of claims and cautions back on entries.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field

from app.catalog import Catalog
from app.envelopes import Item
from app.features.records import digests_of, parts_of
from app.model import Model
from app.releases import SCHEMA_VERSION, Digest, canonical, fold, whole_digest
from app.vocabulary.content import ReleaseReason

Parts = Annotated[
    dict[str, Any],
    Field(description="Records by `<kind>/<slug>`, and the parts `guide`, `facets` and `disclaimer`."),
]
PartDigests = Annotated[dict[str, Digest], Field(description="SHA-256 of each part's canonical JSON.")]
SchemaVersion = Annotated[int, Field(ge=1, description="Version of the shape of parts.")]


class UnknownSinceError(LookupError):
    """The ledger does not hold this release, so there is no delta from it: fetch the bundle."""


class Bundle(Model):
    """Every part of the content once, references in place of copies."""

    release: Annotated[str, Field(description="Id of the release.")]
    schema_version: SchemaVersion
    digest: Annotated[str, Field(description="SHA-256 over the digests of all parts.")]
    digests: PartDigests
    parts: Parts


class ReleaseNote(Model):
    """Why one of the releases in between was made."""

    id: Annotated[str, Field(description="Id of the release.")]
    reason: ReleaseReason
    note: Annotated[str, Field(description="What changed, for people.")]


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
    upserts: Parts
    digests: Annotated[dict[str, Digest], Field(description="SHA-256 of each upsert's canonical JSON.")]
    removed: Annotated[tuple[str, ...], Field(description="Parts to remove.")]


class BundleItem(Item[Bundle]):
    """The bundle."""


class ChangesItem(Item[Changes]):
    """A delta."""


@lru_cache(maxsize=2)
def _parts(catalog: Catalog) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Return the parts of a catalog and their digests; worked out once a release."""
    return parts_of(catalog), digests_of(catalog)


def bundle_of(catalog: Catalog) -> bytes:
    """Return the bundle as canonical JSON."""
    parts, digests = _parts(catalog)
    return canonical(
        {
            "release": catalog.release,
            "schema_version": SCHEMA_VERSION,
            "digest": whole_digest(digests),
            "digests": digests,
            "parts": parts,
        }
    )


def changes_of(catalog: Catalog, since: str) -> bytes:
    """Return what changed since a release as canonical JSON. Raises UnknownSinceError."""
    parts, digests = _parts(catalog)
    held, later = _held(catalog, since, digests)
    changed = {key: digest for key, digest in digests.items() if held.get(key) != digest}
    return canonical(
        {
            "since": since,
            "release": catalog.release,
            "schema_version": SCHEMA_VERSION,
            "digest": whole_digest(digests),
            "safety": any(note["reason"] == ReleaseReason.SAFETY for note in later),
            "releases": later,
            "upserts": {key: parts[key] for key in changed},
            "digests": changed,
            "removed": sorted(held.keys() - digests.keys()),
        }
    )


def _held(
    catalog: Catalog, since: str, digests: Mapping[str, str]
) -> tuple[Mapping[str, str], list[dict[str, str]]]:
    """Return the digests a client of this release has, and the releases made after it."""
    if since == catalog.release:
        return digests, []
    ids = [entry.id for entry in catalog.history]
    if since not in ids:
        raise UnknownSinceError(since)
    place = ids.index(since) + 1
    later = [
        {"id": entry.id, "reason": entry.reason.value, "note": entry.note}
        for entry in catalog.history[place:]
    ]
    return fold(catalog.history[:place]), later
