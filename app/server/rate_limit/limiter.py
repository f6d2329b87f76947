"""Moving-window rate limiter in memory, bounded in bytes.

The memory storage of `limits` has no bound, and its cost grows with the number of clients
(docs/decisions/0021), so that a flood of addresses would exhaust the process.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address
from typing import NamedTuple, Protocol

MEMORY = "memory://"
MAX_BYTES = 32 * 1024 * 1024
CLIENT_BYTES, HIT_BYTES = 1024, 32
"""Memory that is charged for a client, and for each of its hits."""

UNKNOWN = "unknown"


class RateLimitStatus(NamedTuple):
    """Result for one client: whether it is allowed, hits that remain, seconds until one more is free."""

    allowed: bool
    remaining: int
    reset_after: float


class RateLimiter(Protocol):
    """A limit of at most `amount` hits of a client in any window of `window` seconds."""

    amount: int
    window: int

    async def hit(self, client: str) -> RateLimitStatus:
        """Count a request, if it is allowed."""

    async def peek(self, client: str) -> RateLimitStatus:
        """Return the status without counting a request."""

    async def close(self) -> None:
        """Close connections."""


def client_key(address: tuple[str, int] | None) -> str:
    """Return the key of a client: its IPv4 address, or the /64 network of an IPv6 address."""
    try:
        parsed = ip_address(address[0] if address else UNKNOWN)
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or f"{int(parsed) >> 64:016x}")


class MemoryRateLimiter:
    """A rate limiter with the times of all hits in the window; when full, it evicts the oldest client."""

    def __init__(
        self,
        amount: int,
        window: int,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow `amount` hits of each client in any window of `window` seconds."""
        self.amount = amount
        self.window = window
        self.size_bytes = 0
        self._max_bytes = max_bytes
        self._clock = clock
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    async def hit(self, client: str) -> RateLimitStatus:
        """Count a request, if it is allowed."""
        now = self._clock()
        hits = self._hits_of(client, now)
        if len(hits) >= self.amount:
            return self._status(hits, now)
        if not hits:
            self._hits[client] = hits
            self.size_bytes += CLIENT_BYTES
        hits.append(now)
        self.size_bytes += HIT_BYTES
        self._hits.move_to_end(client)
        while self.size_bytes > self._max_bytes:
            self._evict_oldest()
        return self._status(hits, now)._replace(allowed=True)

    async def peek(self, client: str) -> RateLimitStatus:
        """Return the status without counting a request."""
        now = self._clock()
        return self._status(self._hits_of(client, now), now)

    async def close(self) -> None:
        """Do nothing: there are no connections."""

    def _status(self, hits: deque[float], now: float) -> RateLimitStatus:
        remaining = self.amount - len(hits)
        return RateLimitStatus(remaining > 0, remaining, self.window - (now - hits[0]) if hits else 0.0)

    def _hits_of(self, client: str, now: float) -> deque[float]:
        """Return the hits of a client in the window; drop the expired hits of all clients."""
        # Clients are ordered by their newest hit: when the first is in the window, so are the others.
        while self._hits and next(iter(self._hits.values()))[-1] + self.window <= now:
            self._evict_oldest()
        hits = self._hits.get(client) or deque()
        while hits and hits[0] + self.window <= now:
            hits.popleft()
            self.size_bytes -= HIT_BYTES
        return hits

    def _evict_oldest(self) -> None:
        _, hits = self._hits.popitem(last=False)
        self.size_bytes -= CLIENT_BYTES + HIT_BYTES * len(hits)
