"""One count for many processes: in Redis, as long as it answers."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any, cast

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.errors import StorageError

from app.server.rate_limit.limiter import MemoryRateLimiter, RateLimitStatus

PATIENCE = 3.0
"""Seconds that a request waits for Redis: long enough not to take a busy machine for a lost Redis."""

PAUSE = 1.0
"""Seconds between looks whether a Redis that was lost is back."""

log = logging.getLogger(__name__)


class RedisRateLimiter:
    """What was admitted by all processes that share a Redis; without it, this one counts by itself.

    What this process admits, it counts for itself at all times, so that it does not begin anew without Redis.
    """

    def __init__(self, policy: RateLimitItem, url: str) -> None:
        """Connect when the first request comes."""
        self.amount = policy.amount
        self.seconds = policy.get_expiry()
        self._policy = policy
        self._redis = RedisStorage(
            f"async+{url}", wrap_exceptions=True, implementation="redispy", key_prefix="gutbone"
        )
        self._own = MemoryRateLimiter(self.amount, self.seconds)
        self._waiting: asyncio.Task[None] | None = None

    async def take(self, client: str) -> RateLimitStatus:
        """Count a request, if it is admitted."""
        shared = await self._asked(client, taking=True)
        if shared and not shared.admitted:
            return shared
        own = await self._own.take(client)
        return shared or own

    async def look(self, client: str) -> RateLimitStatus:
        """Say whether a request would be admitted."""
        return await self._asked(client, taking=False) or await self._own.look(client)

    async def close(self) -> None:
        """Close what is open to Redis, and wait for it no longer."""
        if self._waiting:
            self._waiting.cancel()
        await cast("Any", self._redis.bridge).get_connection().aclose()

    async def _asked(self, client: str, *, taking: bool) -> RateLimitStatus | None:
        """Return what Redis says, or None while it is lost."""
        if self._waiting:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._shared(client, taking=taking)
        except (StorageError, OSError) as error:
            if not self._waiting:
                log.warning("redis lost: requests are counted by process", extra={"error": repr(error)})
                self._waiting = asyncio.create_task(self._wait())
            return None

    async def _shared(self, client: str, *, taking: bool) -> RateLimitStatus:
        key = self._policy.key_for(client)
        taken = taking and await self._redis.acquire_entry(key, self.amount, self.seconds)
        begin, count = await self._redis.get_moving_window(key, self.amount, self.seconds)
        left = max(0, self.amount - count)
        # Redis has the wall clocks of all servers; none of them is to make a client wait for longer.
        seconds = min(max(0.0, begin + self.seconds - time.time()), self.seconds)
        return RateLimitStatus(taken if taking else left > 0, left, seconds)

    async def _wait(self) -> None:
        """Wait until Redis answers again; no request waits for it meanwhile."""
        back = False
        while not back:
            await asyncio.sleep(PAUSE)
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    back = await self._redis.check()
        self._waiting = None
        log.info("redis is back: requests are counted together again")
