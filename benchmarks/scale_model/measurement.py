"""Measure the model's parameters on a running server: bytes, header fields, processor time, memory."""

import http.client
import json
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlsplit

from app.catalog.catalog import Catalog
from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.config import Settings
from app.db.engine import make_engine
from app.web.explorer.assets import asset_url
from benchmarks import servers
from benchmarks.processes import NO_PROXY, Running, resident_kb
from benchmarks.scale_model.content_releases import Releases
from benchmarks.scale_model.parameters import Answer, Measurements, Stream
from benchmarks.workload import distinct, random_prefix, random_search, words_of

TICK = os.sysconf("SC_CLK_TCK")
MANY, FEW = 5_000, 200
"""Requests of a measurement: of answers that are cached, and of answers that are made."""

PAUSE = 0.05
"""Seconds between requests whose answers are made: behind a CDN a server gets a few in a second."""
IDLE_SECONDS = 10
PREWARM_SECONDS = 4
"""Until a server has made the most expensive answers of a release by itself."""
REFRESH_TIMEOUT = 30


@dataclass(frozen=True)
class Requests:
    """The requests of each stream, as clients send them."""

    pages: list[str]
    searches: list[str]
    suggestions: list[str]
    checks: list[bytes]

    @classmethod
    def of(cls, catalog: Catalog, queries: int) -> "Requests":
        """Return every page of an entry or list, and different queries."""
        words = words_of(catalog)
        kinds = {path: [entry.slug for entry in entries] for path, entries in catalog.entries_by_kind.items()}
        entries = [f"/{kind}/{slug}" for kind, slugs in kinds.items() for slug in slugs]
        pages = ["/", *(f"/{kind}" for kind in kinds), *entries]
        random.Random(1).shuffle(pages)
        names = list(kinds["food-sources"])
        rng = random.Random(2)
        plans = ({"items": rng.sample(names, 3), "medicines": ["warfarin"]} for _ in range(FEW))
        return cls(
            pages,
            list(islice(distinct(random_search(words, "/search?", "q"), 3), queries)),
            list(islice(distinct(random_prefix(words), 4), queries)),
            [json.dumps(plan).encode() for plan in plans],
        )


@dataclass
class Connection:
    """A connection to a server, and the processor time of the server's process."""

    server: Running
    encoding: str = "br"

    def __post_init__(self) -> None:
        """Connect when the first request is sent."""
        address = urlsplit(self.server.address)
        self._http = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)

    def get(self, path: str, **fields: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Return a response and its body, as sent."""
        return self._send("GET", path, None, fields)

    def check(self, plan: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        """Return the response to a check."""
        return self._send("POST", "/v1/check", plan, {"Content-Type": "application/json"})

    def _send(
        self, method: str, path: str, body: bytes | None, fields: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        headers = {"Accept-Encoding": self.encoding} | fields
        self._http.request(method, path, body, headers)
        response = self._http.getresponse()
        data = response.read()
        if response.status not in {200, 304}:
            raise RuntimeError(f"{method} {path}: {response.status} {data[:200]!r}")
        return response, data

    def cost(self, paths: Iterable[str], pause: float = 0, fields: Mapping[str, str] = {}) -> float:
        """Return the processor seconds of the server for one request."""
        return self.cost_of((partial(self.get, path, **fields) for path in paths), pause)

    def cost_of(self, requests: Iterable[Callable[[], object]], pause: float) -> float:
        """Return the processor seconds of the server for one request, with pauses in between."""
        before, count = processor_seconds(self.server.pid), 0
        for send in requests:
            send()
            time.sleep(pause)
            count += 1
        return (processor_seconds(self.server.pid) - before) / count


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def catalog_of(database: str) -> Catalog:
    """Return the catalog in a database."""
    engine = make_engine(database)
    try:
        return read_catalog(engine, KINDS)
    finally:
        engine.dispose()


def wait_for_release(address: str, release: str) -> None:
    """Wait until a server says that it serves a release. Raises TimeoutError."""
    until = time.monotonic() + REFRESH_TIMEOUT
    while served_release(address) != release:
        if time.monotonic() > until:
            raise TimeoutError(f"{address} does not serve {release}")
        time.sleep(0.05)


def served_release(address: str) -> str:
    """Return the release that a server says it serves."""
    with NO_PROXY.open(f"{address}/health/ready", timeout=10) as response:
        release: str = json.load(response)["release"]
        return release


def changes_path(release: str) -> str:
    """Return the address of the changes since a release."""
    return f"/v1/changes?since={quote(release)}"


def measure(releases: Releases, log: Path) -> Measurements:
    """Measure a server with the default settings, and one that caches no response."""
    requests = Requests.of(catalog_of(releases.database), FEW)
    with servers.gutbone(releases.database, log=log) as server:
        cached = dict(_measure_cached(Connection(server), releases, requests))
    with servers.gutbone(releases.database, log=log) as server:
        connection = Connection(server)
        before = processor_seconds(server.pid)
        for encoding in ("br", "gzip"):
            connection.encoding = encoding
            for path in ("/v1/bundle", *requests.pages):
                connection.get(path)
        work = processor_seconds(server.pid) - before
        memory = resident_kb(server.pid)["rss"] / 1000
        before = processor_seconds(server.pid)
        releases.load_newer()
        wait_for_release(server.address, releases.newer)
        time.sleep(PREWARM_SECONDS)
        connection.get(requests.searches[0])
        refresh = processor_seconds(server.pid) - before
        before = processor_seconds(server.pid)
        time.sleep(IDLE_SECONDS)
        idle = (processor_seconds(server.pid) - before) / IDLE_SECONDS
    with servers.gutbone(releases.database, log=log, cache_bytes=0) as server:
        connection = Connection(server)
        made = _measure_made(connection, releases, requests)
        delta = whole_bytes(*connection.get(changes_path(releases.held)))
    answers = {stream: Answer(*values, made[stream]) for stream, values in cached.items()}
    return Measurements(
        answers=answers,
        delta_bytes=delta,
        pages=len(requests.pages),
        refresh_interval=Settings().refresh_interval,
        memory_mb=memory,
        cache_mb=Settings().cache_bytes / 1e6,
        release_work=work,
        refresh_work=refresh,
        idle=idle,
    )


Cached = tuple[str, float, float, float, float]
"""Cache-Control, bytes of a whole 304 and 200, processor seconds of a 304 and of a cached 200."""


def _measure_cached(
    connection: Connection, releases: Releases, requests: Requests
) -> Iterator[tuple[Stream, Cached]]:
    samples = {
        Stream.SYNC: [changes_path(releases.held)],
        Stream.BUNDLE: ["/v1/bundle"],
        Stream.PAGE: requests.pages[:FEW],
        Stream.ASSET: [asset_url("explorer.css")],
        Stream.SEARCH: requests.searches,
        Stream.SUGGEST: requests.suggestions,
    }
    for stream, paths in samples.items():
        answered = [connection.get(path) for path in paths]
        size = sum(whole_bytes(response, data) for response, data in answered) / len(answered)
        fields = answered[0][0].headers
        held = {"If-None-Match": fields["ETag"]}
        unchanged = whole_bytes(*connection.get(paths[0], **held))
        validated = connection.cost(paths[:1] * MANY, fields=held)
        full = connection.cost(islice(_repeated(paths), MANY // (10 if stream is Stream.BUNDLE else 1)))
        yield stream, (fields["Cache-Control"], unchanged, size, validated, full)
    checked = [connection.check(plan) for plan in requests.checks]
    seconds = connection.cost_of((partial(connection.check, plan) for plan in requests.checks), 0)
    size = sum(whole_bytes(response, data) for response, data in checked) / len(checked)
    yield Stream.CHECK, (checked[0][0].headers["Cache-Control"], size, size, seconds, seconds)


def _measure_made(connection: Connection, releases: Releases, requests: Requests) -> dict[Stream, float]:
    connection.get(requests.searches[0])  # the first search makes the index
    paths = {
        Stream.SYNC: [changes_path(releases.newer)] * FEW,
        Stream.BUNDLE: ["/v1/bundle"] * 5,
        Stream.PAGE: requests.pages[:FEW],
        Stream.ASSET: [asset_url("explorer.css")] * FEW,
        Stream.SEARCH: requests.searches,
        Stream.SUGGEST: requests.suggestions,
    }
    checks = connection.cost_of((partial(connection.check, plan) for plan in requests.checks), PAUSE)
    return {stream: connection.cost(asked, PAUSE) for stream, asked in paths.items()} | {Stream.CHECK: checks}


def _repeated(paths: list[str]) -> Iterator[str]:
    while True:
        yield from paths


def whole_bytes(response: http.client.HTTPResponse, body: bytes) -> int:
    """Return the bytes of a response: status line, header fields and body."""
    fields = sum(len(f"{name}: {value}\r\n".encode()) for name, value in response.getheaders())
    return len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n") + fields + len(body)
