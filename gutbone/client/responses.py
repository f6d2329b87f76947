"""From the bytes of a response to a snapshot, with every digest verified."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from gutbone.client.canonical_json import content_digest, digest_of, parse_json
from gutbone.client.errors import InvalidDataError, NewerContentError
from gutbone.client.storage import FrozenModel, Snapshot

SCHEMA_VERSION = 5
"""Newest shape of parts that this client knows."""

DIGEST_SUFFIX_LENGTH = 8
"""Digits of the digest that a release id ends with."""


class ReleaseData(FrozenModel):
    """What both responses say about the release that the client has afterwards."""

    release: str
    schema_version: int
    digest: str
    releases: list[dict[str, Any]]
    releases_digest: str


class BundleData(ReleaseData):
    """The data of `/v1/bundle`."""

    parts: dict[str, Any]


class ChangesData(ReleaseData):
    """The data of `/v1/changes`."""

    since: str
    safety: bool
    upserts: dict[str, Any]
    removed: list[str]


class Meta(FrozenModel):
    """The metadata of every response."""

    release: str


Data = TypeVar("Data", bound=ReleaseData)


class Envelope(FrozenModel, Generic[Data]):
    """A response body."""

    data: Data
    meta: Meta


def parse_bundle(body: bytes) -> Snapshot:
    """Return the snapshot in a bundle. Raises InvalidDataError, and NewerContentError."""
    data, meta = _parse(Envelope[BundleData], body)
    digests = _digests(data.parts)
    _verify(data, meta, digests)
    return Snapshot(
        release=data.release,
        schema_version=data.schema_version,
        digest=data.digest,
        digests=digests,
        parts=data.parts,
        releases=data.releases,
    )


def apply_changes(current: Snapshot, body: bytes) -> tuple[Snapshot, bool]:
    """Apply a delta: return the new snapshot, and whether a release in between was made for safety.

    Raises InvalidDataError and NewerContentError; the current snapshot is never changed.
    """
    data, meta = _parse(Envelope[ChangesData], body)
    if data.since != current.release:
        raise InvalidDataError("the changes are from another release")
    parts, digests = dict(current.parts), dict(current.digests)
    for key in data.removed:
        parts.pop(key, None)
        digests.pop(key, None)
    digests |= _digests(data.upserts)
    _verify(data, meta, digests)
    snapshot = Snapshot(
        release=data.release,
        schema_version=data.schema_version,
        digest=data.digest,
        digests=digests,
        parts=parts | data.upserts,
        releases=[*current.releases, *data.releases],
    )
    told = any(note.safety for note in snapshot.notes[len(current.releases) :])
    return snapshot, data.safety or told


def _parse(envelope: type[Envelope[Data]], body: bytes) -> tuple[Data, Meta]:
    try:
        parsed = envelope.model_validate(parse_json(body))
    except ValueError as error:
        raise InvalidDataError("the response is not of the documented shape") from error
    return parsed.data, parsed.meta


def _digests(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each part. Raises InvalidDataError."""
    try:
        return {key: digest_of(part) for key, part in parts.items()}
    except ValueError as error:
        raise InvalidDataError("the response holds values that are not JSON") from error


def _verify(data: ReleaseData, meta: Meta, digests: Mapping[str, str]) -> None:
    """Verify the digests of all content and of the release notes, the release id and the schema version."""
    try:
        checks = {
            "the content": content_digest(digests, data.schema_version) == data.digest,
            "a release note": digest_of(data.releases) == data.releases_digest,
            "the release id": data.release == meta.release
            and data.release.endswith(data.digest[:DIGEST_SUFFIX_LENGTH]),
        }
    except ValueError as error:
        raise InvalidDataError("the response holds values that are not JSON") from error
    if failed := [name for name, matches in checks.items() if not matches]:
        raise InvalidDataError(f"digest mismatch: {', '.join(failed)}")
    if data.schema_version > SCHEMA_VERSION:
        raise NewerContentError(f"the content has schema version {data.schema_version}: update this app")
