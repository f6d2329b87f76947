"""Simulation of one point of presence and its clients, request by request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale_model.clients import Floats, Integers, Looks, draw_looks, draw_times, zipf
from benchmarks.scale_model.edge_cache import first_new_answer, full_answers, origin_requests
from benchmarks.scale_model.parameters import Assumptions, Measurements, Stream

BIN = 600
"""Seconds over which a rate is averaged; the peak is the busiest bin."""
MADE_ANEW = {Stream.SYNC, Stream.PAGE, Stream.SEARCH, Stream.SUGGEST, Stream.CHECK}
"""Streams of which each whole answer counts as made anew: for pages and deltas that is an upper bound."""


@dataclass
class Traffic:
    """The requests of one stream by bin: all, and those to the origin; and the bytes of all."""

    bins: int
    requests: Integers = field(init=False)
    validated: Integers = field(init=False)
    full: Integers = field(init=False)
    client_bytes: float = 0
    origin_bytes: float = 0

    def __post_init__(self) -> None:
        """Begin with none."""
        self.requests, self.validated, self.full = (np.zeros(self.bins, np.int64) for _ in range(3))

    def count(self, requests: Floats, asked: Floats, full: NDArray[np.bool_]) -> None:
        """Add requests of clients, and those that the cache passed on."""
        self.requests += self._binned(requests)
        self.full += self._binned(asked[full])
        self.validated += self._binned(asked[~full])

    def _binned(self, times: Floats) -> Integers:
        places = np.minimum((times / BIN).astype(np.int64), self.bins - 1)
        return np.bincount(places, minlength=self.bins)


@dataclass
class PointOfPresence:
    """What happened at one: traffic by stream, and for each release how long each phone waited for it.

    A wait is in seconds, infinite for a phone that did not get it; `online` says which phones were online
    from the release on for an hour.
    """

    traffic: Mapping[Stream, Traffic]
    waits: list[Floats] = field(default_factory=list)
    online: list[NDArray[np.bool_]] = field(default_factory=list)


@dataclass(frozen=True)
class Simulator:
    """Simulates a point of presence with its share of the phones."""

    measured: Measurements
    assumed: Assumptions
    rng: np.random.Generator

    def run(self, phones: int) -> PointOfPresence:
        """Return what happened in all days."""
        bins = max(1, round(self.assumed.days * self.assumed.day / BIN))
        point = PointOfPresence({stream: Traffic(bins) for stream in Stream})
        gzip = round(phones * self.assumed.gzip_share)
        groups = [_Phones.new(count, len(self.assumed.releases)) for count in (gzip, phones - gzip)]
        for day in range(self.assumed.days):
            for group in groups:
                self._sync(point.traffic[Stream.SYNC], group, day)
            self._browse(point.traffic, phones, day)
        point.waits = [
            np.concatenate(waits) for waits in zip(*(group.waits for group in groups), strict=True)
        ]
        point.online = [
            np.concatenate(online) for online in zip(*(group.online for group in groups), strict=True)
        ]
        return point

    def _changes(self) -> Floats:
        """Return when the origin serves each release."""
        return np.array(self.assumed.releases) + self.measured.refresh_interval

    def _purges(self) -> Floats:
        after = self.assumed.purge_after
        return np.array(self.assumed.releases) + after if after is not None else np.array([])

    def _sync(self, traffic: Traffic, phones: "_Phones", day: int) -> None:
        looks = draw_looks(self.rng, len(phones.held), self.assumed, day)
        answer = self.measured.answers[Stream.SYNC]
        sent = np.sort(looks.times[looks.sent])
        before, after = phones.follow(looks, self._served_from(sent), answer.lifetime.longest, self.assumed)
        for key in np.unique(before[looks.sent]):
            arrivals = np.sort(looks.times[looks.sent & (before == key)])
            asked = origin_requests(arrivals, answer.lifetime.max_age, self._purges())
            full = full_answers(asked, self._changes(), self._purges())
            traffic.count(arrivals, asked, full)
            newer = np.searchsorted(self._changes(), asked, side="right") > key
            whole = np.where(newer, self.measured.delta_bytes, answer.full_bytes)
            traffic.origin_bytes += float(np.where(full, whole, answer.not_modified_bytes).sum())
        deltas = int(np.count_nonzero(after > before))
        # After a delta the next look is to another address, and has no ETag to send.
        traffic.client_bytes += (len(sent) - 2 * deltas) * answer.not_modified_bytes
        traffic.client_bytes += deltas * (self.measured.delta_bytes + answer.full_bytes)

    def _served_from(self, sent: Floats) -> Floats:
        """Return from when on the cache answers a look with each release."""
        lifetime = self.measured.answers[Stream.SYNC].lifetime
        asked = origin_requests(sent, lifetime.max_age, np.array([]))
        purges = iter(self._purges())
        return np.array(
            [
                first_new_answer(
                    asked,
                    change,
                    next(purges, None),
                    serves_stale=lifetime.stale_while_revalidate > 0,
                )
                for change in self._changes()
            ]
        )

    def _browse(self, traffic: Mapping[Stream, Traffic], phones: int, day: int) -> None:
        assumed = self.assumed
        times = partial(draw_times, self.rng, assumed=assumed, day=day)
        visits = phones * assumed.visits
        searches = visits * assumed.searches_per_visit
        page, query = zipf(self.measured.pages, assumed.zipf), zipf(assumed.known_queries, assumed.zipf)
        pages = times(visits * assumed.pages_per_visit)
        self._cached(traffic, Stream.PAGE, pages, page(self.rng, len(pages)))
        self._cached(traffic, Stream.ASSET, pages, np.zeros(len(pages), np.int64))
        for stream, mean in (
            (Stream.SEARCH, searches),
            (Stream.SUGGEST, searches * assumed.suggestions_per_search),
        ):
            known = times(mean * (1 - assumed.new_queries))
            self._cached(traffic, stream, known, query(self.rng, len(known)))
            self._passed(traffic, stream, times(mean * assumed.new_queries))
        self._passed(traffic, Stream.CHECK, times(phones * assumed.checks))
        installs = times(phones * assumed.installs)
        self._cached(traffic, Stream.BUNDLE, installs, np.zeros(len(installs), np.int64))

    def _passed(self, traffic: Mapping[Stream, Traffic], stream: Stream, times: Floats) -> None:
        """Count requests that no cache can answer."""
        self._count(traffic[stream], stream, times, times, np.ones(len(times), np.bool_))

    def _cached(
        self,
        traffic: Mapping[Stream, Traffic],
        stream: Stream,
        times: Floats,
        ranks: Integers,
    ) -> None:
        """Count requests for answers that caches may store."""
        max_age = self.measured.answers[stream].lifetime.max_age
        keys = ranks * 2 + (self.rng.random(len(ranks)) < self.assumed.gzip_share)
        order = np.lexsort((times, keys))
        times, keys = times[order], keys[order]
        for arrivals in np.split(times, np.flatnonzero(np.diff(keys)) + 1):
            asked = origin_requests(arrivals, max_age, self._purges())
            full = full_answers(asked, self._changes(), self._purges())
            self._count(traffic[stream], stream, arrivals, asked, full)

    def _count(
        self,
        traffic: Traffic,
        stream: Stream,
        arrivals: Floats,
        asked: Floats,
        full: NDArray[np.bool_],
    ) -> None:
        answer = self.measured.answers[stream]
        traffic.count(arrivals, asked, full)
        whole = int(np.count_nonzero(full))
        traffic.origin_bytes += whole * answer.full_bytes + (len(asked) - whole) * answer.not_modified_bytes
        traffic.client_bytes += len(arrivals) * answer.full_bytes


@dataclass
class _Phones:
    """Phones of one encoding: the number of releases that each holds, and its waits for each release."""

    held: Integers
    waits: list[Floats]
    online: list[NDArray[np.bool_]]

    @classmethod
    def new(cls, count: int, releases: int) -> "_Phones":
        return cls(
            np.zeros(count, np.int64),
            [np.full(count, np.inf) for _ in range(releases)],
            [np.zeros(count, np.bool_) for _ in range(releases)],
        )

    def follow(
        self, looks: Looks, served_from: Floats, longest: float, assumed: Assumptions
    ) -> tuple[Integers, Integers]:
        """Return how many releases each phone holds before and after each of its looks."""
        available = np.searchsorted(served_from, looks.times, side="right")
        seen = np.where(looks.sent, available, 0)
        if assumed.device_cache:
            seen = np.minimum(seen, _stored(looks, seen, longest))
        after = np.maximum.accumulate(np.maximum(seen, self.held[:, None]), axis=1)
        before = np.column_stack([self.held, after[:, :-1]])
        for number, release in enumerate(assumed.releases):
            got = (before <= number) & (after > number)
            rows, columns = np.nonzero(got)
            self.waits[number][rows] = looks.times[rows, columns] - release
            begins = looks.ends - assumed.online_for
            if begins.min(initial=np.inf) <= release < looks.ends.max(initial=-np.inf):
                used = looks.used
                self.online[number] = used & (begins <= release) & (looks.ends >= release + 3600)
        self.held = after[:, -1]
        return before, after


def _stored(looks: Looks, seen: Integers, longest: float) -> Integers:
    """Return what each look is answered with by the device's own cache, or a great number if by none.

    Within the lifetime of the last answer the cache sends that one, and fetches another for the next look.
    """
    columns = np.arange(looks.times.shape[1])
    last = np.maximum.accumulate(np.where(looks.sent, columns, -1), axis=1)
    last = np.column_stack([np.full(len(last), -1), last[:, :-1]])
    rows = np.arange(len(last))[:, None]
    fresh = (last >= 0) & (looks.times - looks.times[rows, last] <= longest)
    return np.where(fresh, seen[rows, last], np.iinfo(np.int64).max)
