"""The rate limit over real sockets against clients that spoof their address: at most 1 % above the limit."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.fixtures import redis
from tests.fixtures.cli import Server, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.spoofing_clients import FREE, SpoofingClient, TimedAnswer, most_in_window

LIMIT, WINDOW = 40, 2
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
    """Run a server with a rate limit: alone, behind a trusted proxy, or with workers that share a Redis."""
    settings: dict[str, object] = {"rate_limit": f"{LIMIT}/{WINDOW} second", "access_log": "false", "port": 0}
    with ExitStack() as stack:
        if "proxy" in case:
            settings["trusted_proxies"] = "127.0.0.1/32"
        if CASES[case] == "Redis":
            settings |= {"workers": 2, "rate_limit_storage": stack.enter_context(redis.running_redis()).url}
        server = stack.enter_context(
            running_server(database_url=loaded_database_url(folder / "gutbone.db"), **settings)
        )
        yield server
        assert server.stop() == 0


def attack(address: str, seconds: float, client_address: str | None) -> tuple[list[TimedAnswer], list[int]]:
    """Send requests from spoofing clients for at least this many seconds, and on until enough were sent.

    Return the answers to the spoofing clients, and the status codes that a well-behaved client received.
    """
    clients = [SpoofingClient(address, seed, client_address) for seed in range(ATTACKERS)]
    for client in clients:
        client.start()
    polite, began = [], time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds or (
        sum(len(client.answers) for client in clients) <= 2 * LIMIT * (elapsed // WINDOW + 2)
    ):
        assert elapsed < scaled(10 * seconds), "the clients are too slow to reach the limit"
        polite.append(get_from(ANOTHER, address))
        time.sleep(0.1)
    for client in clients:
        client.end()
    return [answer for client in clients for answer in client.answers], polite


def least_admitted_before_refusal(admitted: list[TimedAnswer], refused: list[TimedAnswer]) -> int:
    """Return the smallest number of requests that may have been admitted in the window before a refusal.

    A request counts if it may have been decided at most one window before the refusal was.
    """
    sent = sorted(answer.sent for answer in admitted)
    received = sorted(answer.received for answer in admitted)
    return min(
        bisect_left(sent, answer.received) - bisect_right(received, answer.sent - WINDOW)
        for answer in refused
    )


def get_from(source: str, address: str) -> int:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60, source_address=(source, 0))
    connection.request("GET", "/v1/terms/regolith")
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("seconds", SECONDS)
@pytest.mark.parametrize("case", CASES)
def test_spoofed_clients_cannot_exceed_the_rate_limit(
    case: str, seconds: float, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    with limited(case, tmp_path) as server:
        answers, polite = attack(server.address, seconds, CLIENT if "proxy" in case else None)

    admitted = [answer for answer in answers if answer.status not in FREE]
    refused = [answer for answer in answers if answer.status == 429]
    elapsed = max(answer.received for answer in answers) - min(answer.sent for answer in answers)
    bound = LIMIT * (elapsed // WINDOW + 2)
    most = most_in_window(admitted, WINDOW)
    inputs = f"{len(answers):,} requests, {len(admitted):,} admitted, at most {most} of {LIMIT} in {WINDOW} s"
    above = max(0, most - LIMIT, int(len(admitted) - bound))
    reliability.record(case, CASES[case], inputs, failures=above)
    assert most <= 1.01 * LIMIT
    assert len(admitted) <= 1.01 * bound
    assert least_admitted_before_refusal(admitted, refused) >= 0.9 * LIMIT, "refused below the limit"
    assert len(answers) > 2 * bound, "the clients send more than twice what is admitted"
    assert {answer.status for answer in answers} <= {200, 204, 304, 308, 404, 405, 429}
    assert set(polite) == {200}


def test_rate_limit_holds_when_redis_is_lost_under_load(
    tmp_path: Path, reliability: ReliabilityTable
) -> None:
    settings = {"rate_limit": f"{LIMIT}/hour", "access_log": "false", "port": 0, "workers": 2}
    with (
        redis.running_redis() as server_of_counts,
        running_server(
            database_url=loaded_database_url(tmp_path / "gutbone.db"),
            rate_limit_storage=server_of_counts.url,
            **settings,
        ) as server,
    ):
        before = [get_from(ANOTHER, server.address) for _ in range(LIMIT + 20)]
        server_of_counts.stop()
        after, slowest = [], 0.0
        for _ in range(4 * LIMIT):
            began = time.monotonic()
            after.append(get_from(ANOTHER, server.address))
            slowest = max(slowest, time.monotonic() - began)
        assert server.stop() == 0
    failures = sum(status not in {200, 429} for status in after) + max(0, after.count(200) - 2 * LIMIT)
    inputs = f"{len(after)} requests to 2 workers, {after.count(200)} of at most {2 * LIMIT} admitted"
    reliability.record("rate limit, Redis killed", "Redis", inputs, failures=failures, slowest=slowest)
    assert before == [200] * LIMIT + [429] * 20
    assert failures == 0
    assert after[-1] == 429
    assert slowest < scaled(5)
    assert server.errors.count("redis lost") == 2
    assert "Traceback" not in server.errors
