"""Rate-limit counters: exact in every window, bounded in memory, working without Redis."""

import asyncio
import logging
import random
import signal
import time
import tracemalloc
from collections.abc import Iterator
from ipaddress import IPv6Address

import pytest

from app.server.rate_limit.limiter import MAX_BYTES, MemoryRateLimiter, client_key
from app.server.rate_limit.redis_limiter import RETRY_INTERVAL, TIMEOUT, RedisRateLimiter
from tests.fixtures import redis
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.redis import Redis

pytestmark = pytest.mark.full_suite

AMOUNT, SECONDS = 20, 10
MOST = 4 * 1024 * 1024


class Clock:
    """A clock that is told what time it is."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def most_in_a_window(times: list[float], seconds: float) -> int:
    """Return how many of these times, in order, lie in one window of so many seconds."""
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.parametrize("seed", range(20))
async def test_sliding_window_never_admits_more_than_the_limit(seed: int) -> None:
    chance, clock = random.Random(seed), Clock()
    limiter, admitted, refused_early = MemoryRateLimiter(AMOUNT, SECONDS, clock=clock), list[float](), 0
    for _ in range(5_000):
        clock.now += chance.choice([0, 0.01, 0.2, 0.4, chance.expovariate(2), 3 * SECONDS])
        before = await limiter.peek("somebody")
        status = await limiter.hit("somebody")
        assert status.allowed == before.allowed
        if status.allowed:
            admitted.append(clock.now)
        inside = sum(at > clock.now - SECONDS for at in admitted[-AMOUNT:])
        assert status.remaining == AMOUNT - inside
        refused_early += not status.allowed and inside < AMOUNT
    assert most_in_a_window(admitted, SECONDS) == AMOUNT
    assert refused_early == 0


async def test_request_after_retry_after_is_admitted() -> None:
    clock = Clock()
    limiter = MemoryRateLimiter(AMOUNT, SECONDS, clock=clock)
    for _ in range(AMOUNT):
        clock.now += 0.1
        await limiter.hit("somebody")
    for _ in range(5 * AMOUNT):
        status = await limiter.hit("somebody")
        assert not status.allowed
        assert 0 < status.reset_after <= SECONDS
        clock.now += status.reset_after + 1e-9
        assert (await limiter.hit("somebody")).allowed


async def test_rate_limit_memory_is_bounded() -> None:
    limiter = MemoryRateLimiter(120, 60, MOST)
    tracemalloc.start()
    for number in range(10_000):
        await limiter.hit(client_key((str(IPv6Address(number << 64)), 1)))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.9 * MOST < limiter.size_bytes <= MOST
    assert held < 1.1 * MOST
    assert (await limiter.peek(client_key((str(IPv6Address(9_999 << 64)), 1)))).remaining == 119
    assert (await limiter.peek(client_key((str(IPv6Address(1 << 64)), 1)))).remaining == 120


@pytest.mark.parametrize(("requests", "clients"), [(1, 30_000), (120, 6_000)])
async def test_default_memory_holds_thousands_of_clients(requests: int, clients: int) -> None:
    limiter = MemoryRateLimiter(120, 60)
    for _ in range(requests):
        await limiter.hit("192.0.2.1")
    assert MAX_BYTES / limiter.size_bytes > clients


async def test_largest_limit_is_accounted_for_in_memory() -> None:
    limiter = MemoryRateLimiter(100_000, 3600)
    tracemalloc.start()
    for number in range(20_000):
        await limiter.hit(f"192.0.2.{number % 5}")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1.5 * limiter.size_bytes


async def test_expired_clients_are_evicted() -> None:
    clock = Clock()
    limiter = MemoryRateLimiter(AMOUNT, SECONDS, clock=clock)
    for number in range(1_000):
        await limiter.hit(str(number))
    clock.now += SECONDS
    await limiter.peek("another")
    assert limiter.size_bytes == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with redis.running_redis() as server:
        yield server


async def test_redis_rate_limit_is_shared_between_processes(server: Redis) -> None:
    limiters = [RedisRateLimiter(AMOUNT, 2, server.url) for _ in range(3)]
    admitted, first = list[float](), time.monotonic()
    end = first + 5
    while time.monotonic() < end or len(admitted) < 2 * AMOUNT:
        began = time.monotonic()
        statuses = await asyncio.gather(*(limiter.hit("together") for limiter in limiters))
        admitted += [began] * sum(status.allowed for status in statuses)
        assert all(0 <= status.reset_after <= 2 for status in statuses)
    windows = (time.monotonic() - first) // 2 + 1
    assert AMOUNT * 2 <= len(admitted) <= AMOUNT * windows
    assert (await limiters[0].peek("alone")).remaining == AMOUNT
    assert b"together" in server.names()
    for limiter in limiters:
        await limiter.close()


async def test_redis_holds_client_addresses_alone_until_the_window_ends(server: Redis) -> None:
    limiter = RedisRateLimiter(AMOUNT, 1, server.url)
    await limiter.hit("192.0.2.1")
    names = [name for name in server.names().split(b"\r\n") if b"192.0.2.1" in name]
    assert names == [b"gutbone:LIMITER/192.0.2.1/%d/1/second" % AMOUNT]
    await limiter.close()
    wait_until(lambda: b"192.0.2.1" not in server.names())


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
async def test_lost_redis_logs_once_and_falls_back_to_memory(
    by: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app")
    with redis.running_redis() as server:
        limiter = RedisRateLimiter(AMOUNT, 3600, server.url)
        for left in range(AMOUNT - 1, 0, -1):
            assert (await limiter.hit("somebody")).remaining == left
        server.stop(by)
        began = time.monotonic()
        assert await limiter.hit("somebody") == pytest.approx((True, 0, 3600), abs=60)
        assert time.monotonic() - began < TIMEOUT + scaled(1)
        began = time.monotonic()
        for _ in range(100):
            assert not (await limiter.hit("somebody")).allowed
            assert not (await limiter.peek("somebody")).allowed
        assert time.monotonic() - began < scaled(1), "nobody waits for what is known to be lost"
        assert levels(caplog) == ["WARNING"]
        if by is signal.SIGSTOP:
            server.stop(signal.SIGCONT)
        else:
            server.start()
        while len(caplog.records) < 2:
            assert time.monotonic() < began + scaled(RETRY_INTERVAL + 2 * TIMEOUT)
            await asyncio.sleep(0.05)
        assert b"another" not in server.names()
        assert (await limiter.hit("another")).allowed
        assert b"another" in server.names()
        assert levels(caplog) == ["WARNING", "INFO"]
        await limiter.close()


def levels(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.levelname for record in caplog.records]
