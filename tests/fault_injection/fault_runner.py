"""Inject one fault under load; record the responses, the reported problem and the recovery time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.fault_injection.polling_clients import count_errors, polling, slowest_response
from tests.fault_injection.releases import database_release, expected_digests, load
from tests.fixtures.cli import CommandResult, run_subprocess
from tests.fixtures.deadlines import scaled, wait_until

FAULT_DURATION = 1.5
"""Seconds that a fault lasts at least."""
MINIMUM_RESPONSES = 50
"""Answers during a fault, at least; a slow machine takes longer to give them."""
RECOVERY_TIMEOUT = 5.0
"""Seconds from the end of a fault until the newest release must be served."""


@dataclass
class FaultResult:
    """Responses and errors under load, times in seconds, and the result of a start during the fault."""

    answers: int = 0
    wrong: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    recovery: float = 0.0
    problem: str | None = None
    start: CommandResult | None = None


def readiness(http: httpx.Client) -> dict[str, Any]:
    """Return the body of the readiness route."""
    status: dict[str, Any] = http.get("/health/ready").json()
    return status


def _wait(http: httpx.Client, release: str, deadline: float) -> None:
    """Wait until a server serves a release and reports no problem."""
    while (status := readiness(http)) and (status["release"], status["refresh_problem"]) != (release, None):
        assert time.perf_counter() < deadline, status
        time.sleep(0.02)


def wait_for_problem(http: httpx.Client, expected: str, patience: float = 8.0) -> str | None:
    """Wait until a server reports a problem with these words; return the last one seen by the timeout.

    The last, not the first: the connection of the check before may end while the fault is injected.
    """
    problem = None
    deadline = time.perf_counter() + scaled(patience)
    while time.perf_counter() < deadline and expected not in (problem or ""):
        problem = readiness(http)["refresh_problem"] or problem
        time.sleep(0.05)
    return problem


def inject_fault(
    address: str,
    url: str,
    inject: Callable[[], None],
    restore: Callable[[], None],
    content: Path,
    *,
    starts_by: str | None = None,
    problem: str | None = None,
) -> FaultResult:
    """Inject and remove a fault while clients poll; then load the content, which the server must serve.

    `problem`: words of the problem that the server must report, or None if it need not notice. `starts_by`:
    URL with which a second server starts meanwhile.
    """
    result = FaultResult()
    expected = dict([expected_digests(url)])
    # One connection all along: a server without descriptors accepts no other.
    http = httpx.Client(base_url=address, trust_env=False, timeout=scaled(20))
    with http, polling([address, address], pause=0.005) as readers:
        readiness(http)
        inject()
        began = time.perf_counter()
        result.problem = None if problem is None else wait_for_problem(http, problem)
        if starts_by:
            result.start = run_subprocess("serve", database_url=starts_by, port=0)
        time.sleep(max(0.0, FAULT_DURATION - (time.perf_counter() - began)))
        wait_until(lambda: sum(len(reader.responses) for reader in readers) > MINIMUM_RESPONSES)
        assert readiness(http)["release"] in expected
        restore()
        restored = time.perf_counter()
        load(url, content)
        _wait(http, database_release(url), restored + scaled(4 * RECOVERY_TIMEOUT))
        result.recovery = time.perf_counter() - restored
    expected |= [expected_digests(url)]
    result.answers = sum(len(reader.responses) for reader in readers)
    result.wrong, result.slowest = dict(count_errors(readers, expected)), slowest_response(readers)
    return result
