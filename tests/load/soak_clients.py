"""Mixed requests at full rate for a given time.

    python -m tests.load.soak_clients <port> <seconds>

It prints what it heard, as JSON: the answers by what was asked and status, and the slowest of each.
"""

import asyncio
import json
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import uvloop

from tests.load.raw_client import RawClient, TimedResponse, open_clients
from tests.load.request_bytes import WORDS, get, post, searches
from tests.load.slow_clients import OPENINGS, SlowClient, opened

CONNECTIONS = 6
ETAG = re.compile(rb'etag: ("[^"]+")')
KINDS = ("food-sources", "claims", "terms", "compounds", "nutrients", "supplements", "activities")
MOST = 100
PATIENCE = 40.0
"""Seconds after which a slow client goes that cannot see itself closed, since it does not read."""


@dataclass
class SoakResult:
    """Counts of responses by status."""

    answers: Counter[str] = field(default_factory=Counter)
    """By what was asked and the status, or how the connection ended."""
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds, by what was asked."""


class RequestMix:
    """Random requests with their allowed statuses."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._searches = searches()
        for _ in range(self._chance.randrange(10_000)):
            next(self._searches)
        self.etag = '"none"'
        self._draws: dict[str, tuple[float, Callable[[], bytes], set[int]]] = {
            "entry": (30, lambda: get("/v1/food-sources/kefir"), {200}),
            "list": (20, lambda: get(f"/v1/{self._chance.choice(KINDS)}"), {200}),
            "not changed": (20, lambda: get("/v1/guide", f"If-None-Match: {self.etag}"), {200, 304}),
            "filter": (6, self._filter, {200}),
            "search": (10, lambda: next(self._searches), {200}),
            "suggest": (6, self._suggest, {200}),
            "bundle": (2, lambda: get("/v1/bundle"), {200}),
            "check": (4, self._check, {200}),
            "missing": (2, lambda: get(f"/v1/terms/{self._word()}-{self._number()}"), {404}),
            "mistaken": (2, lambda: get(f"/v1/terms?limit={self._number() + MOST}"), {422}),
            "up": (1, lambda: get("/health/ready"), {200}),
        }
        self.names = list(self._draws)
        self._weights = [weight for weight, _, _ in self._draws.values()]

    def draw(self) -> tuple[str, bytes, set[int]]:
        """Return a name, a request and its allowed statuses."""
        name = self._chance.choices(self.names, self._weights)[0]
        _, request, right = self._draws[name]
        return name, request(), right

    def _word(self) -> str:
        return self._chance.choice(WORDS)

    def _number(self) -> int:
        return self._chance.randint(1, MOST)

    def _filter(self) -> bytes:
        diet = self._chance.choice(("vegan", "vegetarian"))
        return get(f"/v1/food-sources?diet={diet}&limit={self._number()}")

    def _suggest(self) -> bytes:
        word = self._word()
        return get(
            f"/v1/suggest?q={word[: self._chance.randint(2, len(word))]}&limit={1 + self._number() // 3}"
        )

    def _check(self) -> bytes:
        return post("/v1/check", {"items": [self._word(), "natto"], "medicines": ["warfarin", self._word()]})


async def send_requests(caller: RawClient, mix: RequestMix, ends: float, result: SoakResult) -> None:
    """Send requests over one connection until the end."""
    while time.monotonic() < ends:
        name, request, right = mix.draw()
        response = await caller.send(request)
        if name == "not changed":
            mix.etag = etag_of(response) or mix.etag
        result.answers[f"{name} {response.status}{'' if response.status in right else ' wrong'}"] += 1
        result.slowest[name] = max(result.slowest[name], response.seconds)


def etag_of(response: TimedResponse) -> str:
    """Return the tag of an answer, "" without one."""
    found = ETAG.search(response.head)
    return found[1].decode() if found else ""


async def read_slowly(port: int, kinds: Iterator[str], ends: float, result: SoakResult) -> None:
    """Hold one slow connection after another until the end."""
    while time.monotonic() < ends:
        slow: SlowClient = await opened(port, next(kinds))
        with suppress(TimeoutError):
            await asyncio.wait_for(slow.gone.wait(), min(PATIENCE, ends - time.monotonic()))
        result.answers[f"slow {slow.connection.kind} {slow.connection.status}"] += 1
        slow.transport.abort()


def repeat_until_stopped(chance: random.Random) -> Iterator[str]:
    """Yield random kinds of slow clients."""
    while True:
        yield chance.choice(list(OPENINGS))


async def main(port: int, seconds: float) -> SoakResult:
    """Keep some connections busy, and a few that are slow."""
    result, ends = SoakResult(), time.monotonic() + seconds
    async with open_clients(port, CONNECTIONS) as clients:
        asking = [
            send_requests(caller, RequestMix(place), ends, result) for place, caller in enumerate(clients)
        ]
        slow = [
            read_slowly(port, repeat_until_stopped(random.Random(place)), ends, result)
            for place in range(CONNECTIONS)
        ]
        await asyncio.gather(*asking, *slow)
    return result


if __name__ == "__main__":
    os.nice(5)
    sys.stdout.write(json.dumps(vars(uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]))))))
