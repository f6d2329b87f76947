"""The client: opens the stored content and updates it; a partial update is never stored."""

import re
import threading
from dataclasses import dataclass, replace
from enum import StrEnum
from os import PathLike
from pathlib import Path
from typing import Self

import httpx

from gutbone.client.content import Content
from gutbone.client.errors import (
    GoneError,
    InvalidContentError,
    InvalidDataError,
    NewerContentError,
    NothingStoredError,
    ServerUnavailableError,
)
from gutbone.client.http_retry import Retry, fetch
from gutbone.client.responses import apply_changes, parse_bundle
from gutbone.client.storage import ReleaseNote, Snapshot, from_bytes, read_file, to_bytes, write_atomically

RELEASE_ID = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})\.(?P<counter>\d+)-")


class SyncOutcome(StrEnum):
    """How a sync ended. In every case the stored content is complete.

    `update_needed`: the server has content of a newer shape, which only a newer version of the app can show.
    """

    UNCHANGED = "unchanged"
    DELTA = "delta"
    BUNDLE = "bundle"
    OFFLINE = "offline"
    UPDATE_NEEDED = "update_needed"


@dataclass(frozen=True)
class SyncReport:
    """The result of a sync: the releases before and after it (None: none), and the releases in between.

    `safety` is true when a release in between was made for safety: tell the reader. `problem` says why the
    server or its response could not be used; `damage` that the stored file was corrupt.
    """

    outcome: SyncOutcome
    before: str | None
    after: str | None
    safety: bool = False
    releases: tuple[ReleaseNote, ...] = ()
    problem: str | None = None
    damage: str | None = None

    @property
    def safety_notes(self) -> tuple[str, ...]:
        """Return the notes of the releases made for safety, oldest first."""
        return tuple(release.note for release in self.releases if release.safety)


class Client:
    """The content of one server in one file.

    Any thread may read `content` at any time, and objects already read never change; calls of `sync` wait for
    each other. Only one client may use a file at a time.
    """

    def __init__(
        self,
        base_url: str,
        path: str | PathLike[str],
        *,
        retry: Retry | None = None,
        timeout: float = 10,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Open the stored content without a request. `timeout` is in seconds, for each step of a request.

        Raises OSError when the file exists but cannot be read.
        """
        self._path = Path(path)
        self._retry = retry or Retry()
        self._http = httpx.Client(base_url=base_url, timeout=timeout, transport=transport)
        self._sync_lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._content: Content | None = None
        self._damage: str | None = None
        if (data := read_file(self._path)) is not None:
            try:
                self._use(from_bytes(data))
            except InvalidDataError as error:
                self._damage = str(error)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections; the content can still be read."""
        self._http.close()

    @property
    def content(self) -> Content:
        """Return the stored release. Raises NothingStoredError before the first successful sync."""
        if self._content is None:
            raise NothingStoredError("nothing is stored yet: sync first")
        return self._content

    def sync(self) -> SyncReport:
        """Update the content, or leave it unchanged and report why.

        Raises OSError when the new content cannot be written; the old content stays.
        """
        with self._sync_lock:
            current, damage = self._snapshot, self._damage
            try:
                report = self._sync_changes(current) if current else self._sync_bundle(None)
            except NewerContentError as error:
                release = current.release if current else None
                report = SyncReport(SyncOutcome.UPDATE_NEEDED, release, release, problem=str(error))
            except (ServerUnavailableError, InvalidDataError, InvalidContentError) as error:
                release = current.release if current else None
                report = SyncReport(SyncOutcome.OFFLINE, release, release, problem=str(error))
            if self._snapshot:
                self._damage = None
            return replace(report, damage=damage)

    def _sync_changes(self, current: Snapshot) -> SyncReport:
        headers = {"If-None-Match": current.etag} if current.etag else {}
        request = self._http.build_request(
            "GET", "v1/changes", params={"since": current.release}, headers=headers
        )
        try:
            delta, etag = fetch(self._http, self._retry, request, lambda body: apply_changes(current, body))
        except (GoneError, InvalidDataError):
            return self._sync_bundle(current)
        snapshot, safety = delta or (current, False)
        if snapshot.release == current.release:
            if etag != current.etag:
                self._save(current.model_copy(update={"etag": etag}))
            return SyncReport(SyncOutcome.UNCHANGED, current.release, current.release)
        self._save(snapshot)
        notes = snapshot.notes[len(current.releases) :]
        return SyncReport(SyncOutcome.DELTA, current.release, snapshot.release, safety, notes)

    def _sync_bundle(self, current: Snapshot | None) -> SyncReport:
        request = self._http.build_request("GET", "v1/bundle")
        try:
            snapshot, _ = fetch(self._http, self._retry, request, parse_bundle)
        except GoneError as error:
            raise ServerUnavailableError("the server has no bundle") from error
        if snapshot is None:
            raise ServerUnavailableError("the server answered 304 to a request without If-None-Match")
        if current and _release_order(snapshot.release) < _release_order(current.release):
            problem = f"the server still has the older release {snapshot.release}"
            return SyncReport(SyncOutcome.UNCHANGED, current.release, current.release, problem=problem)
        self._save(snapshot)
        if current is None:
            return SyncReport(SyncOutcome.BUNDLE, None, snapshot.release)
        notes = tuple(
            note for note in snapshot.notes if _release_order(note.id) > _release_order(current.release)
        )
        safety = any(note.safety for note in notes)
        return SyncReport(SyncOutcome.BUNDLE, current.release, snapshot.release, safety, notes)

    def _save(self, snapshot: Snapshot) -> None:
        """Replace the stored content, or raise InvalidContentError if an entry of the new is broken."""
        Content(snapshot).require_whole()
        write_atomically(self._path, to_bytes(snapshot))
        self._use(snapshot)

    def _use(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._content = Content(snapshot)


def _release_order(release: str) -> tuple[str, int]:
    """Return the sort key of a release id; unreleased content sorts before every release."""
    match = RELEASE_ID.match(release)
    return (match["date"], int(match["counter"])) if match else ("", 0)
