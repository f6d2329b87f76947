"""The stored release: its model, its file format, and an atomic write of the file."""

import hashlib
import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from gutbone.client.errors import InvalidDataError

SAFETY = "safety"
OTHER_REASONS = frozenset({"correction", "addition", "schema"})
FORMAT = b"gutbone-content-1"


class FrozenModel(BaseModel):
    """An immutable model that ignores unknown members."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class ReleaseNote(FrozenModel):
    """Why a release was made."""

    id: str
    reason: str
    note: str

    @property
    def safety(self) -> bool:
        """Return whether the reader must be told; an unknown reason counts as safety."""
        return self.reason == SAFETY or self.reason not in OTHER_REASONS


class Snapshot(FrozenModel):
    """One complete release: its parts, their digests, and the releases so far, oldest first.

    `etag` is the ETag of the last `/v1/changes` response for this release, or empty.
    """

    release: str
    schema_version: int
    digest: str
    digests: dict[str, str]
    parts: dict[str, Any]
    releases: list[dict[str, Any]]
    etag: str = ""

    @property
    def notes(self) -> tuple[ReleaseNote, ...]:
        """Return why each release so far was made, oldest first."""
        return tuple(ReleaseNote.model_validate(note) for note in self.releases)


def to_bytes(snapshot: Snapshot) -> bytes:
    """Serialize a snapshot: one line with the digest of all that follows, then JSON."""
    body = snapshot.model_dump_json().encode()
    return b"%s %s\n%s" % (FORMAT, hashlib.sha256(body).hexdigest().encode(), body)


def from_bytes(data: bytes) -> Snapshot:
    """Parse the bytes of the file. Raises InvalidDataError when they do not match their digest."""
    head, _, body = data.partition(b"\n")
    if head != b"%s %s" % (FORMAT, hashlib.sha256(body).hexdigest().encode()):
        raise InvalidDataError("the stored content does not match its digest")
    try:
        return Snapshot.model_validate_json(body)
    except ValidationError as error:
        raise InvalidDataError("the stored content was written by another version") from error


def read_file(path: Path) -> bytes | None:
    """Return the bytes of a file, or None if it does not exist. Raises OSError when it cannot be read."""
    temporary_path(path).unlink(missing_ok=True)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file; after a crash or power loss it is either the old file or the new one, complete.

    The data is synced to disk before the rename, and the rename before this returns. Raises OSError.
    """
    temporary = temporary_path(path)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)
    _sync_directory(path.parent)


def temporary_path(path: Path) -> Path:
    """Return the path that is written before the rename."""
    return path.with_name(f"{path.name}.part")


def _sync_directory(directory: Path) -> None:
    # Windows cannot open a directory, and has a journal for names.
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
