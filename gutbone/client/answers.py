"""From the bytes of an answer to content, every digest checked on the way."""

from collections.abc import Mapping
from typing import Any

from gutbone.client.canonical import content_digest, digest_of, parsed
from gutbone.client.errors import BrokenAnswerError
from gutbone.client.stored import Frozen, Stored

SHORT = 8
"""Digits of the digest that the id of a release ends with."""


class Notes(Frozen):
    """What both answers say of the release that the client has afterwards."""

    release: str
    schema_version: int
    digest: str
    digests: dict[str, str]
    releases: list[dict[str, Any]]
    releases_digest: str


class BundleData(Notes):
    """Everything."""

    parts: dict[str, Any]


class ChangesData(Notes):
    """What changed since a release."""

    since: str
    safety: bool
    upserts: dict[str, Any]
    removed: list[str]


class Meta(Frozen):
    """What every answer says of itself."""

    release: str


class BundleAnswer(Frozen):
    """The answer of `/v1/bundle`."""

    data: BundleData
    meta: Meta


class ChangesAnswer(Frozen):
    """The answer of `/v1/changes`."""

    data: ChangesData
    meta: Meta


def bundle_in(body: bytes) -> Stored:
    """Return the content of a bundle. Raises BrokenAnswerError when anything does not fit."""
    try:
        answer = BundleAnswer.model_validate(parsed(body))
    except ValueError as error:
        raise BrokenAnswerError("the bundle is not of the shape that is documented") from error
    data = answer.data
    _check(data, answer.meta, data.parts, data.digests)
    return Stored(**{name: getattr(data, name) for name in Stored.model_fields if name != "etag"})


def after(held: Stored, body: bytes) -> tuple[Stored, bool]:
    """Apply a delta: return the content, and whether a release in between was made for safety.

    Raises BrokenAnswerError when anything does not fit; what was held is as it was.
    """
    try:
        answer = ChangesAnswer.model_validate(parsed(body))
    except ValueError as error:
        raise BrokenAnswerError("the changes are not of the shape that is documented") from error
    data = answer.data
    if data.since != held.release:
        raise BrokenAnswerError("the changes are from another release")
    parts, digests = dict(held.parts), dict(held.digests)
    for key in data.removed:
        parts.pop(key, None)
        digests.pop(key, None)
    digests |= data.digests
    _check(data, answer.meta, data.upserts, digests)
    fresh = Stored(
        release=data.release,
        schema_version=data.schema_version,
        digest=data.digest,
        digests=digests,
        parts=parts | data.upserts,
        releases=[*held.releases, *data.releases],
    )
    return fresh, data.safety


def _check(data: Notes, meta: Meta, parts: Mapping[str, Any], digests: Mapping[str, str]) -> None:
    """Check the parts of an answer, the whole that they make, and the id and notes of the release."""
    try:
        fits = {
            "a part": {key: digest_of(part) for key, part in parts.items()} == data.digests,
            "the whole": content_digest(digests, data.schema_version) == data.digest,
            "a note": digest_of(data.releases) == data.releases_digest,
            "the release": data.release == meta.release and data.release.endswith(data.digest[:SHORT]),
        }
    except ValueError as error:
        raise BrokenAnswerError("the answer holds what is not JSON") from error
    wrong = [name for name, right in fits.items() if not right]
    if wrong:
        raise BrokenAnswerError(f"{' and '.join(wrong)} does not fit its digest")
