"""The real small run: nginx as a point of presence, two servers, and 10,000 simulated clients on loopback."""

import asyncio
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from string import Template
from urllib.parse import urlsplit

import numpy as np

from app.web.explorer.assets import asset_url
from benchmarks import servers
from benchmarks.processes import Running, environment, free_port, running
from benchmarks.scale_model.clients import draw_times, zipf
from benchmarks.scale_model.content_releases import Releases
from benchmarks.scale_model.http_client import Pool, Response
from benchmarks.scale_model.measurement import (
    Requests,
    catalog_of,
    changes_path,
    processor_seconds,
    wait_for_release,
)
from benchmarks.scale_model.parameters import Assumptions, Stream

CONFIGURATION = Path(__file__).with_name("edge.conf")
SECONDS = 300.0
PURGE_AFTER = 5.0
CONNECTIONS = 64
SMALL = Assumptions(
    phones=10_000,
    points_of_presence=1,
    look_interval=(100, 120),
    retry_interval=(30, 40),
    online_from=(0, 0),
    online_for=SECONDS,
    used_share=1,
    installs=0.02,
    checks=0.1,
    visits=0.1,
    visit_times=(0, SECONDS / 2, SECONDS),
    pages_per_visit=3,
    suggestions_per_search=2,
    known_queries=500,
    day=SECONDS,
    days=1,
    releases=(0.4 * SECONDS,),
    purge_after=PURGE_AFTER,
)
"""A day in five minutes: the lifetimes are the real ones, what clients do is quicker."""


@dataclass
class SmallRun:
    """What was counted. `waits` are the seconds from the release until each phone held it."""

    requests: Counter[Stream] = field(default_factory=Counter)
    validated: Counter[Stream] = field(default_factory=Counter)
    full: Counter[Stream] = field(default_factory=Counter)
    client_bytes: int = 0
    origin_bytes: int = 0
    processor_seconds: float = 0
    failures: int = 0
    load_average: float = 0
    latest: float = 0
    """Greatest delay of a request behind the time it was drawn for, in seconds."""
    waits: list[float] = field(default_factory=list)


STREAMS = {
    "/v1/changes": Stream.SYNC,
    "/v1/bundle": Stream.BUNDLE,
    "/v1/suggest": Stream.SUGGEST,
    "/v1/check": Stream.CHECK,
    "/search": Stream.SEARCH,
}


def stream_of(path: str) -> Stream:
    """Return the stream to which a path belongs."""
    return STREAMS.get(path) or (Stream.ASSET if path.startswith("/assets/") else Stream.PAGE)


def run(releases: Releases, folder: Path, assumed: Assumptions = SMALL, seed: int = 2) -> SmallRun:
    """Run servers, edge and clients, load a release, and return what was counted."""
    database = Path(releases.database.removeprefix("sqlite:///"))
    newer = database.with_suffix(".newer")
    copyfile(database, newer)
    Releases(f"sqlite:///{newer}", releases.newer_content, releases.held, releases.newer).load_newer()
    _checkpoint(newer)
    with ExitStack() as stack:
        origin = [
            stack.enter_context(servers.gutbone(releases.database, log=folder / f"server-{number}.log"))
            for number in range(2)
        ]
        edge = stack.enter_context(nginx(origin, folder))
        (folder / "edge.log").write_text("")
        before = sum(processor_seconds(server.pid) for server in origin)
        clients = Clients(edge.address, releases, assumed, np.random.default_rng(seed))
        release = Release(newer, database, releases.newer, origin, folder / "cache")
        asyncio.run(clients.run(release))
        result = clients.result
        result.processor_seconds = sum(processor_seconds(server.pid) for server in origin) - before
    result.load_average = os.getloadavg()[1]
    _count_origin(result, folder / "edge.log")
    return result


def _checkpoint(database: Path) -> None:
    """Write what is in the write-ahead log into the file, so that it can be renamed alone."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def nginx(origin: list[Running], folder: Path) -> Iterator[Running]:
    """Run nginx as a cache in front of servers."""
    port = free_port()
    text = Template(CONFIGURATION.read_text("utf-8")).substitute(
        folder=folder,
        port=port,
        servers="\n    ".join(f"server {server.address.removeprefix('http://')};" for server in origin),
        user="user root;" if os.geteuid() == 0 else "",
    )
    file = folder / "edge.conf"
    file.write_text(text, encoding="utf-8")
    with running(["nginx", "-p", str(folder), "-c", str(file)], port, "/health/live", environment()) as edge:
        yield edge


@dataclass(frozen=True)
class Release:
    """A release that is served when its database file replaces the older one."""

    newer: Path
    database: Path
    release: str
    origin: list[Running]
    cache: Path

    async def publish(self, purge_at: Callable[[], Awaitable[None]]) -> None:
        """Replace the database, wait until every server names the release, and purge the edge."""
        self.newer.replace(self.database)
        for server in self.origin:
            await asyncio.to_thread(wait_for_release, server.address, self.release)
        await purge_at()
        for file in self.cache.rglob("*"):
            if file.is_file():
                file.unlink(missing_ok=True)


def _release_of(response: Response) -> str:
    release: str = json.loads(response.decoded())["data"]["release"]
    return release


@dataclass
class Clients:
    """The simulated clients; they share connections."""

    address: str
    releases: Releases
    assumed: Assumptions
    rng: np.random.Generator
    result: SmallRun = field(default_factory=SmallRun)

    async def run(self, release: Release) -> None:
        """Send every request at its time, and publish the release at its own."""
        assumed = self.assumed
        address = urlsplit(self.address)
        self._http = Pool(address.hostname or "", address.port or 80)
        await self._http.open(CONNECTIONS)
        try:
            tasks = [self._visit(*visit) for visit in self._visits()]
            tasks += [self._phone(number) for number in range(assumed.phones)]
            self._begin = asyncio.get_running_loop().time()
            self._released = assumed.releases[0]
            await asyncio.gather(self._publish(release), *tasks)
        finally:
            self._http.close()

    async def _publish(self, release: Release) -> None:
        await self._until(self._released)
        await release.publish(lambda: self._until(self._released + PURGE_AFTER))

    async def _until(self, time: float) -> None:
        await asyncio.sleep(max(0, time - self._now()))

    def _now(self) -> float:
        return asyncio.get_running_loop().time() - self._begin

    def _encoding(self, share: float) -> str:
        return "gzip" if share < self.assumed.gzip_share else "br"

    async def _phone(self, number: int) -> None:
        """Look for changes until the run ends, as docs/offline-sync.md says."""
        assumed = self.assumed
        encoding = self._encoding(number / assumed.phones)
        held, etag = self.releases.held, ""
        time = self.rng.uniform(0, assumed.look_interval[1])
        while time < assumed.online_for:
            await self._until(time)
            failed = self.rng.random() < assumed.look_failure
            if not failed:
                fields = {"If-None-Match": etag} if etag else {}
                response = await self._send(changes_path(held), encoding, time, fields)
                etag = response.headers["etag"]
                if response.status == 200 and (new := _release_of(response)) != held:
                    held, etag = new, ""
                    self.result.waits.append(self._now() - self._released)
            time += self.rng.uniform(*(assumed.retry_interval if failed else assumed.look_interval))

    async def _visit(self, time: float, path: str, encoding: str, body: bytes) -> None:
        await self._until(time)
        await self._send(
            path, encoding, time, {"Content-Type": "application/json"} if body else {}, body=body
        )

    async def _send(
        self, target: str, encoding: str, time: float, fields: dict[str, str], body: bytes = b""
    ) -> Response:
        self.result.latest = max(self.result.latest, self._now() - time)
        method = "POST" if body else "GET"
        response = await self._http.request(method, target, {"Accept-Encoding": encoding} | fields, body)
        self.result.requests[stream_of(target.partition("?")[0])] += 1
        self.result.failures += response.status not in {200, 304}
        self.result.client_bytes += response.size
        return response

    def _visits(self) -> Iterator[tuple[float, str, str, bytes]]:
        """Yield the times, paths, encodings and bodies of all requests but looks."""
        assumed, rng = self.assumed, self.rng
        new = int(2 * assumed.phones * assumed.visits * assumed.suggestions_per_search)
        requests = Requests.of(catalog_of(self.releases.database), assumed.known_queries + new)
        page, query = zipf(len(requests.pages), assumed.zipf), zipf(assumed.known_queries, assumed.zipf)

        def times(mean: float) -> Iterator[tuple[float, str]]:
            for time in draw_times(rng, mean, assumed, 0):
                yield float(time), self._encoding(rng.random())

        visits = assumed.phones * assumed.visits
        for time, encoding in times(visits * assumed.pages_per_visit):
            yield time, requests.pages[int(page(rng, 1)[0])], encoding, b""
            yield time, asset_url("explorer.css"), encoding, b""
        searches = visits * assumed.searches_per_visit
        for paths, mean in (
            (requests.searches, searches),
            (requests.suggestions, searches * assumed.suggestions_per_search),
        ):
            unasked = iter(paths[assumed.known_queries :])
            for time, encoding in times(mean * (1 - assumed.new_queries)):
                yield time, paths[int(query(rng, 1)[0])], encoding, b""
            for time, encoding in times(mean * assumed.new_queries):
                yield time, next(unasked), encoding, b""
        for number, (time, encoding) in enumerate(times(assumed.phones * assumed.checks)):
            yield time, "/v1/check", encoding, requests.checks[number % len(requests.checks)]
        for time, encoding in times(assumed.phones * assumed.installs):
            yield time, "/v1/bundle", encoding, b""


def _count_origin(result: SmallRun, log: Path) -> None:
    """Count the requests that the edge passed to the servers."""
    for line in log.read_text("utf-8").splitlines():
        _, path, status, received = line.split(" ", 3)
        if status == "-" or path.startswith("/health/"):
            continue
        counted = result.validated if status == "304" else result.full
        counted[stream_of(path)] += 1
        result.origin_bytes += int(received)
