"""Measure goodput and recovery at ten times the capacity of a server.

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
from tests.load.open_loop_load import OpenLoopLoad
from tests.load.process_stats import ProcessStats, pin_to_cores
from tests.load.raw_client import RawClient, TimedResponse, open_clients
from tests.load.request_bytes import get, searches

POPULATIONS = (4, 16, 64)
"""Clients at once; those that get the most answers are asked for the peak."""
ROUNDS = 3
OVERLOAD_FACTOR = 10
CONNECTIONS = OVERLOAD_FACTOR * max(POPULATIONS)
PAUSE = 0.1
"""Seconds between two questions beside the flood: more of them would be a load of their own."""
PROBES = 20
"""Answers in a row by which a server is judged: none refused, and half of them as fast as on a calm day."""
READY, UP = get("/v1/terms"), get("/health/live")


@dataclass
class OverloadResult:
    """Results of each round: requests per second, times in seconds."""

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
        """Return the same share per CPU second of the server, independent of other load."""
        return statistics.median(self.peak_cost) / statistics.median(self.cost)


async def goodput(port: int, population: int, seconds: float, questions: Iterator[bytes]) -> float:
    """Return the successful responses per second of closed-loop clients."""
    ends, statuses = time.perf_counter() + seconds, Counter[int]()

    async def keep_asking(client: RawClient) -> None:
        while time.perf_counter() < ends:
            response = await client.send(next(questions))
            statuses[response.status] += 1

    async with open_clients(port, population) as clients:
        await asyncio.gather(*(keep_asking(client) for client in clients))
    return statuses[200] / seconds


async def probe(client: RawClient, request: bytes, ending: asyncio.Event) -> list[float]:
    """Repeat a request until the event is set; return the latencies in seconds."""
    took = []
    while not ending.is_set():
        response = await client.send(request)
        assert response.status == 200
        took.append(response.seconds)
        await asyncio.sleep(PAUSE)
    return took


async def apply_overload(
    port: int, seconds: float, questions: Iterator[bytes], seen: OverloadResult, stats: ProcessStats
) -> None:
    """Send ten times the peak rate; meanwhile probe a cached response and liveness."""
    ending = asyncio.Event()
    async with open_clients(port, CONNECTIONS) as idle, open_clients(port, 3) as (ready, up, after):
        await ready.send(READY)
        open_loop = OpenLoopLoad(idle, questions)
        probes = [asyncio.create_task(probe(*one, ending)) for one in ((ready, READY), (up, UP))]
        spent = stats.cpu_seconds()
        await open_loop.offer(seen.offered[-1], seconds)
        response, result = list(open_loop.responses), time.perf_counter()
        record_responses(response, seconds, seen, stats.cpu_seconds() - spent)
        ending.set()
        seen.recovery.append(max(0.0, await wait_for_recovery(after, questions, seen.calm) - result))
        await open_loop.end()
        seen.ready += await probes[0]
        seen.up += await probes[1]
    seen.unsent += open_loop.unsent


def record_responses(
    response: list[TimedResponse], seconds: float, seen: OverloadResult, spent: float
) -> None:
    """Record the responses under overload, and the CPU seconds of the server."""
    seen.statuses = dict(Counter(str(one.status) for one in response) + Counter(seen.statuses))
    good, refused = ([one for one in response if (one.status == 200) is well] for well in (True, False))
    seen.goodput.append(len(good) / seconds)
    seen.cost.append(spent / len(good))
    seen.answered += [one.seconds for one in good]
    seen.refused += [one.seconds for one in refused]
    if refused:
        seen.refusal = (refused[-1].head + refused[-1].body).decode()


async def wait_for_recovery(client: RawClient, questions: Iterator[bytes], usual: float) -> float:
    """Return the time of the first request from which latency is normal again."""
    window: deque[tuple[float, float]] = deque(maxlen=PROBES)
    while len(window) < PROBES or statistics.median(took for _, took in window) > 2 * usual:
        asked = time.perf_counter()
        response = await client.send(next(questions))
        if response.status == 200:
            window.append((asked, response.seconds))
        else:
            window.clear()
            await asyncio.sleep(0.01)
    return window[0][0]


async def main(port: int, process: int, seconds: float) -> OverloadResult:
    """Measure a server that has no other clients."""
    raise_file_limit(CONNECTIONS)
    questions, stats = searches(), ProcessStats(process, port)
    async with open_clients(port, 1) as (client,):
        response = [await client.send(next(questions)) for _ in range(10 * PROBES)]
    peaks = {number: await goodput(port, number, seconds / 2, questions) for number in POPULATIONS}
    seen = OverloadResult(
        statistics.median(one.seconds for one in response), max(peaks, key=lambda one: peaks[one])
    )
    for _ in range(ROUNDS):
        spent = stats.cpu_seconds()
        seen.peak.append(await goodput(port, seen.population, seconds, questions))
        seen.peak_cost.append((stats.cpu_seconds() - spent) / (seen.peak[-1] * seconds))
        seen.offered.append(OVERLOAD_FACTOR * seen.peak[-1])
        await apply_overload(port, seconds, questions, seen, stats)
    return seen


if __name__ == "__main__":
    port, process = int(sys.argv[1]), int(sys.argv[2])
    pin_to_cores(process)
    sys.stdout.write(json.dumps(asdict(uvloop.run(main(port, process, float(sys.argv[3]))))))
