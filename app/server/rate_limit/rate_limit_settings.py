"""Parse the rate limit settings, and make the limiter that they describe."""

import re
from importlib.util import find_spec
from typing import NamedTuple

from app.server.rate_limit.limiter import MEMORY, MemoryRateLimiter, RateLimiter

MAX_AMOUNT = 100_000
"""The largest limit: the time of each request in the window is stored."""

REDIS_SCHEMES = ("redis://", "rediss://")
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
"""Seconds of each unit."""

RATE = re.compile(rf"(\d+) ?/ ?(?:(\d+) )?({'|'.join(UNITS)})s?", re.ASCII | re.IGNORECASE)


class Rate(NamedTuple):
    """A number of requests, and the seconds of the window in which so many are allowed."""

    amount: int
    window: int


def make_rate_limiter(limit: str, storage: str) -> RateLimiter:
    """Return the limiter of a setting such as `120/minute`, counting in a storage.

    Raises ValueError when the limit or the address of the storage cannot be used.
    """
    rate = parse_limit(limit)
    if check_storage(storage) == MEMORY:
        return MemoryRateLimiter(*rate)
    # Late: only the extra `redis` has the packages.
    from app.server.rate_limit.redis_limiter import RedisRateLimiter

    return RedisRateLimiter(*rate, storage)


def parse_limit(limit: str) -> Rate:
    """Return the limit of a setting such as `120/minute`. Raises ValueError if it is none, or too large."""
    found = RATE.fullmatch(limit.strip())
    if not found or not (window := int(found[2] or 1) * UNITS[found[3].lower()]):
        raise ValueError("write one limit, such as 120/minute or 10/second, or none")
    if not 1 <= (amount := int(found[1])) <= MAX_AMOUNT:
        raise ValueError(f"a limit is of 1 to {MAX_AMOUNT:,} requests")
    return Rate(amount, window)


def check_storage(storage: str) -> str:
    """Return the address of a storage. Raises ValueError if it cannot be used or is not installed."""
    if storage != MEMORY and not storage.startswith(REDIS_SCHEMES):
        raise ValueError("write memory://, or the address of a Redis as redis://host:6379/0")
    if storage != MEMORY and not (find_spec("limits") and find_spec("redis")):
        raise ValueError("Redis needs more packages: install gutbone[redis]")
    if storage != MEMORY:
        # `limits` takes a tenth of a second to import, and is installed only for Redis.
        from app.server.rate_limit.redis_limiter import make_storage

        make_storage(storage)
    return storage
