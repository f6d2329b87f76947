"""Parse the rate limit settings with `limits`. Import it only when there is a limit: it takes a while."""

from importlib.util import find_spec

from limits import RateLimitItem, parse_many

from app.server.rate_limit.limiter import MEMORY, MemoryRateLimiter, RateLimiter
from app.server.rate_limit.redis_limiter import RedisRateLimiter

MAX_AMOUNT = 100_000
"""The largest limit: the time of each request in the window is stored."""

REDIS_SCHEMES = ("redis://", "rediss://")


def make_rate_limiter(limit: str, storage: str) -> RateLimiter:
    """Return the limiter of a setting such as `120/minute`, counting in a storage.

    Raises ValueError when the limit or the address of the storage cannot be used.
    """
    item = parse_limit(limit)
    if check_storage(storage) == MEMORY:
        return MemoryRateLimiter(item.amount, item.get_expiry())
    return RedisRateLimiter(item, storage)


def parse_limit(limit: str) -> RateLimitItem:
    """Return the one limit of a setting. Raises ValueError for none, several, or one too large to store."""
    try:
        [item] = parse_many(limit)
    except ValueError as error:
        raise ValueError("write one limit, such as 120/minute or 10/second, or none") from error
    if not 1 <= item.amount <= MAX_AMOUNT:
        raise ValueError(f"a limit is of 1 to {MAX_AMOUNT:,} requests")
    return item


def check_storage(storage: str) -> str:
    """Return the address of a storage. Raises ValueError if it is of another kind or not installed."""
    if storage != MEMORY and not storage.startswith(REDIS_SCHEMES):
        raise ValueError("write memory://, or the address of a Redis as redis://host:6379/0")
    if storage != MEMORY and find_spec("redis") is None:
        raise ValueError("Redis needs the package of that name: install gutbone[redis]")
    return storage
