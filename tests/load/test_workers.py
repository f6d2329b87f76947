"""Workers on one port: a terminated or killed worker is replaced, and no request is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fault_injection.polling_clients import PollingClient, count_errors, polling, slowest_response
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import ROOT, SEED, TIMEOUT, Server, environment, loaded_database_url, running_server
from tests.fixtures.deadlines import scaled, wait_until
from tests.fixtures.http import request
from tests.fixtures.reliability_table import ReliabilityTable
from tests.load.test_replicas import wait_for
from tests.server.metrics_scraper import server_with_metrics
from tests.server.raw_sockets import connect

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


def wait_for_answers(readers: list[PollingClient], before: list[int]) -> None:
    """Wait until each client has had more answers than before."""
    wait_until(
        lambda: all(len(reader.responses) > count for reader, count in zip(readers, before, strict=True))
    )


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
                answered = [len(reader.responses) for reader in readers]
                os.kill(worker, by)
                until_all_work(parent, worker)
                # One request meets one kill at most: its one retry has an answer before the next.
                wait_for_answers(readers, answered)
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


def test_no_connection_is_accepted_while_open_requests_are_completed(tmp_path: Path) -> None:
    url, body = loaded_database_url(tmp_path / "gutbone.db"), b'{"items": ["moon-milk"]}'
    with running_server(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        until_all_work(server.process.pid, gone=0)
        with connect(server, 60) as open_request:
            head = b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            open_request.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body))
            wait_until(lambda: request("GET", f"{server.address}/health/live").status_code == 200)
            server.process.terminate()
            wait_until(lambda: is_refused(server))
            assert server.process.poll() is None
            open_request.sendall(body)
            assert open_request.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        assert server.process.wait(timeout=scaled(TIMEOUT)) == 0


def is_refused(server: Server) -> bool:
    """Return whether the port of a server refuses a connection."""
    try:
        connect(server, 60).close()
    except ConnectionRefusedError:
        return True
    return False


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


def is_running(pid: int) -> bool:
    """Return whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("times", TIMES)
def test_killed_supervisor_takes_its_workers_with_it(
    times: int, tmp_path: Path, reliability: ReliabilityTable
) -> None:
    url, chance, slowest, left = loaded_database_url(tmp_path / "held.db"), random.Random(20261128), 0.0, 0
    for _ in range(times):
        with running_server(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
            time.sleep(chance.uniform(0, 0.5))
            workers = workers_of(server.process.pid)
            server.process.kill()
            killed = time.monotonic()
            server.process.wait(timeout=TIMEOUT)
            while any(map(is_running, workers)) and time.monotonic() < killed + scaled(2):
                time.sleep(0.005)
            left += sum(map(is_running, workers))
            slowest = max(slowest, time.monotonic() - killed)

    reliability.record(
        "kill -9 of the supervisor", "SQLite", f"{times} times", failures=left, recovery=slowest
    )
    assert left == 0


def test_stopped_worker_is_replaced_and_counted(tmp_path: Path, reliability: ReliabilityTable) -> None:
    url = loaded_database_url(tmp_path / "held.db")
    restarts = "gutbone_worker_restarts_total"
    with server_with_metrics(database_url=url, workers=WORKERS) as seen:
        parent = seen.server.process.pid
        until_all_work(parent, gone=0)
        # A worker that still starts has a longer timeout: stop one whose event loop runs.
        seen.wait_for("gutbone_release_info", lambda samples: len(samples) == WORKERS)
        assert set(seen.samples(restarts).values()) == {0}
        worker, *others = workers_of(parent)
        os.kill(worker, signal.SIGSTOP)
        stopped = time.monotonic()
        wait_until(lambda: worker not in workers_of(parent) and len(workers_of(parent)) == WORKERS, 15)
        took = time.monotonic() - stopped
        assert set(others) < set(workers_of(parent))
        os.kill(others[0], signal.SIGKILL)
        until_all_work(parent, others[0])
        samples = seen.samples(restarts)
        by_reason = {
            reason: sum(count for labels, count in samples.items() if reason in labels)
            for reason in ("unresponsive", "exited")
        }
        assert by_reason == {"unresponsive": 1, "exited": 1}
        assert seen.server.stop() == 0
    reliability.record("SIGSTOP of a worker", "SQLite", "1", failures=0, recovery=took)


def test_suspended_server_replaces_no_worker_when_it_continues(tmp_path: Path) -> None:
    with running_server(
        database_url=loaded_database_url(tmp_path / "held.db"), port=0, workers=WORKERS
    ) as server:
        parent = server.process.pid
        until_all_work(parent, gone=0)
        workers = workers_of(parent)
        os.killpg(parent, signal.SIGSTOP)
        time.sleep(12)
        os.killpg(parent, signal.SIGCONT)
        time.sleep(3)
        assert workers_of(parent) == workers
        assert server.stop() == 0


def test_worker_exits_when_nobody_reads_its_heartbeats() -> None:
    code = """
import asyncio, os
from app.server.process.heartbeat import send_heartbeats
reader, writer = os.pipe()
os.close(reader)
asyncio.run(send_heartbeats(writer))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env=environment({}), cwd=ROOT, timeout=60
    )
    assert done.returncode == 1


def test_workers_share_the_memory_of_the_release(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "real.db", SEED)
    with running_server(database_url=url, port=0, access_log="false", workers=WORKERS) as server:
        until_all_work(server.process.pid, gone=0)
        wait_until(lambda: request("GET", f"{server.address}/v1/terms").status_code == 200)
        for worker in workers_of(server.process.pid):
            assert memory(worker, "Shared_Dirty") + memory(worker, "Shared_Clean") > memory(
                worker, "Private_Dirty"
            )
        assert server.stop() == 0


def memory(pid: int, name: str) -> int:
    """Return a figure of the memory of a process, in kilobytes."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return int(rollup.partition(f"{name}:")[2].split()[0])
