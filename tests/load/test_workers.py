"""Workers on one port: a terminated or killed worker is replaced, and no request is lost."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.fault_injection.polling_clients import count_errors, polling, slowest_response
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import TIMEOUT, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.test_replicas import wait_for

WORKERS = 3
TIMES = [4, pytest.param(50, marks=pytest.mark.torture)]


def workers_of(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
    return [int(child) for child in children.split()]


def until_all_work(parent: int, gone: int) -> None:
    deadline = time.monotonic() + scaled(10)
    while gone in (now := workers_of(parent)) or len(now) < WORKERS:
        assert time.monotonic() < deadline, f"{len(now)} workers"
        time.sleep(0.02)


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL], ids=lambda by: by.name)
def test_stopped_or_killed_worker_is_replaced_without_failed_requests(
    by: signal.Signals, times: int, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    expected, chance = dict([expected_digests(url)]), random.Random(20261126)
    with running_server(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        parent = server.process.pid
        until_all_work(parent, gone=0)
        with polling([server.address] * 4, pause=0.002, retries=1) as readers:
            for _ in range(times):
                worker = chance.choice(workers_of(parent))
                os.kill(worker, by)
                until_all_work(parent, worker)
                time.sleep(chance.uniform(0.3, 0.6))
        last = workers_of(parent)
        assert server.stop() == 0
        assert not any(Path(f"/proc/{worker}").exists() for worker in last)

    wrong = count_errors(readers, expected)
    name = "rolling restarts of workers" if by is signal.SIGTERM else "kill -9 of a worker"
    answers = f"{times} times, {sum(len(reader.responses) for reader in readers):,} answers"
    reliability.record(
        name, "SQLite", answers, failures=sum(wrong.values()), slowest=slowest_response(readers)
    )
    assert wrong == {}, [reader.connection_errors for reader in readers]


def wait_for_new_worker(parent: int, known: set[int]) -> int:
    """Wait for a worker that did not exist before; return its process id."""
    deadline = time.monotonic() + scaled(TIMEOUT)
    while not (new := set(workers_of(parent)) - known):
        assert time.monotonic() < deadline, "no worker is born"
    return new.pop()


def test_sigterm_right_after_fork_stops_only_that_worker(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        parent = server.process.pid
        until_all_work(parent, gone=0)
        for _ in range(3):
            victim, *others = workers_of(parent)
            os.kill(victim, signal.SIGKILL)
            worker = wait_for_new_worker(parent, {victim, *others})
            os.kill(worker, signal.SIGTERM)
            until_all_work(parent, worker)
            assert set(others) <= set(workers_of(parent))
        assert server.stop() == 0


def test_every_worker_serves_a_new_release(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    with running_server(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        load(url, content_of(tmp_path, 1))
        release, _ = expected_digests(url)
        wait_for([server.address] * 20, release)
        for worker in workers_of(server.process.pid):
            os.kill(worker, signal.SIGKILL)
            until_all_work(server.process.pid, worker)
        wait_for([server.address] * 20, release, patience=0.5)
        assert server.stop() == 0
