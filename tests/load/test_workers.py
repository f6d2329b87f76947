"""Workers on one port: one that is ended or killed is replaced, and no client is left without an answer."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.fault_injection.polling_clients import mistakes, reading, worst
from tests.fault_injection.releases import content_of, expected_of, load
from tests.fixtures.cli import PATIENCE, loaded, serving
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
    url = loaded(tmp_path / "held.db")
    expected, chance = dict([expected_of(url)]), random.Random(20261126)
    with serving(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        parent = server.process.pid
        until_all_work(parent, gone=0)
        with reading([server.address] * 4, pause=0.002, retries=1) as readers:
            for _ in range(times):
                worker = chance.choice(workers_of(parent))
                os.kill(worker, by)
                until_all_work(parent, worker)
                time.sleep(chance.uniform(0.3, 0.6))
        last = workers_of(parent)
        assert server.end() == 0
        assert not any(Path(f"/proc/{worker}").exists() for worker in last)

    wrong = mistakes(readers, expected)
    name = "rolling restarts of workers" if by is signal.SIGTERM else "kill -9 of a worker"
    answers = f"{times} times, {sum(len(reader.told) for reader in readers):,} answers"
    reliability.record(name, "SQLite", answers, failures=sum(wrong.values()), slowest=worst(readers))
    assert wrong == {}, [reader.broken for reader in readers]


def born(parent: int, known: set[int]) -> int:
    """Return a worker that was not there before, the moment it is there."""
    deadline = time.monotonic() + scaled(PATIENCE)
    while not (new := set(workers_of(parent)) - known):
        assert time.monotonic() < deadline, "no worker is born"
    return new.pop()


def test_sigterm_right_after_fork_stops_only_that_worker(tmp_path: Path) -> None:
    url = loaded(tmp_path / "world.db")
    with serving(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        parent = server.process.pid
        until_all_work(parent, gone=0)
        for _ in range(3):
            victim, *others = workers_of(parent)
            os.kill(victim, signal.SIGKILL)
            worker = born(parent, {victim, *others})
            os.kill(worker, signal.SIGTERM)
            until_all_work(parent, worker)
            assert set(others) <= set(workers_of(parent))
        assert server.end() == 0


def test_every_worker_serves_a_new_release(tmp_path: Path) -> None:
    url = loaded(tmp_path / "held.db")
    with serving(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        load(url, content_of(tmp_path, 1))
        release, _ = expected_of(url)
        wait_for([server.address] * 20, release)
        for worker in workers_of(server.process.pid):
            os.kill(worker, signal.SIGKILL)
            until_all_work(server.process.pid, worker)
        wait_for([server.address] * 20, release, patience=0.5)
        assert server.end() == 0
