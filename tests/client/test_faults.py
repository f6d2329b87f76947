"""After any network fault, the client holds the complete old or new content."""

import random
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from gutbone.client import Client, Retry, SyncOutcome
from tests.client.content_editor import ContentEditor, bundle_data, make_content_editor
from tests.client.faulty_proxy import FaultyProxy, running_proxy
from tests.content.invalid_content import edit

SECURE = ssl.create_default_context()
"""Made once: every client would make its own, and that takes longer than a sync."""
ONCE = Retry(attempts=1)
TWICE = Retry(attempts=2, first_wait=0.001)
TURNS = 100


class SyncScenario(NamedTuple):
    """A server of the newest of two releases, a file of each release, and what the newest holds."""

    proxy: FaultyProxy
    old: bytes
    new: str


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SyncScenario]:
    editor: ContentEditor = make_content_editor(tmp_path_factory.mktemp("faults"))
    with running_proxy() as proxy:
        with editor.serve() as server:
            proxy.target = server.address
            with Client(proxy.address, editor.folder / "old") as client:
                client.sync()
        editor.release(
            edit("terms/regolith.yaml", "Dust that tests stand on.", "Moon dust."),
            reason="safety",
            note="Dust is dust.",
        )
        with editor.serve() as server:
            proxy.target = server.address
            yield SyncScenario(
                proxy, (editor.folder / "old").read_bytes(), bundle_data(editor.snapshot())["digest"]
            )


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
