"""The setting of the rate limit, read by `limits`; imported where there is one, for it takes a while."""

from importlib.util import find_spec

from limits import RateLimitItem, parse_many

from app.server.rate_limit.limiter import MEMORY, MemoryRateLimiter, RateLimiter
from app.server.rate_limit.redis_limiter import RedisRateLimiter

MOST_REQUESTS = 100_000
"""The largest quota of one client: each of its requests is remembered until it is out of the window."""

REDIS = ("redis://", "rediss://")


def rate_limiter_of(setting: str, storage: str) -> RateLimiter:
    """Return the quota that a setting such as `120/minute` grants each client, counted in a storage.

    Raises:
        ValueError: the setting or the address of the storage cannot be used.

    """
    policy = policy_of(setting)
    if checked_storage(storage) == MEMORY:
        return MemoryRateLimiter(policy.amount, policy.get_expiry())
    return RedisRateLimiter(policy, storage)


def policy_of(setting: str) -> RateLimitItem:
    """Return the one limit that a setting says.

    Raises:
        ValueError: it says none, several, or one that is too large to be kept.

    """
    try:
        [policy] = parse_many(setting)
    except ValueError as error:
        raise ValueError("write one limit, such as 120/minute or 10/second, or none") from error
    if not 1 <= policy.amount <= MOST_REQUESTS:
        raise ValueError(f"a limit is of 1 to {MOST_REQUESTS:,} requests")
    return policy


def checked_storage(storage: str) -> str:
    """Return the address of a storage that can be used.

    Raises:
        ValueError: it is of another kind, or what it needs is not installed.

    """
    if storage != MEMORY and not storage.startswith(REDIS):
        raise ValueError("write memory://, or the address of a Redis as redis://host:6379/0")
    if storage != MEMORY and find_spec("redis") is None:
        raise ValueError("Redis needs the package of that name: install gutbone[redis]")
    return storage
