"""Open-loop load: send at a given rate, whether or not responses arrive."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from functools import partial

from tests.load.raw_client import RawClient, TimedResponse

TICK = 0.005


class OpenLoopLoad:
    """Clients whose rate does not depend on the server."""

    def __init__(self, callers: list[RawClient], questions: Iterator[bytes]) -> None:
        self._idle = deque(callers)
        self._questions = questions
        self._pending: set[asyncio.Future[TimedResponse]] = set()
        self.responses: list[TimedResponse] = []
        self.unsent = 0
        """Requests for which no connection was left: every one still waited for its answer."""

    async def offer(self, rate: float, seconds: float) -> None:
        """Send a number of requests per second."""
        began, sent = time.perf_counter(), 0
        while (now := time.perf_counter() - began) < seconds:
            while sent < now * rate:
                self._send()
                sent += 1
            await asyncio.sleep(TICK)

    async def end(self) -> None:
        """Wait for the outstanding responses."""
        await asyncio.gather(*self._pending)

    def _send(self) -> None:
        if not self._idle:
            self.unsent += 1
            return
        client = self._idle.popleft()
        asked = client.send(next(self._questions))
        self._pending.add(asked)
        asked.add_done_callback(partial(self._read_response, client))

    def _read_response(self, client: RawClient, asked: asyncio.Future[TimedResponse]) -> None:
        self._pending.discard(asked)
        self._idle.append(client)
        self.responses.append(asked.result())
