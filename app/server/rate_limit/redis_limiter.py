"""Moving-window rate limiter in Redis, shared by processes; each falls back to its own memory."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any, cast

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.errors import ConfigurationError, StorageError

from app.server.rate_limit.limiter import MemoryRateLimiter, RateLimitStatus

TIMEOUT = 3.0
"""Seconds that a request waits for Redis: a shorter time mistakes a busy machine for a lost Redis."""

RETRY_INTERVAL = 1.0
"""Seconds between attempts to reach a lost Redis."""

log = logging.getLogger(__name__)


def make_storage(url: str) -> RedisStorage:
    """Return the storage at an address, not connected yet.

    Raises:
        ValueError: the address cannot be used; the message does not contain it, since it may hold a password.

    """
    try:
        storage = RedisStorage(
            f"async+{url}", wrap_exceptions=True, implementation="redispy", key_prefix="gutbone"
        )
        # Options of the address are looked at when a connection is made.
        cast("Any", storage.bridge).get_connection().connection_pool.make_connection()
    except (ConfigurationError, TypeError, ValueError):
        raise ValueError(
            "write redis://user:password@host:6379/0, with options of redis-py at most, and with each of "
            "@ : / ? # % in user and password percent-encoded"
        ) from None
    return storage


class RedisRateLimiter:
    """A rate limiter that counts in Redis with `limits`.

    Allowed requests are counted in memory too, so that the limit holds when Redis is lost.
    """

    def __init__(self, amount: int, window: int, url: str) -> None:
        """Allow `amount` hits in any `window` seconds; the first request connects."""
        self.amount = amount
        self.window = window
        self._item = RateLimitItemPerSecond(amount, window)
        self._storage = make_storage(url)
        self._fallback = MemoryRateLimiter(self.amount, self.window)
        self._reconnecting: asyncio.Task[None] | None = None

    async def hit(self, client: str) -> RateLimitStatus:
        """Count a request, if it is allowed."""
        shared = await self._shared_or_none(client, count=True)
        if shared and not shared.allowed:
            return shared
        own = await self._fallback.hit(client)
        return shared or own

    async def peek(self, client: str) -> RateLimitStatus:
        """Return the status without counting a request."""
        return await self._shared_or_none(client, count=False) or await self._fallback.peek(client)

    async def close(self) -> None:
        """Close the connections and stop reconnecting."""
        if self._reconnecting:
            self._reconnecting.cancel()
        await cast("Any", self._storage.bridge).get_connection().aclose()

    async def _shared_or_none(self, client: str, *, count: bool) -> RateLimitStatus | None:
        """Return the status in Redis, None while Redis is lost."""
        if self._reconnecting:
            return None
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._shared(client, count=count)
        except (StorageError, OSError) as error:
            if not self._reconnecting:
                log.warning("redis lost: requests are counted by process", extra={"error": repr(error)})
                self._reconnecting = asyncio.create_task(self._reconnect())
            return None

    async def _shared(self, client: str, *, count: bool) -> RateLimitStatus:
        key = self._item.key_for(client)
        counted = count and await self._storage.acquire_entry(key, self.amount, self.window)
        start, hits = await self._storage.get_moving_window(key, self.amount, self.window)
        remaining = max(0, self.amount - hits)
        # The times are wall clocks of several servers: bound the result to the window.
        reset_after = min(max(0.0, start + self.window - time.time()), self.window)
        return RateLimitStatus(counted if count else remaining > 0, remaining, reset_after)

    async def _reconnect(self) -> None:
        """Poll Redis until it answers; meanwhile no request waits for it."""
        connected = False
        while not connected:
            await asyncio.sleep(RETRY_INTERVAL)
            with suppress(TimeoutError):
                async with asyncio.timeout(TIMEOUT):
                    connected = await self._storage.check()
        self._reconnecting = None
        log.info("redis is back: requests are counted together again")
