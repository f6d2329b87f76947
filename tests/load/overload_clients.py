"""Clients that ask for ten times what a server can answer: what it answers then, and how soon it is well.

    python -m tests.load.overload_clients <port> <process of the server> <seconds>

Each round measures the peak, then the overload, then the way back. It prints what it saw, as JSON.
"""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

import uvloop

from app.cli.file_limits import raise_file_limit
from tests.load.open_loop_load import Flood
from tests.load.process_stats import Insight, keep_apart
from tests.load.raw_client import Caller, Heard, callers
from tests.load.request_bytes import get, searches

POPULATIONS = (4, 16, 64)
"""Clients at once; those that get the most answers are asked for the peak."""
ROUNDS = 3
TIMES = 10
CONNECTIONS = TIMES * max(POPULATIONS)
PAUSE = 0.1
"""Seconds between two questions beside the flood: more of them would be a load of their own."""
PROBES = 20
"""Answers in a row by which a server is judged: none refused, and half of them as fast as on a calm day."""
READY, UP = get("/v1/terms"), get("/health/live")


@dataclass
class Overload:
    """What was seen, round by round: requests by the second, times in seconds."""

    calm: float
    population: int
    peak: list[float] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)
    goodput: list[float] = field(default_factory=list)
    recovery: list[float] = field(default_factory=list)
    peak_cost: list[float] = field(default_factory=list)
    """Seconds of a core that the server took for each answer at the peak, refusals and all else included."""
    cost: list[float] = field(default_factory=list)
    """The same under overload."""
    unsent: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    refusal: str = ""
    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    up: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the goodput under overload as a share of the peak."""
        return statistics.median(self.goodput) / statistics.median(self.peak)

    @property
    def share_of_core(self) -> float:
        """Return the same by the time that the server had on a core, whatever else the machine did."""
        return statistics.median(self.peak_cost) / statistics.median(self.cost)


async def goodput(port: int, population: int, seconds: float, questions: Iterator[bytes]) -> float:
    """Return the answers a second that some clients get, each of which asks again at once."""
    ends, statuses = time.perf_counter() + seconds, Counter[int]()

    async def keep_asking(caller: Caller) -> None:
        while time.perf_counter() < ends:
            heard = await caller.ask(next(questions))
            statuses[heard.status] += 1

    async with callers(port, population) as clients:
        await asyncio.gather(*(keep_asking(caller) for caller in clients))
    return statuses[200] / seconds


async def probe(caller: Caller, request: bytes, ending: asyncio.Event) -> list[float]:
    """Ask the same again and again until told to end; return the seconds of each answer."""
    took = []
    while not ending.is_set():
        heard = await caller.ask(request)
        assert heard.status == 200
        took.append(heard.seconds)
        await asyncio.sleep(PAUSE)
    return took


async def overload(
    port: int, seconds: float, questions: Iterator[bytes], seen: Overload, insight: Insight
) -> None:
    """Offer ten times the peak; meanwhile ask for what is ready, and whether the server is up."""
    ending = asyncio.Event()
    async with callers(port, CONNECTIONS) as idle, callers(port, 3) as (ready, up, after):
        await ready.ask(READY)
        flood = Flood(idle, questions)
        probes = [asyncio.create_task(probe(*one, ending)) for one in ((ready, READY), (up, UP))]
        spent = insight.spent()
        await flood.offer(seen.offered[-1], seconds)
        heard, ended = list(flood.heard), time.perf_counter()
        note(heard, seconds, seen, insight.spent() - spent)
        ending.set()
        seen.recovery.append(max(0.0, await well_again(after, questions, seen.calm) - ended))
        await flood.end()
        seen.ready += await probes[0]
        seen.up += await probes[1]
    seen.unsent += flood.unsent


def note(heard: list[Heard], seconds: float, seen: Overload, spent: float) -> None:
    """Note what came back to the flood while it lasted, and the seconds of a core that it took."""
    seen.statuses = dict(Counter(str(one.status) for one in heard) + Counter(seen.statuses))
    good, refused = ([one for one in heard if (one.status == 200) is well] for well in (True, False))
    seen.goodput.append(len(good) / seconds)
    seen.cost.append(spent / len(good))
    seen.answered += [one.seconds for one in good]
    seen.refused += [one.seconds for one in refused]
    if refused:
        seen.refusal = (refused[-1].head + refused[-1].body).decode()


async def well_again(caller: Caller, questions: Iterator[bytes], usual: float) -> float:
    """Return when the first answer was asked from which on the server is as on a calm day."""
    window: deque[tuple[float, float]] = deque(maxlen=PROBES)
    while len(window) < PROBES or statistics.median(took for _, took in window) > 2 * usual:
        asked = time.perf_counter()
        heard = await caller.ask(next(questions))
        if heard.status == 200:
            window.append((asked, heard.seconds))
        else:
            window.clear()
            await asyncio.sleep(0.01)
    return window[0][0]


async def main(port: int, process: int, seconds: float) -> Overload:
    """Measure a server that nobody else asks."""
    raise_file_limit(CONNECTIONS)
    questions, insight = searches(), Insight(process, port)
    async with callers(port, 1) as (caller,):
        heard = [await caller.ask(next(questions)) for _ in range(10 * PROBES)]
    peaks = {number: await goodput(port, number, seconds / 2, questions) for number in POPULATIONS}
    seen = Overload(statistics.median(one.seconds for one in heard), max(peaks, key=lambda one: peaks[one]))
    for _ in range(ROUNDS):
        spent = insight.spent()
        seen.peak.append(await goodput(port, seen.population, seconds, questions))
        seen.peak_cost.append((insight.spent() - spent) / (seen.peak[-1] * seconds))
        seen.offered.append(TIMES * seen.peak[-1])
        await overload(port, seconds, questions, seen, insight)
    return seen


if __name__ == "__main__":
    port, process = int(sys.argv[1]), int(sys.argv[2])
    keep_apart(process)
    sys.stdout.write(json.dumps(asdict(uvloop.run(main(port, process, float(sys.argv[3]))))))
