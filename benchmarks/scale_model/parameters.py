"""Parameters of the model: measured ones, those read from served headers, and assumptions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MINUTE, HOUR, DAY = 60, 3600, 86400
DIRECTIVE = re.compile(r"([a-z-]+)(?:=(\d+))?")


class Stream(StrEnum):
    """The streams of requests, by the answers that they ask for."""

    SYNC = "sync"
    BUNDLE = "bundle"
    PAGE = "pages"
    ASSET = "assets of pages"
    SEARCH = "searches"
    SUGGEST = "suggestions"
    CHECK = "checks"


@dataclass(frozen=True)
class Lifetime:
    """How long a cache may answer with a response, in seconds."""

    max_age: int = 0
    stale_while_revalidate: int = 0

    @property
    def longest(self) -> int:
        """Return the greatest age at which a cache may answer without having asked the server."""
        return self.max_age + self.stale_while_revalidate


def parse_cache_control(value: str) -> Lifetime:
    """Return the lifetime that a `Cache-Control` field gives; none with no-cache or no-store."""
    directives = dict(DIRECTIVE.findall(value.lower()))
    if {"no-cache", "no-store"} & directives.keys():
        return Lifetime()
    return Lifetime(*(int(directives.get(name) or 0) for name in ("max-age", "stale-while-revalidate")))


@dataclass(frozen=True)
class Answer:
    """The answers of one stream as the server sends them.

    Bytes are those of a whole 304 and a whole compressed 200. Processor seconds: `validated` of a 304,
    `cached` of a 200 from the response cache, one after the other; `made` of a 200 that is made anew, with
    pauses in between.
    """

    cache_control: str
    not_modified_bytes: float
    full_bytes: float
    validated: float
    cached: float
    made: float

    @property
    def lifetime(self) -> Lifetime:
        """Return the lifetime in caches."""
        return parse_cache_control(self.cache_control)


@dataclass(frozen=True)
class Measurements:
    """What was measured on a server: its answers by stream, a delta, its memory and the work of a release.

    `delta_bytes` is a whole 200 with the delta of one safety release. `release_work` is the processor seconds
    until one process has made every page and the bundle once; `refresh_work` those until it serves a release
    and has answered the first search. `idle` is the share of a core that a process takes without requests.
    `memory_mb` is the resident memory of a process; the bound of its response cache, `cache_mb`, adds to it.
    """

    answers: Mapping[Stream, Answer]
    delta_bytes: float
    pages: int
    refresh_interval: float
    memory_mb: float
    cache_mb: float
    release_work: float
    refresh_work: float
    idle: float


@dataclass(frozen=True)
class Assumptions:
    """Assumptions: not measurable before there are users. Times are in seconds, shares between 0 and 1."""

    phones: int
    """Phones with an app that follows docs/offline-sync.md."""
    points_of_presence: int = 200
    """How many there are, of equal size, each with a cache of its own: the worst case for the origin."""
    look_interval: tuple[float, float] = (20 * MINUTE, 30 * MINUTE)
    """A phone draws each wait between two looks from here."""
    look_failure: float = 0.05
    """Share of looks that fail, four attempts and all."""
    retry_interval: tuple[float, float] = (10 * MINUTE, 15 * MINUTE)
    """After a look that failed, the wait is drawn from here."""
    online_from: tuple[float, float] = (4 * HOUR, 8 * HOUR)
    """When in a day a phone goes online; all live in one time zone, so the peak is that of all."""
    online_for: float = 16 * HOUR
    used_share: float = 0.95
    """Share of phones that are online at all on a day."""
    installs: float = 0.002
    """New phones in a day, per phone: each fetches the bundle."""
    checks: float = 0.02
    """Checks in a day, per phone; no cache may answer them."""
    visits: float = 0.1
    """Visits by browser in a day, per phone."""
    visit_times: tuple[float, float, float] = (6 * HOUR, 19 * HOUR, 24 * HOUR)
    """First, most usual and last time of a visit, an install or a check."""
    pages_per_visit: int = 5
    searches_per_visit: float = 1
    suggestions_per_search: float = 4
    new_queries: float = 0.5
    """Share of searches and suggestions that nobody asked before."""
    known_queries: int = 2000
    zipf: float = 1.0
    """Exponent of the popularity of pages and of known queries."""
    gzip_share: float = 0.1
    """Clients that get gzip; the others get Brotli, which caches store apart."""
    day: float = DAY
    days: int = 30
    releases: tuple[float, ...] = (3.5 * DAY, 10.5 * DAY, 17.5 * DAY, 24.5 * DAY)
    """Each at noon, when most phones are online."""
    purge_after: float | None = MINUTE
    """From a release until every cache has dropped what it holds; None: nobody purges."""
    device_cache: bool = False
    """Whether the app's HTTP library keeps answers for as long as their lifetime allows."""


@dataclass(frozen=True)
class Machine:
    """A server of the origin."""

    cores: int = 2
    utilisation: float = 0.5
    """Share of the cores that the busiest minute may take."""
    network_bytes: float = 125e6
    """Bytes a second of the network: 1 Gbit/s."""
    least: int = 2
    """Machines in any case, so that one may fail."""
    connections: int = 4096
    """Open connections of one process; one process per core."""
    idle_seconds: float = 30
    """How long an idle connection stays open."""
