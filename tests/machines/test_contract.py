"""The contract over real sockets, asked rightly, wrongly, and by what answers lead to, on both databases."""

from itertools import count

import pytest
import schemathesis
from schemathesis.schemas import BaseSchema

from tests.cli.gutbone import ROOT, Server, filled, serving
from tests.databases import MakeDatabase, file_of
from tests.http.fuzzing import CHECKS, Fuzzed, fuzz
from tests.machines.log import logged
from tests.machines.reliability import Reliability

SEED = 20261127
CASES = 20_000
WORKERS = 4
SLOWEST = 10
"""Seconds that no answer may take."""
FIRST_ONLY = ("examples", "coverage")
"""Phases that ask the same each time."""


def contract(server: Server, seed: int, examples: int, *left_out: str) -> BaseSchema:
    """Return the contract that a server serves, to be asked by every check there is."""
    told = {
        "seed": seed,
        "workers": WORKERS,
        "continue-on-failure": True,
        "generation": {"max-examples": examples},
        "phases": {phase: {"enabled": False} for phase in left_out},
        "checks": CHECKS | {"max_response_time": SLOWEST},
    }
    config = schemathesis.Config.from_dict(told)
    return schemathesis.openapi.from_url(f"{server.address}/openapi.json", config=config, timeout=60)


@pytest.fixture
def url(empty_database: MakeDatabase) -> str:
    """Return a database that holds the real content."""
    return filled(empty_database(), ROOT / "seed_data")


def test_a_few_hundred_requests_find_nothing_wrong(url: str) -> None:
    with serving(database_url=url, port=0) as server, logged(server, "request") as log:
        fuzzed = fuzz(contract(server, SEED, 6, "coverage"))
    assert fuzzed.failures == []
    assert fuzzed.cases >= 300
    assert {200, 404, 422} <= fuzzed.statuses.keys()
    assert log.strange == []
    assert log.counts["request"] >= fuzzed.cases


@pytest.mark.torture
def test_twenty_thousand_requests_find_nothing_wrong(url: str, reliability: Reliability) -> None:
    fuzzed = Fuzzed()
    with serving(database_url=url, port=0) as server, logged(server, "request") as log:
        for turn in count():
            fuzz(contract(server, SEED + turn, 150, *(FIRST_ONLY if turn else ())), fuzzed)
            if fuzzed.cases >= CASES or fuzzed.failures:
                break
    cases = f"{fuzzed.cases:,} requests"
    database = "SQLite" if file_of(url) else "PostgreSQL"
    failures = len(fuzzed.failures) + len(log.strange)
    reliability.write("Schemathesis", database, cases, failures=failures, slowest=fuzzed.slowest)
    assert fuzzed.failures == []
    assert log.strange == []
    # The server's own count says the same, with what was asked for the contract itself.
    assert fuzzed.cases <= log.counts["request"] <= 1.05 * fuzzed.cases
