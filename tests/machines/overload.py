"""Clients that ask for ten times what a server can answer: what it answers then, and how soon it is well.

    python -m tests.machines.overload <port> <seconds>

First the peak is measured, then the overload, then the way back. It prints what it saw, as JSON.
"""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

import uvloop

from tests.machines.caller import Caller, Heard, callers
from tests.machines.flood import Flood
from tests.machines.questions import get, searches

POPULATIONS = (4, 16, 64)
"""Clients at once; those that get the most answers show the peak."""
ROUNDS = 3
TIMES = 10
CONNECTIONS = TIMES * max(POPULATIONS)
PROBES = 20
"""Answers in a row that must be as on a calm day before a server counts as well."""
READY, UP = get("/v1/terms"), get("/health/live")


@dataclass
class Overload:
    """What was seen: requests by the second, times in seconds."""

    peak: float
    calm: list[float]
    offered: float = 0.0
    goodput: float = 0.0
    unsent: int = 0
    recovery: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    refusal: str = ""
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """Of answers, refusals, answers that were ready, and questions whether the server is up."""


async def goodput(port: int, population: int, seconds: float, questions: Iterator[bytes]) -> float:
    """Return the answers a second that some clients get, each of which asks again at once."""
    ends, good = time.perf_counter() + seconds, 0

    async def keep_asking(caller: Caller) -> None:
        nonlocal good
        while time.perf_counter() < ends:
            good += (await caller.ask(next(questions))).status == 200

    async with callers(port, population) as clients:
        await asyncio.gather(*(keep_asking(caller) for caller in clients))
    return good / seconds


async def peak(port: int, seconds: float, questions: Iterator[bytes]) -> float:
    """Return the most answers a second that any population gets; of each, the median of some rounds."""
    medians = []
    for population in POPULATIONS:
        rounds = [await goodput(port, population, seconds, questions) for _ in range(ROUNDS)]
        medians.append(statistics.median(rounds))
    return max(medians)


async def probe(caller: Caller, request: bytes, ending: asyncio.Event) -> list[Heard]:
    """Ask the same again and again until told to end."""
    heard = []
    while not ending.is_set():
        heard.append(await caller.ask(request))
        await asyncio.sleep(0.01)
    return heard


async def overload(port: int, seconds: float, questions: Iterator[bytes], seen: Overload) -> None:
    """Offer ten times the peak; meanwhile ask for what is ready, and whether the server is up."""
    seen.offered, ending = TIMES * seen.peak, asyncio.Event()
    async with callers(port, CONNECTIONS) as idle, callers(port, 3) as (ready, up, after):
        await ready.ask(READY)
        flood = Flood(idle, questions)
        probes = [asyncio.create_task(probe(*one, ending)) for one in ((ready, READY), (up, UP))]
        await flood.offer(seen.offered, seconds)
        heard, ended = list(flood.heard), time.perf_counter()
        ending.set()
        seen.recovery = await well_again(after, questions, max(seen.calm)) - ended
        await flood.end()
        seen.seconds = {
            name: [one.seconds for one in await asked]
            for name, asked in zip(("ready", "up"), probes, strict=True)
        }
    note(heard, seconds, seen)
    seen.unsent = flood.unsent


def note(heard: list[Heard], seconds: float, seen: Overload) -> None:
    """Note what came back to the flood while it lasted."""
    seen.statuses = dict(Counter(one.status for one in heard))
    good, refused = ([one for one in heard if (one.status == 200) is is_good] for is_good in (True, False))
    seen.goodput = len(good) / seconds
    seen.seconds |= {"answered": [one.seconds for one in good], "refused": [one.seconds for one in refused]}
    seen.refusal = (refused[-1].head + refused[-1].body).decode() if refused else ""


async def well_again(caller: Caller, questions: Iterator[bytes], usual: float) -> float:
    """Return when the first of some answers in a row was there that all were as on a calm day."""
    in_a_row: list[float] = []
    while len(in_a_row) < PROBES:
        heard = await caller.ask(next(questions))
        if heard.status == 200 and heard.seconds <= usual:
            in_a_row.append(time.perf_counter())
        else:
            in_a_row.clear()
            await asyncio.sleep(0.01)
    return in_a_row[0]


async def main(port: int, seconds: float) -> Overload:
    """Measure a server that nobody else asks."""
    questions = searches()
    async with callers(port, 1) as (caller,):
        for _ in range(PROBES):
            await caller.ask(next(questions))
        calm = [(await caller.ask(next(questions))).seconds for _ in range(10 * PROBES)]
    seen = Overload(await peak(port, seconds / 3, questions), calm)
    await overload(port, seconds, questions, seen)
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]))))))
