"""The client: opens what is stored, brings it up to date, and never holds half a release."""

import re
import threading
from dataclasses import replace
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from gutbone.client import disk
from gutbone.client.answers import after, bundle_in
from gutbone.client.content import Content
from gutbone.client.errors import BrokenAnswerError, GoneError, NothingStoredError, UnusableServerError
from gutbone.client.fetching import Retry, fetch
from gutbone.client.report import Outcome, SyncReport
from gutbone.client.stored import ReleaseNote, Stored, from_bytes, to_bytes

DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})\.(?P<counter>\d+)-")


class Client:
    """The content of one server in one file.

    Any thread may read `content` at any time, and what it got stays as it is; calls of `sync` wait for each
    other. A file belongs to one client at a time.
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
        """Open what is stored; no request is made. `timeout` is in seconds, for each step of a request.

        Raises OSError when the file is there but cannot be read.
        """
        self._path = Path(path)
        self._retry = retry or Retry()
        self._http = httpx.Client(base_url=base_url, timeout=timeout, transport=transport)
        self._syncing = threading.Lock()
        self._stored: Stored | None = None
        self._content: Content | None = None
        self._damage: str | None = None
        self._open()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections; the content can still be read."""
        self._http.close()

    @property
    def content(self) -> Content:
        """Return the release that is held. Raises NothingStoredError before the first sync that succeeds."""
        if self._content is None:
            raise NothingStoredError("nothing is stored yet: sync first")
        return self._content

    def sync(self) -> SyncReport:
        """Bring the content up to date, or leave it as it was and say why.

        Raises OSError when the new content cannot be written; the old is held on then.
        """
        with self._syncing:
            held, damage = self._stored, self._damage
            try:
                report = self._changes(held) if held else self._bundle(None)
            except (UnusableServerError, BrokenAnswerError) as error:
                release = held.release if held else None
                report = SyncReport(Outcome.OFFLINE, release, release, problem=str(error))
            if self._stored:
                self._damage = None
            return replace(report, damage=damage)

    def _open(self) -> None:
        data = disk.read(self._path)
        if data is None:
            return
        try:
            self._hold(from_bytes(data))
        except BrokenAnswerError as error:
            self._damage = str(error)

    def _changes(self, held: Stored) -> SyncReport:
        asked = {"If-None-Match": held.etag} if held.etag else {}
        request = self._http.build_request("GET", "v1/changes", params={"since": held.release}, headers=asked)
        try:
            delta, etag = fetch(self._http, self._retry, request, lambda body: after(held, body))
        except (GoneError, BrokenAnswerError):
            return self._bundle(held)
        fresh, safety = delta or (held, False)
        if fresh.release == held.release:
            if etag != held.etag:
                self._keep(held.model_copy(update={"etag": etag}))
            return SyncReport(Outcome.UNCHANGED, held.release, held.release)
        self._keep(fresh)
        notes = _notes(fresh)[len(held.releases) :]
        return SyncReport(Outcome.DELTA, held.release, fresh.release, safety, notes)

    def _bundle(self, held: Stored | None) -> SyncReport:
        request = self._http.build_request("GET", "v1/bundle")
        try:
            fresh, _ = fetch(self._http, self._retry, request, bundle_in)
        except GoneError as error:
            raise UnusableServerError("the server has no bundle") from error
        if fresh is None:
            raise UnusableServerError("the server answered 304 to a request without an ETag")
        if held and _age(fresh.release) < _age(held.release):
            behind = f"the server still has the older release {fresh.release}"
            return SyncReport(Outcome.UNCHANGED, held.release, held.release, problem=behind)
        self._keep(fresh)
        if held is None:
            return SyncReport(Outcome.BUNDLE, None, fresh.release)
        notes = tuple(note for note in _notes(fresh) if _age(note.id) > _age(held.release))
        safety = any(note.safety for note in notes)
        return SyncReport(Outcome.BUNDLE, held.release, fresh.release, safety, notes)

    def _keep(self, fresh: Stored) -> None:
        disk.write(self._path, to_bytes(fresh))
        self._hold(fresh)

    def _hold(self, fresh: Stored) -> None:
        self._stored = fresh
        self._content = Content(fresh)


def _notes(stored: Stored) -> tuple[ReleaseNote, ...]:
    return tuple(ReleaseNote.model_validate(note) for note in stored.releases)


def _age(release: str) -> tuple[str, int]:
    """Return what releases are ordered by; content that was never released is older than every release."""
    found = DATED.match(release)
    return (found["date"], int(found["counter"])) if found else ("", 0)
