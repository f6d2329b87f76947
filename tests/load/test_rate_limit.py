"""The rate limit under attack, over real sockets: at most 1 % more than the limit, whoever one says to be."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.fixtures import redis
from tests.fixtures.cli import Server, loaded, serving
from tests.fixtures.reliability_table import Reliability
from tests.load.spoofing_clients import FREE, Attacker, Told, most_within

LIMIT, WINDOW = 100, 2
ATTACKERS = 8
SECONDS = [5, pytest.param(60, marks=pytest.mark.torture)]
CLIENT, ANOTHER = "203.0.113.7", "127.0.0.2"
CASES = {
    "rate limit, spoofed header fields": "memory",
    "rate limit behind a trusted proxy": "memory",
    "rate limit of two workers": "Redis",
}


@contextmanager
def limited(case: str, folder: Path) -> Iterator[Server]:
    """Run a server with a limit: alone, behind a proxy whose word counts, or workers that share a Redis."""
    told: dict[str, object] = {"rate_limit": f"{LIMIT}/{WINDOW} second", "access_log": "false", "port": 0}
    with ExitStack() as stack:
        if "proxy" in case:
            told["trusted_proxies"] = "127.0.0.1/32"
        if CASES[case] == "Redis":
            told |= {"workers": 2, "rate_limit_storage": stack.enter_context(redis.running()).url}
        server = stack.enter_context(serving(database_url=loaded(folder / "held.db"), **told))
        yield server
        assert server.end() == 0


def attacked(address: str, seconds: float, genuine: str | None) -> tuple[list[Told], list[int]]:
    """Attack for so many seconds; return what attackers were told, and the statuses of a polite client."""
    attackers = [Attacker(address, seed, genuine) for seed in range(ATTACKERS)]
    for attacker in attackers:
        attacker.start()
    polite, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        polite.append(asked_from(ANOTHER, address))
        time.sleep(0.1)
    for attacker in attackers:
        attacker.end()
    return [told for attacker in attackers for told in attacker.told], polite


def asked_from(source: str, address: str) -> int:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=20, source_address=(source, 0))
    connection.request("GET", "/v1/terms/regolith")
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("seconds", SECONDS)
@pytest.mark.parametrize("case", CASES)
def test_spoofed_clients_cannot_exceed_the_rate_limit(
    case: str, seconds: float, tmp_path: Path, reliability: Reliability
) -> None:
    with limited(case, tmp_path) as server:
        told, polite = attacked(server.address, seconds, CLIENT if "proxy" in case else None)

    admitted = [one for one in told if one.status not in FREE]
    lasted = max(one.received for one in told) - min(one.sent for one in told)
    bound = LIMIT * (lasted // WINDOW + 1)
    most = most_within(admitted, WINDOW)
    inputs = f"{len(told):,} requests, {len(admitted):,} admitted, at most {most} of {LIMIT} in {WINDOW} s"
    above = max(0, most - LIMIT, int(len(admitted) - bound))
    reliability.write(case, CASES[case], inputs, failures=above)
    assert most <= 1.01 * LIMIT
    assert len(admitted) <= 1.01 * bound
    assert len(admitted) >= 0.9 * (bound - LIMIT), "the limit is reached in every window"
    assert len(told) > 2 * bound, "the attack asks for more than twice what there is"
    assert {one.status for one in told} <= {200, 404, 405, 304, 429}
    assert set(polite) == {200}


def test_rate_limit_holds_when_redis_is_lost_under_load(tmp_path: Path, reliability: Reliability) -> None:
    told = {"rate_limit": f"{LIMIT}/hour", "access_log": "false", "port": 0, "workers": 2}
    with (
        redis.running() as server_of_counts,
        serving(
            database_url=loaded(tmp_path / "held.db"), rate_limit_storage=server_of_counts.url, **told
        ) as server,
    ):
        before = [asked_from(ANOTHER, server.address) for _ in range(LIMIT + 20)]
        server_of_counts.stop()
        after, slowest = [], 0.0
        for _ in range(4 * LIMIT):
            began = time.monotonic()
            after.append(asked_from(ANOTHER, server.address))
            slowest = max(slowest, time.monotonic() - began)
        assert server.end() == 0
    failures = sum(status not in {200, 429} for status in after) + max(0, after.count(200) - 2 * LIMIT)
    inputs = f"{len(after)} requests to 2 workers, {after.count(200)} of at most {2 * LIMIT} admitted"
    reliability.write("rate limit, Redis killed", "Redis", inputs, failures=failures, slowest=slowest)
    assert before == [200] * LIMIT + [429] * 20
    assert failures == 0
    assert after[-1] == 429
    assert slowest < 5
    assert server.errors.count("redis lost") == 2
    assert "Traceback" not in server.errors
