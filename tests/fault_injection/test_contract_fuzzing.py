"""The contract over real sockets, asked rightly, wrongly, and by what answers lead to, on both databases."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.api.schemathesis_runner import fuzz
from tests.fault_injection.contract_fuzzer import SEED, contract
from tests.fault_injection.server_log import log_of
from tests.fixtures.cli import ROOT, Server, filled, serving
from tests.fixtures.databases import MakeDatabase, file_of
from tests.fixtures.reliability_table import ReliabilityTable

CASES = 20_000
PROCESSES = 2


@pytest.fixture
def url(empty_database: MakeDatabase) -> str:
    """Return a database that holds the real content."""
    return filled(empty_database(), ROOT / "seed_data")


def test_schemathesis_few_hundred_requests_over_sockets(url: str) -> None:
    with serving(database_url=url, port=0) as server:
        fuzzed = fuzz(contract(server.address, SEED, 6, "coverage"))
        assert server.end() == 0
    log = log_of(server, "request")
    assert fuzzed.failures == []
    assert fuzzed.cases >= 300
    assert {200, 404, 422} <= fuzzed.statuses.keys()
    assert log.strange == []
    assert log.counts["request"] >= fuzzed.cases


def told_by_all(server: Server) -> list[dict[str, Any]]:
    """Let processes ask a server at once; return what each was told."""
    command = [sys.executable, "-m", "tests.fault_injection.contract_fuzzer", server.address]
    asking = [
        subprocess.Popen(
            [*command, str(SEED + number), str(CASES // PROCESSES)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for number in range(PROCESSES)
    ]
    return [json.loads(one.communicate()[0]) for one in asking]


@pytest.mark.torture
def test_schemathesis_twenty_thousand_requests_over_sockets(url: str, reliability: ReliabilityTable) -> None:
    with serving(database_url=url, port=0) as server:
        told = told_by_all(server)
        assert server.end() == 0
    log = log_of(server, "request")
    cases = sum(one["cases"] for one in told)
    wrong = [failure for one in told for failure in one["failures"]] + log.strange
    slowest = max(one["slowest"] for one in told)
    database = "SQLite" if file_of(url) else "PostgreSQL"
    reliability.record("Schemathesis", database, f"{cases:,} requests", failures=len(wrong), slowest=slowest)
    assert wrong == []
    # The server's own count says the same, with what was asked for the contract itself.
    assert CASES <= cases <= log.counts["request"] <= 1.05 * cases
