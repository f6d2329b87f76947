"""A client that asks at a steady pace, come what may, and says how long each answer took.

    python -m tests.machines.paced <port> <requests a second> <seconds>

An answer counts from the moment when it was due to be asked, so that a late one makes the next late too.
Of four answers three are ready, and one must be worked out. It prints what it saw, as JSON.
"""

import asyncio
import json
import sys
import time
from itertools import cycle

import uvloop

from tests.machines.caller import Caller, callers
from tests.machines.questions import get, searches

CONNECTIONS = 8
WARMING = get("/v1/search?q=bone")
"""Asked first, so that what is made once is made."""
Answered = tuple[float, float, int]
"""When it was due (monotonic), how many seconds it took from then, and its status."""


async def keep_pace(caller: Caller, first: float, every: float, number: int) -> list[Answered]:
    """Ask so many times, each at its moment or as soon after it as the answer before is there."""
    seen, questions = [], searches()
    for place, ready in zip(range(number), cycle((True, True, False, True)), strict=False):
        due = first + place * every
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        heard = await caller.ask(get("/v1/terms") if ready else next(questions))
        seen.append((due, time.monotonic() - due, heard.status))
    return seen


async def main(port: int, rate: float, seconds: float) -> list[Answered]:
    """Ask over some connections in turn."""
    every = CONNECTIONS / rate
    async with callers(port, CONNECTIONS) as clients:
        await asyncio.gather(*(one.ask(WARMING) for one in clients))
        first = time.monotonic()
        number = int(seconds / every)
        steps = [keep_pace(one, first + place / rate, every, number) for place, one in enumerate(clients)]
        return sorted(answer for answers in await asyncio.gather(*steps) for answer in answers)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))))
