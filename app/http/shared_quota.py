"""One count for many processes: in Redis, as long as it answers."""

import time
from asyncio import timeout
from typing import Any, cast

import structlog
from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.errors import StorageError

from app.http.quota import OwnQuota, Standing

PATIENCE = 0.5
"""Seconds that a request waits for Redis."""

PAUSE = 1.0
"""Seconds for which Redis is left alone when it has not answered."""

log = structlog.get_logger()


class SharedQuota:
    """What was admitted by all processes that share a Redis; without it, this one counts by itself."""

    def __init__(self, policy: RateLimitItem, url: str) -> None:
        """Connect when the first request comes."""
        self.amount = policy.amount
        self.seconds = policy.get_expiry()
        self._policy = policy
        self._redis = RedisStorage(
            f"async+{url}", wrap_exceptions=True, implementation="redispy", key_prefix="gutbone"
        )
        self._own = OwnQuota(self.amount, self.seconds)
        self._lost = False
        self._not_before = 0.0

    async def take(self, client: str) -> Standing:
        """Count a request, if it is admitted."""
        standing = await self._asked(client, taking=True)
        return standing or await self._own.take(client)

    async def look(self, client: str) -> Standing:
        """Say whether a request would be admitted."""
        standing = await self._asked(client, taking=False)
        return standing or await self._own.look(client)

    async def close(self) -> None:
        """Close what is open to Redis."""
        await cast("Any", self._redis.bridge).get_connection().aclose()

    async def _asked(self, client: str, *, taking: bool) -> Standing | None:
        if time.monotonic() < self._not_before:
            return None
        try:
            async with timeout(PATIENCE):
                standing = await self._shared(client, taking=taking)
        except (StorageError, OSError) as error:
            self._not_before = time.monotonic() + PAUSE
            if not self._lost:
                log.warning("redis lost: this process counts requests by itself", error=repr(error))
            self._lost = True
            return None
        if self._lost:
            log.info("redis is back: requests are counted together again")
        self._lost = False
        return standing

    async def _shared(self, client: str, *, taking: bool) -> Standing:
        key = self._policy.key_for(client)
        taken = taking and await self._redis.acquire_entry(key, self.amount, self.seconds)
        begin, count = await self._redis.get_moving_window(key, self.amount, self.seconds)
        left = max(0, self.amount - count)
        # Redis has the wall clocks of all servers; none of them is to make a client wait for longer.
        seconds = min(max(0.0, begin + self.seconds - time.time()), self.seconds)
        return Standing(taken if taking else left > 0, left, seconds)
