"""Send requests at a constant rate, and record the latency of each response.

    python -m tests.load.constant_rate_client <port> <requests a second>

An answer counts from the moment when it was due to be asked, so that a late one makes the next late too.
Of four answers three are ready, and one must be worked out. It prints "warm" on a line
before the first of them. When it is told to end (SIGTERM), it prints what it saw, as JSON.
"""

import asyncio
import json
import sys
import time
from itertools import cycle

import uvloop

from tests.load.raw_client import RawClient, open_clients, sigterm_event
from tests.load.request_bytes import get, searches

CONNECTIONS = 8
READY = get("/v1/terms")
WARMING = get("/v1/search?q=bone")
"""Asked first, so that what is made once is made."""
Answered = tuple[float, float, int]
"""When it was due (monotonic), how many seconds it took from then, and its status."""


async def send_at_constant_rate(
    caller: RawClient, first: float, every: float, ending: asyncio.Event
) -> list[Answered]:
    """Send requests at their scheduled times, or as soon as the previous response is there."""
    seen, questions, due = [], searches(), first
    for ready in cycle((True, True, False, True)):
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if ending.is_set():
            break
        response = await caller.send(READY if ready else next(questions))
        seen.append((due, time.monotonic() - due, response.status))
        due += every
    return seen


async def main(port: int, rate: float) -> list[Answered]:
    """Send requests over several connections in turn."""
    ending, every = sigterm_event(), CONNECTIONS / rate
    async with open_clients(port, CONNECTIONS) as clients:
        await asyncio.gather(*(one.send(WARMING) for one in clients))
        sys.stdout.write("warm\n")
        sys.stdout.flush()
        first = time.monotonic()
        steps = [
            send_at_constant_rate(one, first + place / rate, every, ending)
            for place, one in enumerate(clients)
        ]
        return sorted(answer for answers in await asyncio.gather(*steps) for answer in answers)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(uvloop.run(main(int(sys.argv[1]), float(sys.argv[2])))))
