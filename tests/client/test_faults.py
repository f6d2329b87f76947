"""After any network fault, the client holds the complete old or new content."""

import random
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gutbone.client import Client, Retry, SyncOutcome
from tests.client.fault_scenario import Synced, SyncScenario, fault_scenario, require_right_states

SECURE = ssl.create_default_context()
"""Made once: every client would make its own, and that takes longer than a sync."""
ONCE = Retry(attempts=1)
TWICE = Retry(attempts=2, first_wait=0.001)
TURNS = 100


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SyncScenario]:
    with fault_scenario(tmp_path_factory.mktemp("faults")) as scenario:
        yield scenario


def make_client(
    scenario: SyncScenario, path: Path, retry: Retry | None = None, timeout: float = 60
) -> Client:
    transport = httpx.HTTPTransport(verify=SECURE)
    return Client(scenario.proxy.address, path, retry=retry, timeout=timeout, transport=transport)


def size_of_answer(scenario: SyncScenario, path: Path) -> int:
    """Return the bytes of the answer to the first request of a sync."""
    scenario.proxy.sizes.clear()
    with make_client(scenario, path, retry=ONCE) as client:
        assert client.sync().outcome is not SyncOutcome.OFFLINE
    return max(scenario.proxy.sizes)


@pytest.mark.parametrize("fault", ["cut", "flip"])
@pytest.mark.parametrize("expected_content", ["nothing", "the old release"])
def test_faulty_response_never_leaves_partial_content(
    fault: str, expected_content: str, scenario: SyncScenario, tmp_path: Path
) -> None:
    draw = random.Random(f"{fault} {expected_content}")
    path = tmp_path / "held"
    for turn in range(-1, TURNS):
        path.unlink(missing_ok=True)
        if expected_content != "nothing":
            path.write_bytes(scenario.old)
        if turn < 0:
            size = size_of_answer(scenario, path)
            continue
        unit = 8 if fault == "flip" else 1
        scenario.proxy.faults[:] = [(fault, draw.randrange(size * unit))]
        with make_client(scenario, path, retry=ONCE, timeout=0.5) as client:
            before = client.content.digest if expected_content != "nothing" else None
            report = client.sync()
        with make_client(scenario, path) as again:
            assert report.after == (again.content.release if path.exists() else None)
            assert again.sync().outcome is not SyncOutcome.OFFLINE
            assert again.content.digest == scenario.new
        if report.outcome is SyncOutcome.OFFLINE:
            assert report.after == report.before
            assert report.problem
        if report.outcome in {SyncOutcome.DELTA, SyncOutcome.BUNDLE} and before:
            assert report.safety_notes == ("Dust is dust.",)


def test_thirty_two_syncs_through_faults_and_lies_end_in_a_right_state(
    scenario: SyncScenario, tmp_path: Path
) -> None:
    def sync(_address: str, path: Path) -> Synced:
        with make_client(scenario, path, retry=ONCE, timeout=0.5) as client:
            report = client.sync()
            digest = client.content.digest if report.after else None
        return Synced(report.outcome.value, report.after, digest, report.problem)

    require_right_states(scenario, sync, tmp_path)


@pytest.mark.parametrize("fault", ["cut", "flip"])
def test_faulty_response_is_retried(fault: str, scenario: SyncScenario, tmp_path: Path) -> None:
    draw = random.Random(fault)
    for turn in range(20):
        scenario.proxy.faults[:] = [(fault, draw.randrange(2000, 16_000) * (8 if fault == "flip" else 1))]
        with make_client(scenario, tmp_path / f"{turn}", retry=TWICE) as client:
            assert client.sync().outcome is SyncOutcome.BUNDLE
            assert client.content.digest == scenario.new


def test_corrupt_file_is_reported_and_fetched_again(scenario: SyncScenario, tmp_path: Path) -> None:
    draw = random.Random(0)
    path = tmp_path / "held"
    for turn in range(60):
        data = bytearray(scenario.old)
        if turn % 2:
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        else:
            del data[draw.randrange(len(data)) :]
        path.write_bytes(data)
        with make_client(scenario, path, retry=ONCE) as client:
            report = client.sync()
            assert report.damage
            assert report.outcome is SyncOutcome.BUNDLE
            assert client.sync().damage is None
            assert client.content.digest == scenario.new


def test_corrupt_file_without_network_gives_no_content(tmp_path: Path) -> None:
    path = tmp_path / "held"
    path.write_bytes(b"gutbone-content-1 0\n{}")
    with Client("http://127.0.0.1:9", path, retry=ONCE) as client:
        for _ in range(2):
            report = client.sync()
            assert (report.outcome, report.after) == (SyncOutcome.OFFLINE, None)
            assert report.damage
