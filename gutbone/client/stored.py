"""The content as it is kept: every part with its digest, and the bytes of the file that holds it."""

import hashlib
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gutbone.client.errors import BrokenAnswerError

SAFETY = "safety"
OTHER_REASONS = frozenset({"correction", "addition", "schema"})
FORMAT = b"gutbone-content-1"


class Frozen(BaseModel):
    """A model that never changes; members that it does not know are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class ReleaseNote(Frozen):
    """Why a release was made."""

    id: str
    reason: str
    note: str

    @property
    def safety(self) -> bool:
        """Return whether the reader must be told; a reason that is not known counts as safety."""
        return self.reason == SAFETY or self.reason not in OTHER_REASONS


class Stored(Frozen):
    """One release, whole: its parts, their digests, and the releases so far, oldest first.

    `etag` is what the server last said of the changes since this release; empty when it was not asked.
    """

    release: str
    schema_version: int
    digest: str
    digests: dict[str, str]
    parts: dict[str, Any]
    releases: list[dict[str, Any]]
    etag: str = ""


def to_bytes(stored: Stored) -> bytes:
    """Return the file's bytes: one line with the digest of all that follows, then JSON."""
    body = stored.model_dump_json().encode()
    return b"%s %s\n%s" % (FORMAT, hashlib.sha256(body).hexdigest().encode(), body)


def from_bytes(data: bytes) -> Stored:
    """Return what a file holds. Raises BrokenAnswerError when any bit of it is not as it was written."""
    head, _, body = data.partition(b"\n")
    if head != b"%s %s" % (FORMAT, hashlib.sha256(body).hexdigest().encode()):
        raise BrokenAnswerError("the stored content does not fit its digest")
    try:
        return Stored.model_validate_json(body)
    except ValidationError as error:
        raise BrokenAnswerError("the stored content was written by another version") from error
