"""One fault, injected under load: what is served meanwhile, what the server says, and how it comes back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.fault_injection.polling_clients import mistakes, reading, worst
from tests.fault_injection.releases import expected_of, held, load
from tests.fixtures.cli import Ended, gutbone
from tests.fixtures.deadlines import scaled, wait_until

LASTS = 1.5
"""Seconds that a fault lasts at least."""
ANSWERS = 50
"""Answers during a fault, at least; a slow machine takes longer to give them."""
PATIENCE = 5.0
"""Seconds from the end of a fault until the newest release must be served."""


@dataclass
class Drilled:
    """What was seen: answers and mistakes under load, seconds, and how a start ended during the fault."""

    answers: int = 0
    wrong: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    recovery: float = 0.0
    problem: str | None = None
    start: Ended | None = None


def ready(client: httpx.Client) -> dict[str, Any]:
    """Return what a server says of itself."""
    said: dict[str, Any] = client.get("/health/ready").json()
    return said


def _wait(client: httpx.Client, release: str, deadline: float) -> None:
    """Wait until a server has a release, and nothing that keeps a newer one away."""
    while (said := ready(client)) and (said["release"], said["refresh_problem"]) != (release, None):
        assert time.perf_counter() < deadline, said
        time.sleep(0.02)


def noticed(client: httpx.Client, patience: float = 8.0) -> str | None:
    """Wait until a server says that something is wrong; return what, or None."""
    deadline = time.perf_counter() + scaled(patience)
    while time.perf_counter() < deadline:
        if problem := ready(client)["refresh_problem"]:
            return str(problem)
        time.sleep(0.05)
    return None


def drill(
    address: str,
    url: str,
    inject: Callable[[], None],
    mend: Callable[[], None],
    content: Path,
    *,
    starts_by: str | None = None,
    visible: bool = True,
) -> Drilled:
    """Inject a fault and mend it while clients read; then load the content, which must reach the server.

    `visible` says that the server must notice; by `starts_by` another server is started during the fault.
    """
    drilled = Drilled()
    expected = dict([expected_of(url)])
    # One connection all along: a server without descriptors accepts no other.
    client = httpx.Client(base_url=address, trust_env=False, timeout=scaled(20))
    with client, reading([address, address], pause=0.005) as readers:
        ready(client)
        inject()
        began = time.perf_counter()
        drilled.problem = noticed(client) if visible else None
        if starts_by:
            drilled.start = gutbone("serve", database_url=starts_by, port=0)
        time.sleep(max(0.0, LASTS - (time.perf_counter() - began)))
        wait_until(lambda: sum(len(reader.told) for reader in readers) > ANSWERS)
        assert ready(client)["release"] in expected
        mend()
        mended = time.perf_counter()
        load(url, content)
        _wait(client, held(url), mended + scaled(4 * PATIENCE))
        drilled.recovery = time.perf_counter() - mended
    expected |= [expected_of(url)]
    drilled.answers = sum(len(reader.told) for reader in readers)
    drilled.wrong, drilled.slowest = dict(mistakes(readers, expected)), worst(readers)
    return drilled
