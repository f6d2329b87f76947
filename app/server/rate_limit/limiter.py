"""How often a client may ask: what each has asked, in any window of time, within a bound of bytes."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address
from typing import NamedTuple, Protocol

MEMORY = "memory://"
MOST_BYTES = 32 * 1024 * 1024
"""Bytes that what is remembered of all clients may count for."""

CLIENT, REQUEST = 1024, 32
"""Bytes that a client counts for, and each of its requests."""

UNKNOWN = "unknown"


class RateLimitStatus(NamedTuple):
    """Whether a client may ask, how often after that, and the seconds until it may once more."""

    admitted: bool
    remaining: int
    seconds: float


class RateLimiter(Protocol):
    """A count of what each client asks: at most `amount` requests in any window of so many seconds."""

    amount: int
    seconds: int

    async def take(self, client: str) -> RateLimitStatus:
        """Count a request, if it is admitted."""

    async def look(self, client: str) -> RateLimitStatus:
        """Say whether a request would be admitted."""

    async def close(self) -> None:
        """Let go of what is open."""


def client_of(address: tuple[str, int] | None) -> str:
    """Return what an address counts as: itself or, of IPv6, the network of 64 bits that one customer has."""
    try:
        found = ip_address(address[0] if address else UNKNOWN)
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or f"{int(found) >> 64:016x}")


class MemoryRateLimiter:
    """What was admitted by this process: the times of all requests that are still in the window.

    Where the bound of bytes is reached, the client that was admitted longest ago is forgotten.
    """

    def __init__(
        self,
        amount: int,
        seconds: int,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Admit so many requests of each client in any window of so many seconds."""
        self.amount = amount
        self.seconds = seconds
        self.size = 0
        self._most_bytes = most_bytes
        self._clock = clock
        self._admitted: OrderedDict[str, deque[float]] = OrderedDict()

    async def take(self, client: str) -> RateLimitStatus:
        """Count a request, if it is admitted."""
        now = self._clock()
        times = self._times(client, now)
        if len(times) >= self.amount:
            return self._standing(times, now)
        if not times:
            self._admitted[client] = times
            self.size += CLIENT
        times.append(now)
        self.size += REQUEST
        self._admitted.move_to_end(client)
        while self.size > self._most_bytes:
            self._forget_first()
        return self._standing(times, now)._replace(admitted=True)

    async def look(self, client: str) -> RateLimitStatus:
        """Say whether a request would be admitted."""
        now = self._clock()
        return self._standing(self._times(client, now), now)

    async def close(self) -> None:
        """Let go of nothing: nothing is open."""

    def _standing(self, times: deque[float], now: float) -> RateLimitStatus:
        left = self.amount - len(times)
        return RateLimitStatus(left > 0, left, self.seconds - (now - times[0]) if times else 0.0)

    def _times(self, client: str, now: float) -> deque[float]:
        """Return when a client was admitted within the window; what is out of it is forgotten, of all."""
        # The first was admitted longest ago: where it is still in the window, so are all after it.
        while self._admitted and next(iter(self._admitted.values()))[-1] + self.seconds <= now:
            self._forget_first()
        times = self._admitted.get(client) or deque()
        while times and times[0] + self.seconds <= now:
            times.popleft()
            self.size -= REQUEST
        return times

    def _forget_first(self) -> None:
        _, times = self._admitted.popitem(last=False)
        self.size -= CLIENT + REQUEST * len(times)
